package io.github.mixedsession.autoconfigure;

import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.mixedsession.id.RandomBytes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties that do nothing, which nobody would notice.
 */
@ExtendWith(OutputCaptureExtension.class)
class IneffectivePropertyTests {

	private final WebApplicationContextRunner contextRunner = TestApplication.runner();

	private WebApplicationContextRunner cookies() {
		return this.contextRunner.withPropertyValues("mixed-session.store=cookie",
				"mixed-session.encryption.keys=" + Base64.getEncoder().encodeToString(RandomBytes.of(64)));
	}

	/** Other tests start applications that log less. */
	@BeforeEach
	void logWarnings() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel("io.github.mixedsession", LogLevel.WARN);
	}

	@Test
	void secureIdleAboveSecureAbsoluteIsNamed(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("mixed-session.timeout.secure-idle=13h", "mixed-session.timeout.secure-absolute=12h")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("WARN")
			.contains("mixed-session.timeout.secure-idle (PT13H) has no effect",
					"mixed-session.timeout.secure-absolute (PT12H)");
	}

	@Test
	void leftoversOfSpringSessionAreNamedInOneLine(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("spring.session.jdbc.table-name=VISIT", "spring.session.jdbc.cleanup-cron=-",
					"spring.session.data.redis.namespace=shop", "spring.session.redis.flush-mode=immediate",
					"spring.session.store-type=jdbc", "spring.session.timeout=20m",
					"spring.session.servlet.filter-order=3")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("Nobody reads")
			.contains("spring.session.jdbc.table-name", "spring.session.jdbc.cleanup-cron",
					"spring.session.data.redis.namespace", "spring.session.redis.flush-mode",
					"spring.session.store-type: mixed-session keeps the sessions", "mixed-session.jdbc.*",
					"mixed-session.redis.*")
			.doesNotContain("spring.session.timeout", "spring.session.servlet");
	}

	@Test
	void whatIsForCookiesAloneIsNamedInOneLine(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("mixed-session.cookie.ledger=true", "mixed-session.cookie.absolute-timeout=1d",
					"mixed-session.cookie.allowed-types=com.example.Cart", "mixed-session.cookie.insecure-name=VISIT")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("WARN")
			.containsOnlyOnce("mixed-session.cookie.ledger, mixed-session.cookie.absolute-timeout, "
					+ "mixed-session.cookie.allowed-types have no effect")
			.contains("mixed-session.store")
			.doesNotContain("mixed-session.cookie.insecure-name");
	}

	@Test
	void sealThatCookiesDoNotHaveIsNamed(CapturedOutput output) {
		cookies().withPropertyValues("mixed-session.attributes.seal=false")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("WARN")
			.containsOnlyOnce("mixed-session.attributes.seal (false) has no effect");
	}

	@Test
	void nameOfAnOldCookieThatIsAcceptedNowhereIsNamed(CapturedOutput output) {
		for (WebApplicationContextRunner runner : List.of(this.contextRunner, cookies())) {
			runner.withPropertyValues("mixed-session.migration.cookie-name=OLD")
				.run((context) -> assertThat(context).hasNotFailed());
		}
		assertThat(output.getAll().split("mixed-session.migration.cookie-name has no effect", -1)).hasSize(3);
	}

	@Test
	void nothingIsSaidOfCookiesThatAreInOrder(CapturedOutput output) {
		cookies()
			.withPropertyValues("mixed-session.cookie.ledger=true", "mixed-session.cookie.absolute-timeout=1d",
					"mixed-session.cookie.allowed-types=com.example.Cart", "mixed-session.attributes.seal=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void nothingIsSaidOfWhatIsInOrder(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("mixed-session.timeout.secure-idle=12h", "mixed-session.timeout.secure-absolute=12h")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("WARN");
	}

}
