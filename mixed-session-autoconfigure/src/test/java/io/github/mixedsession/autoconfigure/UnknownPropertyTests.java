package io.github.mixedsession.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.context.servlet.AnnotationConfigServletWebApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.web.MockServletContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A property that nobody knows fails the start, wherever it was set: where that is, and
 * which one was meant, is printed.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertyTests {

	@TempDir
	private Path directory;

	@Test
	void fileAndLineAreNamed(CapturedOutput output) throws IOException {
		yaml("""
				mixed-session:
				  jdbc:
				    cleanup-cron: "-"
				  htpp-port: 8080
				  encryption:
				    key: s3cret
				  channel:
				    rules:
				    - { paths: ["/account/**"], requires: secure }
				    - pahts: ["/login"]
				      requires: secure
				""");
		assertThatException().isThrownBy(() -> start(Map.of()));
		assertThat(output.getAll()).containsOnlyOnce("APPLICATION FAILED TO START")
			.contains("mixed-session.htpp-port (" + origin(4, 14) + "). Did you mean mixed-session.http-port?",
					"mixed-session.encryption.key (" + origin(6, 10) + "). Did you mean mixed-session.encryption.keys?",
					"mixed-session.channel.rules[1].pahts[0] (" + origin(10, 15)
							+ "). Did you mean mixed-session.channel.rules[1].paths[0]?")
			.doesNotContain("s3cret", "\tat org.springframework");
	}

	private String origin(int line, int column) {
		return "URL [file:" + this.directory.resolve("application.yml") + "] - " + line + ":" + column;
	}

	@ParameterizedTest
	@CsvSource({ "http-prot, http-port", "channel.rule[3].paths, channel.rules[3].paths",
			"channel.rules[12].require, channel.rules[12].requires", "channels.rules[0].paths, channel.rules[0].paths",
			"chanel.stay-secure, channel.stay-secure", "stay-secure, channel.stay-secure",
			"cookie.table-name, jdbc.table-name", "attributes.default-visiblity, attributes.default-visibility",
			"headers.exports.name, headers.export.name", "per-channel, attributes.per-channel" })
	void nearestNameIsOffered(String misspelt, String meant, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(Map.of(), "--mixed-session." + misspelt + "=1"));
		assertThat(output.getAll()).containsOnlyOnce("mixed-session." + misspelt + " (\"mixed-session." + misspelt
				+ "\" from property source \"commandLineArgs\"). Did you mean mixed-session." + meant + "?");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "name", "session", "channel.rules[0].verb" })
	void nothingIsOfferedWhereNothingIsNear(String unknown, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(Map.of(), "--mixed-session." + unknown + "=1"));
		assertThat(output.getAll()).contains("mixed-session." + unknown + " (").doesNotContain("Did you mean");
	}

	@ParameterizedTest
	@CsvSource({ "MIXED_SESSION_HTPP_PORT, http-port", "MIXEDSESSION_HTTPPROT, http-port",
			"MIXED_SESSION_CHANNEL_RULES_0_PAHTS, channel.rules[0].paths",
			"mixed_session_cookie_secur_name, cookie.secure-name",
			"MIXED_SESSION_ENCRYPTION_KEY_0, encryption.keys[0]" })
	void variableThatIsNearlyAPropertyFails(String variable, String meant, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(Map.of(variable, "s3cret")));
		assertThat(output.getAll())
			.contains("(\"" + variable + "\" from property source \"systemEnvironment\")",
					"Did you mean mixed-session." + meant + "?")
			.doesNotContain("s3cret");
	}

	@Test
	void variableThatIsAPropertyCounts(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(Map.of("MIXED_SESSION_WRITE_INTERVAL", "-1s")));
		assertThat(output.getAll()).contains("'mixed-session.write-interval' with value 'PT-1S' is negative");
	}

	@Test
	void variablesOfOthersAreLetBe() {
		Map<String, Object> ofOthers = Map.of("MIXED_SESSION_SERVICE_HOST", "10.0.0.7", "MIXED_SESSION_PORT",
				"tcp://10.0.0.7:8443", "MIXED_SESSION_PORT_8443_TCP_ADDR", "10.0.0.7", "MIXED_SESSION_SECRET", "x",
				"MIXED_SESSION_CHANNEL_RULES_0_PATHS_0", "/account", "MIXEDSESSION_CHANNEL_RULES_0_REQUIRES", "secure");
		start(ofOthers);
	}

	@Test
	void systemPropertyFails(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> start(new MapPropertySource(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
					Map.of("mixed-session.unheard-of", "1"))));
		assertThat(output.getAll()).contains(
				"mixed-session.unheard-of (\"mixed-session.unheard-of\" from property source \"systemProperties\")");
	}

	private void yaml(String text) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), text);
	}

	private void start(Map<String, Object> variables, String... arguments) {
		start(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
				variables), arguments);
	}

	private void start(PropertySource<?> system, String... arguments) {
		SpringApplication application = new SpringApplication(TestApplication.class);
		application.setRegisterShutdownHook(false);
		application.setApplicationContextFactory((type) -> {
			AnnotationConfigServletWebApplicationContext context = new AnnotationConfigServletWebApplicationContext();
			context.setServletContext(new MockServletContext());
			return context;
		});
		application.addInitializers((context) -> replace(context.getEnvironment(), system));
		application
			.run(Stream
				.of(Stream.of(TestApplication.PROPERTIES).map((property) -> "--" + property), Stream.of(arguments),
						Stream.of("--spring.config.location=optional:file:" + this.directory + "/"))
				.flatMap((some) -> some)
				.toArray(String[]::new))
			.close();
	}

	private static void replace(ConfigurableEnvironment environment, PropertySource<?> system) {
		environment.getPropertySources().replace(system.getName(), system);
	}

}
