package io.github.mixedsession.e2e;

import java.nio.file.Path;
import java.util.List;

import org.apache.catalina.Context;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;

import io.github.mixedsession.MisconfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application that has to redirect to a channel which it doesn't have does not start.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedirectTargetTests {

	private static final String[] NO_TLS = { "server.ssl.enabled=false", "mixed-session.http-port=-1" };

	private static final String HTTPS_BASE_URL = "mixed-session.channel.https-base-url=https://localhost";

	@ParameterizedTest
	@EnumSource
	void withoutTlsNothingStartsThatCanRequireIt(Server server, CapturedOutput output) {
		assertThatExceptionOfType(MisconfigurationException.class).isThrownBy(() -> server.start(NO_TLS));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("mixed-session.channel.rules[1] can require HTTPS, and there is none to redirect to")
			.contains("Give the server a certificate (server.ssl.bundle")
			.contains("set mixed-session.channel.https-base-url")
			.contains("To develop without TLS, set mixed-session.enabled to false.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "mixed-session.channel.default-requirement=secure",
			"mixed-session.channel.password-pages=secure", "mixed-session.channel.stay-secure=true",
			"server.forward-headers-strategy=native", "server.forward-headers-strategy=framework",
			"spring.main.cloud-platform=kubernetes" })
	void withoutRulesADefaultCanRequireItToo(String property) {
		String passwordPages = "mixed-session.channel.password-pages="
				+ (property.contains("stay") ? "ignore" : "secure");
		assertThatExceptionOfType(MisconfigurationException.class)
			.isThrownBy(() -> Site.startWithoutRules(List.of(), NO_TLS[0], NO_TLS[1], passwordPages, property));
	}

	@Test
	void whereNothingCanRequireItOrABaseUrlIsSetItStarts() {
		try (Site plain = Site.startWithoutRules(List.of(), NO_TLS[0], NO_TLS[1],
				"mixed-session.channel.password-pages=ignore");
				Site proxied = Site.startWithoutRules(List.of(), NO_TLS[0], NO_TLS[1], HTTPS_BASE_URL);
				Site disabled = Site.start(NO_TLS[0], "mixed-session.enabled=false")) {
			assertThat(plain.browser().http("/page").status()).isEqualTo(200);
			assertThat(proxied.browser().http("/page").status()).isEqualTo(200);
			assertThat(disabled.bean(SessionController.class)).isNotNull();
		}
	}

	@ParameterizedTest
	@EnumSource
	void withoutHttpNothingStartsThatRequiresIt(Server server, CapturedOutput output) {
		assertThatExceptionOfType(MisconfigurationException.class)
			.isThrownBy(() -> server.start("mixed-session.http-port=-1"));
		assertThat(output).contains("mixed-session.channel.rules[0] requires HTTP, and there is none to redirect to")
			.contains("Set mixed-session.http-port.");
		try (Site site = server.startWithoutRules(List.of(), "mixed-session.http-port=-1",
				"mixed-session.channel.default-requirement=secure")) {
			assertThat(site.browser().https("/page").status()).isEqualTo(200);
		}
	}

	@Test
	void inAContainerThatIsNotEmbeddedTheBaseUrlIsNeeded(@TempDir Path directory, CapturedOutput output)
			throws Exception {
		assertThatException().isThrownBy(() -> deploy(directory))
			.havingRootCause()
			.isInstanceOf(MisconfigurationException.class);
		assertThat(output).contains("APPLICATION FAILED TO START").contains("or a container that it is deployed to");
		assertThat(deploy(directory, HTTPS_BASE_URL)).isTrue();
	}

	/**
	 * Deploys a WAR, and returns whether it starts.
	 */
	private static boolean deploy(Path directory, String... properties) throws Exception {
		Tomcat tomcat = new Tomcat();
		tomcat.setBaseDir(directory.toString());
		tomcat.setPort(0);
		tomcat.getConnector();
		Context context = tomcat.addContext("", directory.toString());
		context.setParentClassLoader(RedirectTargetTests.class.getClassLoader());
		context.addServletContainerInitializer((types, servletContext) -> new War(properties).onStartup(servletContext),
				null);
		try {
			tomcat.start();
			return context.getState() == LifecycleState.STARTED;
		}
		finally {
			tomcat.stop();
			tomcat.destroy();
		}
	}

	private static final class War extends SpringBootServletInitializer {

		private final String[] properties;

		War(String... properties) {
			this.properties = properties;
			setRegisterErrorPageFilter(false);
		}

		@Override
		protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
			return builder.sources(SiteApplication.class, SqlLog.class)
				.properties(this.properties)
				.properties("spring.autoconfigure.exclude=" + Server.TOMCAT.excluded(),
						"mixed-session.jdbc.cleanup-cron=-", "spring.datasource.generate-unique-name=true",
						"spring.main.banner-mode=off", "logging.level.root=error");
		}

	}

}
