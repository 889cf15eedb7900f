package io.github.mixedsession.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.mixedsession.test.TestCertificate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real nginx in front of one port of a site, on two ports of its own, with the lines of
 * the documentation.
 */
final class Nginx implements Entrance, AutoCloseable {

	private static final Pattern SNIPPET = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL);

	private static final String FRAME = """
			daemon off;
			master_process off;
			pid nginx.pid;
			error_log error.log warn;
			events {
			}
			http {
				access_log access.log;
				client_body_temp_path body;
				proxy_temp_path proxy;
				fastcgi_temp_path fastcgi;
				uwsgi_temp_path uwsgi;
				scgi_temp_path scgi;
			%s}
			""";

	private final Path directory;

	private final ServerSocket httpReservation;

	private final ServerSocket httpsReservation;

	private final int httpPort;

	private final int httpsPort;

	private @Nullable Process process;

	/**
	 * Reserves two ports, which the site has to know before it starts.
	 */
	Nginx(Path directory) {
		try {
			this.directory = directory;
			this.httpReservation = new ServerSocket(0);
			this.httpsReservation = new ServerSocket(0);
			this.httpPort = this.httpReservation.getLocalPort();
			this.httpsPort = this.httpsReservation.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public int port(boolean tls) {
		return tls ? this.httpsPort : this.httpPort;
	}

	/**
	 * Returns the configuration that the documentation recommends.
	 */
	static String recommended() {
		return recommended(Path.of("docs", "channel-rules.md"));
	}

	/**
	 * Returns the configuration that a page recommends.
	 */
	static String recommended(Path page) {
		try {
			Matcher snippet = SNIPPET.matcher(Files.readString(page));
			if (!snippet.find()) {
				throw new AssertionError(page + " has no configuration of nginx");
			}
			return snippet.group(1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts in front of a port.
	 */
	void start(int upstream, String server) {
		start(replace(server, Map.of("http://127.0.0.1:8080", "http://127.0.0.1:" + upstream)));
	}

	/**
	 * Starts with a configuration that says itself what is behind it.
	 */
	void start(String servers) {
		Path certificate = this.directory.resolve("certificate.pem");
		Path key = this.directory.resolve("key.pem");
		TestCertificate.writePem(certificate, key);
		String configuration = replace(servers,
				Map.of("listen 80;", "listen 127.0.0.1:" + this.httpPort + ";", "listen 443 ssl;",
						"listen 127.0.0.1:" + this.httpsPort + " ssl;", "/etc/ssl/shop.pem", certificate.toString(),
						"/etc/ssl/shop.key", key.toString()));
		try {
			Files.writeString(this.directory.resolve("nginx.conf"), FRAME.formatted(configuration));
			this.httpReservation.close();
			this.httpsReservation.close();
			this.process = new ProcessBuilder(NginxCondition.find().orElseThrow().toString(), "-p",
					this.directory.toString(), "-c", "nginx.conf", "-e", "error.log")
				.redirectErrorStream(true)
				.redirectOutput(this.directory.resolve("output.log").toFile())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> isOpen(this.httpPort) && isOpen(this.httpsPort));
	}

	private static String replace(String text, Map<String, String> replacements) {
		String replaced = text;
		for (Map.Entry<String, String> replacement : replacements.entrySet()) {
			if (!replaced.contains(replacement.getKey())) {
				throw new AssertionError("There is no '" + replacement.getKey() + "' in " + text);
			}
			replaced = replaced.replace(replacement.getKey(), replacement.getValue());
		}
		return replaced;
	}

	private boolean isOpen(int port) throws IOException {
		if (this.process == null || !this.process.isAlive()) {
			throw new IllegalStateException("nginx ended: " + Files.readString(this.directory.resolve("output.log")));
		}
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		try {
			this.httpReservation.close();
			this.httpsReservation.close();
			if (this.process != null) {
				this.process.destroy();
				if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
					this.process.destroyForcibly();
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
