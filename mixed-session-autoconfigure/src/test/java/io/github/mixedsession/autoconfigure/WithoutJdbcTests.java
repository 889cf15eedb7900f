package io.github.mixedsession.autoconfigure;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.store.SessionStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application without JDBC on its class path, in a process of its own: a class that is
 * hidden from a class loader is there for those that its parent has loaded.
 */
class WithoutJdbcTests {

	private static final Pattern OF_JDBC = Pattern.compile(
			".*(jdbc|Hikari|h2-|flyway|liquibase|postgresql|mariadb|mysql|datasource-).*", Pattern.CASE_INSENSITIVE);

	@Test
	void sessionsInCookiesNeedNoneOfIt() throws Exception {
		String[] classPath = System.getProperty("java.class.path").split(File.pathSeparator);
		String without = Arrays.stream(classPath)
			.filter((entry) -> !OF_JDBC.matcher(new File(entry).getName()).matches())
			.collect(Collectors.joining(File.pathSeparator));
		assertThat(without).isNotEqualTo(String.join(File.pathSeparator, classPath));
		Process process = new ProcessBuilder(
				System.getProperty("java.home") + File.separator + "bin" + File.separator + "java", "-cp", without,
				Application.class.getName(), "--server.port=0",
				"--mixed-session.channel.https-base-url=https://localhost",
				"--server.max-http-request-header-size=16KB", "--server.jetty.max-http-response-header-size=16KB",
				"--mixed-session.store=cookie",
				"--mixed-session.encryption.keys=" + Base64.getEncoder().encodeToString(RandomBytes.of(64)))
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		assertThat(output).contains("sessions are kept by CookieSessionStore");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		public static void main(String[] arguments) {
			try (ConfigurableApplicationContext context = SpringApplication.run(Application.class, arguments)) {
				System.out
					.println("sessions are kept by " + context.getBean(SessionStore.class).getClass().getSimpleName());
			}
		}

	}

}
