package io.github.mixedsession.e2e;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTP sees what HTTP set and what the configuration lists, nothing else (invariant 3).
 */
@ExtendWith(OutputCaptureExtension.class)
class AttributeDefaultTests {

	private static Site site;

	@BeforeAll
	static void startSite() {
		site = Site.start("mixed-session.attributes.shared=listed");
	}

	@AfterAll
	static void closeSite() {
		site.close();
		logLevel(LogLevel.ERROR);
	}

	@BeforeEach
	void readTheLog() {
		logLevel(LogLevel.DEBUG);
	}

	private static void logLevel(LogLevel level) {
		LoggingSystem.get(AttributeDefaultTests.class.getClassLoader())
			.setLogLevel("io.github.mixedsession.session", level);
	}

	@Test
	void whatHttpsSetsFirstStaysThereUnlessListed() {
		Browser visitor = site.browser();
		visitor.https("/secure/set?name=note&value=mine");
		visitor.https("/secure/set?name=listed&value=ours");
		Reply http = visitor.http("/session");
		assertThat(http.line("@note")).isNull();
		assertThat(http.line("@listed")).isEqualTo("ours");
		assertThat(visitor.https("/secure/session").line("@note")).isEqualTo("mine");
	}

	@Test
	void whatHttpSetStaysSharedWhenHttpsChangesIt() {
		Browser visitor = site.browser();
		visitor.http("/set?name=note&value=1");
		visitor.https("/secure/set?name=note&value=2");
		assertThat(visitor.http("/session").line("@note")).isEqualTo("2");
		visitor.login("customer");
		visitor.https("/secure/set?name=note&value=3");
		assertThat(visitor.http("/session").line("@note")).isEqualTo("3");
		visitor.https("/secure/session");
		Browser eavesdropper = visitor.eavesdropper();
		eavesdropper.https("/secure/set?name=note&value=4");
		assertThat(eavesdropper.http("/session").line("@note")).as("in a copy").isEqualTo("4");
		assertThat(visitor.http("/session").line("@note")).isEqualTo("3");
	}

	@Test
	void logSaysOnceAMinuteThatTheNameIsOnTheSecureSideAndTheClientLearnsNothing(CapturedOutput output) {
		Browser visitor = site.browser();
		visitor.https("/secure/set?name=missed&value=4711");
		visitor.http("/page");
		Reply missed = visitor.http("/get?name=missed");
		Reply unknown = visitor.http("/get?name=unknown");
		assertThat(missed.body()).isEqualTo(unknown.body()).isEqualTo("null");
		assertThat(missed.status()).isEqualTo(unknown.status());
		visitor.http("/get?name=missed");
		assertThat(output).containsOnlyOnce("'missed', which exists on the secure side alone")
			.contains("mixed-session.attributes.shared")
			.doesNotContain("'unknown'")
			.doesNotContain("4711");
		site.clock().advance(Duration.ofMinutes(1));
		visitor.http("/get?name=missed");
		assertThat(output.toString().split("'missed', which exists", -1)).hasSize(3);
	}

	@Test
	void logSaysOnceAMinuteThatHttpReadsWhatHttpsWritesAgain(CapturedOutput output) {
		Browser visitor = site.browser();
		visitor.http("/set?name=exposed&value=1");
		visitor.http("/set?name=exposed&value=2");
		assertThat(output).doesNotContain("'exposed'");
		visitor.https("/secure/set?name=exposed&value=4711");
		visitor.https("/secure/set?name=exposed&value=4711");
		visitor.https("/secure/set?name=first&value=1");
		visitor.https("/secure/set?name=first&value=2");
		assertThat(output).containsOnlyOnce("'exposed', which HTTP can read")
			.contains("mixed-session.attributes.secure")
			.doesNotContain("'first'")
			.doesNotContain("4711");
		site.clock().advance(Duration.ofMinutes(1));
		visitor.https("/secure/set?name=exposed&value=3");
		assertThat(output.toString().split("'exposed', which HTTP can read", -1)).hasSize(3);
	}

	@Test
	void storeIsAskedForNoMissedNameUnlessSomebodyReadsTheLog() {
		logLevel(LogLevel.INFO);
		Browser visitor = site.browser();
		visitor.https("/secure/set?name=note&value=mine");
		visitor.http("/page");
		assertThat(site.sql().during(() -> visitor.http("/get?name=note"))).isNotEmpty()
			.noneMatch((sql) -> sql.startsWith("SELECT 1"));
	}

}
