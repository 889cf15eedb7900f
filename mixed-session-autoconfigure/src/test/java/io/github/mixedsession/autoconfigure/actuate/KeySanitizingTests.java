package io.github.mixedsession.autoconfigure.actuate;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;

import tools.jackson.databind.json.JsonMapper;

import io.github.mixedsession.autoconfigure.MixedSessionProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoints that show properties, where the application has them show values.
 */
class KeySanitizingTests {

	private static final String KEY = "q4Qm0lI2hY8T1zqvJt8b9mYkq2rj6G8p3xk0w5nZr1A=";

	private static final String OLD_KEY = "hTtP9a0Zl2hY8T1zqvJt8b9mYkq2rj6G8p3xk0w5nZs=";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("spring.flyway.enabled=false", "spring.liquibase.enabled=false");

	@ParameterizedTest
	@ValueSource(strings = { "mixed-session.encryption.keys", "mixed-session.encryption.keys[0]",
			"MIXED_SESSION_ENCRYPTION_KEYS_0", "MIXEDSESSION_ENCRYPTION_KEYS", "mixedSession.encryption.keys[1]" })
	void propertyNamedLikeTheKeysIsHidden(String name) {
		SanitizableData data = new SanitizableData(new MapPropertySource("any", Map.of()), name, "anything");
		assertThat(new KeySanitizingFunction(List.of()).apply(data).getValue())
			.isEqualTo(SanitizableData.SANITIZED_VALUE);
	}

	@Test
	void otherPropertyIsShownUnlessItHasAKey() {
		KeySanitizingFunction function = new KeySanitizingFunction(List.of(KEY, ""));
		MapPropertySource source = new MapPropertySource("any", Map.of());
		assertThat(function.apply(new SanitizableData(source, "mixed-session.http-port", 8080)).getValue())
			.isEqualTo(8080);
		assertThat(function.apply(new SanitizableData(source, "path", "/usr/bin")).getValue()).isEqualTo("/usr/bin");
		assertThat(function.apply(new SanitizableData(source, "mixed-session.encryption.key-store-bundle", "sessions"))
			.getValue()).isEqualTo("sessions");
		assertThat(new KeySanitizingFunction(List.of("q4/m0l"))
			.apply(new SanitizableData(source, "SPRING_APPLICATION_JSON", "{\"a\":\"q4\\/m0l\"}"))
			.getValue()).isEqualTo(SanitizableData.SANITIZED_VALUE);
		assertThat(function.apply(new SanitizableData(source, "MY_KEY", KEY + "\n")).getValue())
			.isEqualTo(SanitizableData.SANITIZED_VALUE);
	}

	@Test
	void endpointsHideTheKeys() {
		// a profile's list replaces the one of the base
		this.contextRunner
			.withPropertyValues("secret.of.sessions=" + KEY, "secret.of.before=" + OLD_KEY,
					"mixed-session.encryption.keys=${secret.of.sessions}")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("base",
						Map.of("mixed-session.encryption.keys[0]", "${secret.of.before}"))))
			.run((context) -> {
				List<SanitizingFunction> functions = context.getBeanProvider(SanitizingFunction.class)
					.orderedStream()
					.toList();
				String env = JsonMapper.shared()
					.writeValueAsString(new EnvironmentEndpoint(context.getEnvironment(), functions, Show.ALWAYS)
						.environment("(mixed-session|secret).*"));
				assertThat(env).contains("secret.of.sessions", "mixed-session.encryption.keys")
					.doesNotContain(KEY, OLD_KEY);
				ConfigurationPropertiesReportEndpoint report = new ConfigurationPropertiesReportEndpoint(functions,
						Show.ALWAYS);
				report.setApplicationContext(context);
				String properties = JsonMapper.shared()
					.writeValueAsString(report.configurationPropertiesWithPrefix("mixed-session"));
				assertThat(properties).contains("acceptUnencrypted").doesNotContain(KEY);
				assertThat(context.getBean(MixedSessionProperties.class)).asString()
					.contains("1 hidden")
					.doesNotContain(KEY);
			});
	}

	/** Relies on auto-configuration. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
