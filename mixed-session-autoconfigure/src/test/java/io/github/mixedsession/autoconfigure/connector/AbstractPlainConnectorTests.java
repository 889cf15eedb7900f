package io.github.mixedsession.autoconfigure.connector;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

import io.github.mixedsession.test.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.GracefulShutdownResult;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What holds for the plain connector on every server, tried on real ones.
 */
@ExtendWith(OutputCaptureExtension.class)
abstract class AbstractPlainConnectorTests {

	private ServletWebServerApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.getBean(ProbeServlet.class).release();
			this.context.close();
		}
	}

	/**
	 * Returns the configuration that brings the server under test.
	 * @return the class
	 */
	abstract Class<?> serverConfiguration();

	@Test
	void requestIsSecureOnHttpsAndIsNotOnHttp() throws Exception {
		runWithBothConnectors();
		assertThat(get("http", "/").body()).startsWith("secure=false scheme=http port=" + httpPort() + " ");
		assertThat(get("https", "/").body()).startsWith("secure=true scheme=https port=" + httpsPort() + " ");
	}

	@Test
	void actualPortsArePublished() {
		runWithBothConnectors();
		assertThat(httpPort()).isPositive();
		assertThat(httpsPort()).isPositive().isNotEqualTo(httpPort()).isEqualTo(port("local.server.port"));
		assertThat(ports().httpPort()).isEqualTo(httpPort());
		assertThat(ports().httpsPort()).isEqualTo(httpsPort());
	}

	@Test
	void fixedPortIsListenedOn() throws Exception {
		int port = findFreePort();
		runWithTls("mixed-session.http-port=" + port);
		assertThat(ports().httpPort()).isEqualTo(port);
		assertThat(get("http", "/").statusCode()).isEqualTo(200);
	}

	@Test
	void plainConnectorSpeaksNoTls() throws Exception {
		runWithBothConnectors();
		assertThatExceptionOfType(SSLException.class).isThrownBy(() -> shakeHands(httpPort()));
		shakeHands(httpsPort());
	}

	@Test
	void plainConnectorDoesNotUpgradeToHttp2() throws Exception {
		runWithBothConnectors();
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri("http", "/")).version(HttpClient.Version.HTTP_2).build(),
					BodyHandlers.ofString());
		assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
	}

	@Test
	void limitOfRequestHeadersIsTheSameOnBoth() throws Exception {
		runWithBothConnectors("server.max-http-request-header-size=2KB");
		for (String scheme : List.of("http", "https")) {
			assertThat(get(scheme, "/", "X-Large", "x".repeat(1000)).statusCode()).as(scheme).isEqualTo(200);
			assertThat(get(scheme, "/", "X-Large", "x".repeat(4000)).statusCode()).as(scheme).isIn(400, 431);
		}
	}

	@Test
	void defaultLimitOfRequestHeadersIsTheSameOnBoth() throws Exception {
		runWithBothConnectors();
		for (String scheme : List.of("http", "https")) {
			assertThat(get(scheme, "/", "X-Large", "x".repeat(4000)).statusCode()).as(scheme).isEqualTo(200);
			assertThat(get(scheme, "/", "X-Large", "x".repeat(9000)).statusCode()).as(scheme).isIn(400, 431);
		}
	}

	@Test
	void serverHeaderIsTheSameOnBoth() throws Exception {
		runWithBothConnectors("server.server-header=shop");
		assertThat(get("http", "/").headers().firstValue("Server")).hasValue("shop");
		assertThat(get("https", "/").headers().firstValue("Server")).hasValue("shop");
	}

	@Test
	void serverHeaderIsAbsentByDefault() throws Exception {
		runWithBothConnectors();
		assertThat(get("http", "/").headers().firstValue("Server")).isEmpty();
	}

	@Test
	void compressionIsTheSameOnBoth() throws Exception {
		runWithBothConnectors("server.compression.enabled=true");
		for (String scheme : List.of("http", "https")) {
			assertThat(get(scheme, "/long", "Accept-Encoding", "gzip").headers().firstValue("Content-Encoding"))
				.as(scheme)
				.hasValue("gzip");
		}
	}

	@Test
	void plainConnectorListensOnTheAddressOfTheServer() {
		runWithBothConnectors("server.address=127.0.0.1");
		assertThat(accepts("127.0.0.1", httpPort())).isTrue();
		assertThat(accepts("127.0.0.2", httpPort())).isFalse();
	}

	@Test
	void forwardedHeadersAreIgnoredByDefault() throws Exception {
		runWithBothConnectors();
		assertThat(get("http", "/", "X-Forwarded-Proto", "https").body()).startsWith("secure=false scheme=http ");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					server.forward-headers-strategy=native    | server.forward-headers-strategy is set | Set server.forward-headers-strategy to none.
					server.forward-headers-strategy=framework | server.forward-headers-strategy is set | Set server.forward-headers-strategy to none.
					server.tomcat.remoteip.protocol-header=x  | server.tomcat.remoteip.protocol-header is set | Remove server.tomcat.remoteip.protocol-header.
					server.tomcat.remoteip.remote-ip-header=x | server.tomcat.remoteip.remote-ip-header is set | Remove server.tomcat.remoteip.remote-ip-header.
					spring.main.cloud-platform=kubernetes     | finds the cloud platform KUBERNETES | Set server.forward-headers-strategy to none.
					""")
	void httpPortWhereForwardedHeadersAreTrustedFails(String property, String problem, String cure,
			CapturedOutput output) {
		assertThatException().isThrownBy(() -> runWithBothConnectors(property))
			.havingRootCause()
			.isInstanceOf(InvalidHttpPortException.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("mixed-session.http-port is 0, and forwarded headers are trusted")
			.contains(problem)
			.contains(cure)
			.contains("leave out mixed-session.http-port instead");
	}

	@Test
	void httpPortOnACloudPlatformWhoseHeadersNobodyTrusts() throws Exception {
		runWithBothConnectors("spring.main.cloud-platform=kubernetes", "server.forward-headers-strategy=none");
		assertThat(get("http", "/", "X-Forwarded-Proto", "https").body()).startsWith("secure=false scheme=http ");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void handlersRunOnVirtualThreadsOnBoth() throws Exception {
		runWithBothConnectors("spring.threads.virtual.enabled=true");
		assertThat(get("http", "/").body()).contains("thread=VirtualThread[");
		assertThat(get("https", "/").body()).contains("thread=VirtualThread[");
	}

	@Test
	void gracefulShutdownWaitsForTheHttpRequestAndRefusesNewOnes() throws Exception {
		runWithBothConnectors("server.shutdown=graceful");
		int httpPort = httpPort();
		int httpsPort = httpsPort();
		CompletableFuture<HttpResponse<String>> inFlight = HttpClient.newHttpClient()
			.sendAsync(HttpRequest.newBuilder(uri("http", "/hold")).build(), BodyHandlers.ofString());
		this.context.getBean(ProbeServlet.class).awaitRequest();
		CompletableFuture<GracefulShutdownResult> result = new CompletableFuture<>();
		webServer().shutDownGracefully(result::complete);
		awaitClosed(httpPort);
		awaitClosed(httpsPort);
		assertThat(inFlight).isNotDone();
		assertThat(result).isNotDone();
		this.context.getBean(ProbeServlet.class).release();
		assertThat(inFlight.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(GracefulShutdownResult.IDLE);
	}

	@Test
	void closedContextClosesBothPorts() {
		runWithBothConnectors();
		int httpPort = httpPort();
		int httpsPort = httpsPort();
		this.context.close();
		this.context = null;
		awaitClosed(httpPort);
		awaitClosed(httpsPort);
	}

	@ParameterizedTest
	@ValueSource(strings = { "unrelated=true", "mixed-session.http-port=-1", "mixed-session.http-port=" })
	void withoutHttpPortThereIsNoSecondConnector(String property) {
		runWithTls(property);
		assertThat(connectorCount(webServer())).isOne();
		assertThat(ports().httpPort()).isEqualTo(-1);
		assertThat(ports().httpsPort()).isEqualTo(port("local.server.port"));
		assertThat(this.context.getEnvironment().containsProperty("local.mixed-session.http.port")).isFalse();
	}

	@Test
	void withoutHttpPortAndTlsTheMainPortIsTheHttpPort() {
		run("server.port=0");
		assertThat(connectorCount(webServer())).isOne();
		assertThat(ports().httpPort()).isEqualTo(port("local.server.port"));
		assertThat(ports().httpsPort()).isEqualTo(-1);
	}

	@Test
	void withoutServerPortThereIsNoHttpPortEither() throws Exception {
		int port = findFreePort();
		runWithTls("server.port=-1", "mixed-session.http-port=" + port);
		awaitClosed(port);
		assertThat(ports().httpPort()).isEqualTo(-1);
		assertThat(ports().httpsPort()).isEqualTo(-1);
	}

	@Test
	void withoutServerPortNothingIsRequiredOfTheHttpPort() {
		run("server.port=-1", "mixed-session.http-port=0");
		assertThat(connectorCount(webServer())).isOne();
	}

	@Test
	void serverOfAChildContextGetsNoSecondConnector() {
		runWithBothConnectors();
		int httpPort = ports().httpPort();
		int httpsPort = ports().httpsPort();
		try (var child = new AnnotationConfigServletWebServerApplicationContext()) {
			child.setParent(this.context);
			child.setServerNamespace("management");
			child.register(serverConfiguration(), SslConfiguration.class);
			child.refresh();
			assertThat(connectorCount(child.getWebServer())).isOne();
			assertThat(ports().httpPort()).isEqualTo(httpPort);
			assertThat(ports().httpsPort()).isEqualTo(httpsPort);
			assertThat(httpPort()).isEqualTo(httpPort);
			assertThat(httpsPort()).isEqualTo(httpsPort);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "unrelated=true", "server.ssl.enabled=false" })
	void httpPortBesideAServerWithoutTlsFails(String property, CapturedOutput output) {
		assertThatException().isThrownBy(() -> run("server.port=0", "mixed-session.http-port=0", property))
			.havingRootCause()
			.isInstanceOf(InvalidHttpPortException.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("mixed-session.http-port is 0, but the server itself has no TLS")
			.contains("server.ssl.bundle")
			.contains("leave out mixed-session.http-port");
	}

	@Test
	void httpPortThatIsTheServerPortFails(CapturedOutput output) throws Exception {
		int port = findFreePort();
		assertThatException().isThrownBy(() -> runWithTls("server.port=" + port, "mixed-session.http-port=" + port))
			.havingRootCause()
			.isInstanceOf(InvalidHttpPortException.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("mixed-session.http-port and server.port are both " + port);
		awaitClosed(port);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-2", "65536" })
	void httpPortThatIsNoPortFails(String value, CapturedOutput output) {
		assertThatException().isThrownBy(() -> runWithTls("mixed-session.http-port=" + value))
			.havingRootCause()
			.isInstanceOf(InvalidHttpPortException.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("mixed-session.http-port is " + value + ", which is not a port.");
	}

	@Test
	void httpPortThatIsNoNumberFails(CapturedOutput output) {
		assertThatException().isThrownBy(() -> runWithTls("mixed-session.http-port=http"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("mixed-session.http-port")
			.contains("Value: \"http\"");
	}

	@Test
	void httpPortInUseIsNamedAndTheServerPortIsFreedAgain(CapturedOutput output) throws Exception {
		int serverPort = findFreePort();
		try (ServerSocket other = new ServerSocket(0)) {
			int httpPort = other.getLocalPort();
			assertThatException()
				.isThrownBy(() -> runWithTls("server.port=" + serverPort, "mixed-session.http-port=" + httpPort));
			assertThat(output).contains("APPLICATION FAILED TO START").containsPattern("port " + httpPort + "\\b");
			assertThat(analysis(output)).doesNotContain(String.valueOf(serverPort));
		}
		awaitClosed(serverPort);
	}

	@Test
	void serverPortInUseIsNamed(CapturedOutput output) throws Exception {
		int httpPort = findFreePort();
		try (ServerSocket other = new ServerSocket(0)) {
			int serverPort = other.getLocalPort();
			assertThatException()
				.isThrownBy(() -> runWithTls("server.port=" + serverPort, "mixed-session.http-port=" + httpPort));
			assertThat(output).contains("APPLICATION FAILED TO START").containsIgnoringCase("port " + serverPort + " ");
			assertThat(analysis(output)).doesNotContain(String.valueOf(httpPort));
		}
		awaitClosed(httpPort);
	}

	final void runWithBothConnectors(String... properties) {
		runWithBothConnectorsAnd(Application.class, properties);
	}

	final void runWithBothConnectorsAnd(Class<?> configuration, String... properties) {
		runWithTls(configuration, concat(List.of("mixed-session.http-port=0"), properties));
	}

	private void runWithTls(String... properties) {
		runWithTls(Application.class, properties);
	}

	private void runWithTls(Class<?> configuration, String... properties) {
		run(configuration, concat(List.of("server.port=0", "server.ssl.key-store=" + TestCertificate.location(),
				"server.ssl.key-store-password=" + TestCertificate.PASSWORD), properties));
	}

	private void run(String... properties) {
		run(Application.class, properties);
	}

	private void run(Class<?> configuration, String... properties) {
		this.context = (ServletWebServerApplicationContext) new SpringApplicationBuilder(Application.class,
				serverConfiguration(), configuration)
			.properties("spring.main.banner-mode=off", "logging.level.root=error")
			.properties(properties)
			.run();
	}

	private static String[] concat(List<String> first, String... second) {
		return Stream.concat(first.stream(), Arrays.stream(second)).toArray(String[]::new);
	}

	final WebServer webServer() {
		WebServer webServer = this.context.getWebServer();
		assertThat(webServer).isNotNull();
		return webServer;
	}

	private long connectorCount(WebServer webServer) {
		return this.context.getBeanProvider(ConnectorInspector.class)
			.stream()
			.flatMap((inspector) -> inspector.inspect(webServer))
			.count();
	}

	private WebServerConnectorPorts ports() {
		return this.context.getBean(WebServerConnectorPorts.class);
	}

	final int httpPort() {
		return port("local.mixed-session.http.port");
	}

	final int httpsPort() {
		return port("local.mixed-session.https.port");
	}

	private int port(String property) {
		return this.context.getEnvironment().getRequiredProperty(property, Integer.class);
	}

	final URI uri(String scheme, String path) {
		return URI.create(scheme + "://127.0.0.1:" + (scheme.equals("https") ? httpsPort() : httpPort()) + path);
	}

	final HttpResponse<String> get(String scheme, String path, String... headers) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(scheme, path)).timeout(Duration.ofSeconds(30));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.sslContext(TestCertificate.TRUSTING)
			.build()
			.send(request.build(), BodyHandlers.ofString());
	}

	private static void shakeHands(int port) throws GeneralSecurityException, IOException {
		try (SSLSocket socket = (SSLSocket) TestCertificate.TRUSTING.getSocketFactory()
			.createSocket("127.0.0.1", port)) {
			socket.setSoTimeout(30_000);
			socket.startHandshake();
		}
	}

	private static boolean accepts(String address, int port) {
		try (Socket socket = new Socket(InetAddress.getByName(address), port)) {
			return socket.isConnected();
		}
		catch (ConnectException ex) {
			return false;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void awaitClosed(int port) {
		// A thread that is just accepting keeps the socket open for a moment.
		await().until(() -> !accepts("127.0.0.1", port));
	}

	static int findFreePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static String analysis(CapturedOutput output) {
		String all = output.getAll();
		return all.substring(all.indexOf("APPLICATION FAILED TO START"));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ MixedSessionConnectorAutoConfiguration.class, SslAutoConfiguration.class })
	static class Application {

		@Bean
		ProbeServlet probeServlet() {
			return new ProbeServlet();
		}

		@Bean
		ServletRegistrationBean<ProbeServlet> probeServletRegistration(ProbeServlet servlet) {
			return new ServletRegistrationBean<>(servlet, "/");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(SslAutoConfiguration.class)
	static class SslConfiguration {

	}

}
