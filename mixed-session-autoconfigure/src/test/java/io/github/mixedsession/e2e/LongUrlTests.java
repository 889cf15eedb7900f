package io.github.mixedsession.e2e;

import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.RequestRefusedEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * URLs that are longer than the headers of a response may be.
 */
@ParameterizedClass
@EnumSource
@ExtendWith(OutputCaptureExtension.class)
class LongUrlTests {

	private final Server server;

	LongUrlTests(Server server) {
		this.server = server;
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 5 })
	void redirectThatDoesNotFitIsRefusedWithTheNameOfTheLimit(int kilobytes, CapturedOutput output) {
		String name = this.server.name().toLowerCase(Locale.ROOT);
		String property = "server." + name + ".max-http-response-header-size";
		int limit = (kilobytes > 0) ? kilobytes * 1024 : (this.server == Server.TOMCAT) ? 8192 : 16384;
		try (Site site = this.server.start("server.max-http-request-header-size=64KB",
				"logging.level.io.github.mixedsession.channel=warn",
				((kilobytes > 0) ? property + "=" + kilobytes + "KB" : "server.x=y"))) {
			Browser customer = site.browser();
			customer.http("/set?name=cart&value=mug");
			customer.login("customer");
			assertThat(customer.http(path("/secure/page?", limit - 1500)).status()).isEqualTo(302);
			site.events().clear();
			for (int length = limit - 1500; length <= limit + 2000; length += 50) {
				for (boolean tls : new boolean[] { false, true }) {
					Reply reply = customer.get(tls, path(tls ? "/insecure/page?" : "/secure/page?", length));
					assertThat(reply.status()).as(length + " over TLS: " + tls).isIn(302, 414, 200);
					assertThat(reply.status() == 414).as("" + length)
						.isEqualTo(reply.header("Location") == null && reply.status() != 200);
				}
			}
			assertThat(customer.http(path("/secure/page?", limit)).status()).isEqualTo(414);
			assertThat(site.events().of(RequestRefusedEvent.class)).isNotEmpty()
				.allMatch((event) -> event.getReason() == RefusalReason.URL_TOO_LONG);
			assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
			assertThat(output).containsOnlyOnce("the " + limit + " bytes of " + property);
		}
	}

	@Test
	void pageOnItsChannelIsServedHoweverLongItsUrl() {
		try (Site site = this.server.start("server.max-http-request-header-size=64KB")) {
			assertThat(site.browser().http(path("/page?", 20_000)).status()).isEqualTo(200);
		}
	}

	private static String path(String path, int length) {
		return path + "x".repeat(length - path.length());
	}

}
