package io.github.mixedsession.autoconfigure;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.session.PolicyContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the secure side is sealed, and what is said of it at start-up.
 */
class SealingConfigurationTests {

	private final WebApplicationContextRunner contextRunner = TestApplication.runner()
		.withUserConfiguration(PermissiveSecurityConfiguration.class);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final Logger logger = (Logger) LoggerFactory.getLogger(MixedSessionAutoConfiguration.class);

	@BeforeEach
	void watch() {
		this.log.start();
		this.logger.setLevel(Level.INFO);
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void restore() {
		this.logger.detachAppender(this.log);
		this.logger.setLevel(null);
	}

	private void assertSealing(Sealing expected, String... properties) {
		this.contextRunner.withPropertyValues(properties)
			.run((context) -> assertThat(context.getBean(PolicyContext.class).codecs()).extracting("sealing")
				.isEqualTo(expected));
	}

	@Test
	void sealsAreRequiredWithoutConfiguration() {
		assertSealing(Sealing.REQUIRED);
		assertThat(this.log.list).isEmpty();
	}

	@Test
	void unsealedValuesAreReadWhereAnImportBroughtThem() {
		assertSealing(Sealing.LENIENT, "mixed-session.migration.cookie-channel=secure",
				"mixed-session.cookie.insecure-name=SHOP");
		assertSealing(Sealing.REQUIRED, "mixed-session.migration.cookie-channel=insecure");
	}

	@Test
	void nothingIsSealedWhereOtherProgramsReadTheValues() {
		assertSealing(Sealing.OFF, "mixed-session.attributes.seal=false");
		assertThat(this.log.list).singleElement().satisfies((line) -> {
			assertThat(line.getLevel()).isEqualTo(Level.INFO);
			assertThat(line.getFormattedMessage()).contains("mixed-session.attributes.seal",
					"readable in the session store");
		});
		assertSealing(Sealing.OFF, "mixed-session.attributes.seal=false",
				"mixed-session.migration.cookie-channel=secure", "mixed-session.cookie.insecure-name=SHOP");
	}

}
