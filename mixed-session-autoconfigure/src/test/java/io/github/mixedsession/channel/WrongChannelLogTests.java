package io.github.mixedsession.channel;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;

import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.test.MutableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WrongChannelLog}.
 */
@ExtendWith(OutputCaptureExtension.class)
class WrongChannelLogTests {

	private static final ChannelDecision SECURE = new ChannelDecision(ChannelRequirement.SECURE,
			"mixed-session.channel.rules[1]", true);

	private static final ChannelDecision INSECURE = new ChannelDecision(ChannelRequirement.INSECURE,
			"mixed-session.channel.default-requirement", false);

	private final MutableClock clock = new MutableClock();

	private final WrongChannelLog log = new WrongChannelLog(HeaderLimit.DEFAULT, this.clock);

	/** Whatever an application that ran before in this JVM has logged. */
	@BeforeEach
	void logWarnings() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel("io.github.mixedsession.channel", LogLevel.WARN);
	}

	@Test
	void namesMethodPathRuleAndCure(CapturedOutput output) {
		this.log.refused(request("POST", "/login", false), SECURE, RefusalReason.WRONG_CHANNEL);
		assertThat(output).contains("Refused POST /login over HTTP: mixed-session.channel.rules[1] requires HTTPS",
				"Serve the page or start the program that sends it over HTTPS", "requires: any");
		this.log.refused(request("PUT", "/news", true), INSECURE, RefusalReason.WRONG_CHANNEL);
		assertThat(output)
			.contains("Refused PUT /news over HTTPS: mixed-session.channel.default-requirement requires HTTP,");
		this.log.refused(request("POST", "/signin", true), INSECURE, RefusalReason.WRONG_CHANNEL);
		assertThat(output).contains("Refused POST /signin over HTTPS", "where it logs somebody in, requires: secure");
		this.log.refused(request("POST", "/cart", false), null, RefusalReason.WRONG_CHANNEL);
		assertThat(output).contains("Refused POST /cart over HTTP: its session has to stay on HTTPS",
				"mixed-session.channel.stay-secure");
		this.log.needsLogin(request("GET", "/orders", false), INSECURE);
		assertThat(output).contains(
				"A login is asked for by GET /orders over HTTP: mixed-session.channel.default-requirement requires HTTP",
				"requires: secure");
	}

	@Test
	void saysItOnceAMinuteForAPath(CapturedOutput output) {
		for (int i = 0; i <= 60; i++) {
			this.log.refused(request("POST", "/login", false), SECURE, RefusalReason.WRONG_CHANNEL);
			this.log.refused(request("POST", "/account", false), SECURE, RefusalReason.WRONG_CHANNEL);
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(output.getAll().split("POST /login", -1)).hasSize(1 + 2);
		assertThat(output.getAll().split("POST /account", -1)).hasSize(1 + 2);
	}

	@Test
	void namesAnAmbiguousPathOnceAMinute(CapturedOutput output) {
		for (int i = 0; i <= 60; i++) {
			this.log.refused(request("GET", "/%2e/account", false), null, RefusalReason.AMBIGUOUS_PATH);
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(output.getAll().split("Refused GET /%2e/account: the path is ambiguous", -1)).hasSize(1 + 2);
	}

	@Test
	void strangerWithManyPathsFillsNeitherLogNorMemory(CapturedOutput output) {
		for (int i = 0; i < 1000; i++) {
			this.log.refused(request("POST", "/x" + i, false), SECURE, RefusalReason.WRONG_CHANNEL);
		}
		assertThat(output.getAll().split("Refused POST", -1)).hasSize(1 + WrongChannelLog.MAX_PATHS);
		this.clock.advance(Duration.ofMinutes(1));
		this.log.refused(request("POST", "/login", false), SECURE, RefusalReason.WRONG_CHANNEL);
		assertThat(output).contains("POST /login");
	}

	@Test
	void whatTheClientSentIsFitForALog(CapturedOutput output) {
		this.log.refused(request("PO\nST", "/a\r\nWARN;SESSION=secret" + "x".repeat(1000), false), SECURE,
				RefusalReason.WRONG_CHANNEL);
		assertThat(output).contains("Refused PO_ST /a__WARN over").doesNotContain("secret");
	}

	private static MockHttpServletRequest request(String method, String path, boolean secure) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		request.setSecure(secure);
		return request;
	}

}
