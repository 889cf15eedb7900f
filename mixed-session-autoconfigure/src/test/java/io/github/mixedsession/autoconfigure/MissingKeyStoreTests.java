package io.github.mixedsession.autoconfigure;

import java.io.FileNotFoundException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Who starts without the certificate that the configuration names is told which property
 * it is, and how to make one.
 */
@ExtendWith(OutputCaptureExtension.class)
class MissingKeyStoreTests {

	@ParameterizedTest
	@ValueSource(strings = { "server.ssl.key-store=file:nowhere/shop.p12", "server.ssl.key-store=file:not-there.p12",
			"server.ssl.key-store=not-there.p12", "server.ssl.key-store=nowhere/shop.p12",
			"server.ssl.key-store=classpath:nowhere/shop.p12", "server.ssl.certificate=nowhere/shop.pem",
			"spring.ssl.bundle.jks.shop.keystore.location=file:nowhere/shop.p12",
			"spring.ssl.bundle.pem.shop.keystore.certificate=file:nowhere/shop.pem" })
	void propertyAndCureAreNamed(String property, CapturedOutput output) {
		String name = property.substring(0, property.indexOf('='));
		String beside = name.startsWith("spring.") ? "server.ssl.bundle=shop" : name.endsWith("certificate")
				? "server.ssl.certificate-private-key=nowhere/shop.key" : "server.ssl.key-store-password=changeit";
		assertThatException().isThrownBy(() -> start(property, beside));
		assertThat(output.getAll()).containsOnlyOnce("APPLICATION FAILED TO START")
			.contains("The property '" + name + "' names a file that does not exist",
					MissingKeyStoreFailureAnalyzer.MAKE_ONE)
			.doesNotContain("\tat org.springframework");
	}

	@Test
	void pathIsShown(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> start("server.ssl.key-store=nowhere/shop.p12", "server.ssl.key-store-password=changeit"));
		assertThat(output.getAll()).contains("does not exist: nowhere/shop.p12.");
	}

	@Test
	void keyThatLacksItsFirstLineIsNotShown() {
		String key = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg";
		MockEnvironment environment = new MockEnvironment().withProperty("server.ssl.certificate-private-key", key);
		FailureAnalysis analysis = new MissingKeyStoreFailureAnalyzer(environment)
			.analyze(new FileNotFoundException(key + " (No such file or directory)"));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription())
			.isEqualTo("The property 'server.ssl.certificate-private-key' names a file that does not exist.");
	}

	@Test
	void othersAreSpringBoots(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("server.ssl.key-store="
				+ MissingKeyStoreTests.class.getName().replace('.', '/').replaceAll("^", "classpath:") + ".class",
				"server.ssl.key-store-password=changeit"));
		assertThat(output.getAll()).doesNotContain("names a file that does not exist");
	}

	private static void start(String... properties) {
		SpringApplication application = new SpringApplication(TestApplication.class);
		application.setRegisterShutdownHook(false);
		application
			.run(Stream
				.concat(Stream.of("server.port=0", "server.ssl.enabled=true"),
						Stream.concat(Stream.of(TestApplication.PROPERTIES), Stream.of(properties)))
				.map((property) -> "--" + property)
				.toArray(String[]::new))
			.close();
	}

}
