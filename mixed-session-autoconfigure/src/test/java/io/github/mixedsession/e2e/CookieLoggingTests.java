package io.github.mixedsession.e2e;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a server logs of {@code Cookie} headers that it can't parse.
 */
@ExtendWith(OutputCaptureExtension.class)
class CookieLoggingTests {

	private static final String COOKIES = "org.apache.tomcat.util.http.parser.Cookie";

	private static final String HEADERS = "org.apache.coyote.http11.Http11Processor";

	@ParameterizedTest
	@EnumSource
	void invalidCookieHeaderIsNotLogged(Server server, CapturedOutput output) {
		try (Site site = server.start("logging.level.root=info")) {
			Browser customer = site.browser();
			customer.login("customer");
			for (String header : List.of(
					"SESSION=" + customer.insecureId() + " x; __Host-SESSION= " + customer.secureId() + " y",
					"a b=c; SESSION=" + customer.insecureId() + "; __Host-SESSION=" + customer.secureId(),
					"SESSION=\"" + customer.insecureId() + "; __Host-SESSION=" + customer.secureId(),
					"$Version=7; SESSION=" + customer.insecureId() + "; __Host-SESSION=" + customer.secureId(),
					"x=\u00e9; =; SESSION=" + customer.insecureId() + "\u0001; __Host-SESSION="
							+ customer.secureId())) {
				site.raw(true, "GET /session HTTP/1.1", "Cookie: " + header);
			}
			assertThat(output).doesNotContain(customer.insecureId()).doesNotContain(customer.secureId());
			// Tomcat logs this once a day and JVM: another test may have had its turn.
			assertThat(level(COOKIES)).isEqualTo(LogLevel.WARN);
			assertThat(level(HEADERS)).isEqualTo(LogLevel.WARN);
		}
	}

	@Test
	void levelOfTheApplicationWins() {
		try (Site site = Site.start("logging.level." + COOKIES + "=error")) {
			assertThat(site.port(true)).isPositive();
			assertThat(level(COOKIES)).isEqualTo(LogLevel.ERROR);
		}
	}

	private static LogLevel level(String logger) {
		return LoggingSystem.get(CookieLoggingTests.class.getClassLoader())
			.getLoggerConfiguration(logger)
			.getEffectiveLevel();
	}

}
