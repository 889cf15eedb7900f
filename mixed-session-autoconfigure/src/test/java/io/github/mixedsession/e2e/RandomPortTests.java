package io.github.mixedsession.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.mixedsession.test.TestCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two tests of an application with a fixed {@code http-port}, beside the application
 * itself, which has the port.
 */
class RandomPortTests {

	private static final ServerSocket RUNNING = listen();

	private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet();

	static {
		System.setProperty("random-port-tests.http-port", String.valueOf(RUNNING.getLocalPort()));
		System.setProperty("random-port-tests.key-store", TestCertificate.location());
	}

	private static ServerSocket listen() {
		try {
			return new ServerSocket(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@BeforeAll
	static void begin() {
		PORTS.clear();
	}

	@AfterAll
	static void end() throws IOException {
		RUNNING.close();
		assertThat(PORTS).hasSize(2);
	}

	private static void check(int http, int server) {
		assertThat(http).isPositive().isNotEqualTo(RUNNING.getLocalPort()).isNotEqualTo(server);
		assertThat(Wire.exchange(false, http, "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n").status())
			.isPositive();
		PORTS.add(http);
	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			args = Application.HTTP_PORT,
			properties = { Application.SERVER, Application.KEY_STORE, Application.PASSWORD, Application.DATABASE,
					Application.MIGRATIONS, "spring.application.name=first" })
	class First {

		@Value("${local.mixed-session.http.port}")
		private int http;

		@Value("${local.server.port}")
		private int server;

		@Test
		void httpPortIsRandom() {
			check(this.http, this.server);
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			args = Application.HTTP_PORT,
			properties = { Application.SERVER, Application.KEY_STORE, Application.PASSWORD, Application.DATABASE,
					Application.MIGRATIONS, "spring.application.name=second" })
	class Second {

		@Value("${local.mixed-session.http.port}")
		private int http;

		@Value("${local.server.port}")
		private int server;

		@Test
		void httpPortIsRandom() {
			check(this.http, this.server);
		}

	}

	@Nested
	@DirtiesContext
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			args = Application.HTTP_PORT, properties = { Application.SERVER, Application.KEY_STORE,
					Application.PASSWORD, Application.DATABASE, Application.MIGRATIONS, "mixed-session.http-port=-1" })
	class OwnWord {

		@Value("${local.mixed-session.http.port:-1}")
		private int http;

		@Test
		void whatTheTestSaysCounts() {
			assertThat(this.http).isEqualTo(-1);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		static final String HTTP_PORT = "--mixed-session.http-port=${random-port-tests.http-port}";

		static final String SERVER = "spring.autoconfigure.exclude="
				+ "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration";

		static final String KEY_STORE = "server.ssl.key-store=${random-port-tests.key-store}";

		static final String PASSWORD = "server.ssl.key-store-password=" + TestCertificate.PASSWORD;

		static final String DATABASE = "spring.datasource.generate-unique-name=true";

		static final String MIGRATIONS = "spring.flyway.enabled=false\nspring.liquibase.enabled=false";

	}

}
