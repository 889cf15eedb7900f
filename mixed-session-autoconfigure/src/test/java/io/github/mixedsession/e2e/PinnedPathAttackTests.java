package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.mixedsession.channel.ChannelRuleDescription;
import io.github.mixedsession.channel.ChannelRules;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stranger has a site show password fields, so that paths move to HTTPS for everybody.
 * Its layout, error pages included, has a login box.
 */
@ParameterizedClass
@EnumSource
class PinnedPathAttackTests {

	private static final String BOX = "<html><form><input type=password></form>";

	private static final Map<Server, Site> SITES = new EnumMap<>(Server.class);

	private final Site site;

	PinnedPathAttackTests(Server server) {
		this.site = SITES.computeIfAbsent(server, (key) -> key.startWith(List.of(Layout.class)));
	}

	@AfterAll
	static void closeSites() {
		SITES.values().forEach(Site::close);
	}

	@BeforeEach
	void forget() {
		this.site.clock().advance(Duration.ofMinutes(10));
	}

	@ParameterizedTest
	@CsvSource({ "GET, /nowhere, 404", "GET, //session, 400", "GET, /%2e/session, 400", "GET, /failing, 500",
			"GET, /missing, 404", "POST, /open/nowhere, 404", "POST, /page, 403", "HEAD, /nowhere, 404",
			"HEAD, //session, 400" })
	void a50ErrorPageWithPasswordFieldKeepsItsStatusAndPinsNothing(String method, String path, int status) {
		for (int i = 0; i < 2; i++) {
			Reply reply = this.site.browser().request(false, method, path, method.equals("POST") ? "a=b" : null);
			assertThat(reply.status()).isEqualTo(status);
			assertThat(reply.header("Location")).isNull();
			if (status != 400 && !method.equals("HEAD")) {
				// Jetty refuses such a path itself
				assertThat(reply.body()).isEqualTo(BOX);
			}
		}
		assertThat(pinned()).isEmpty();
	}

	@Test
	void a50PathThatShowedPasswordFieldIsForgottenAfterTenMinutes() {
		Browser stranger = this.site.browser();
		assertThat(stranger.http("/layout?login=1").status()).isEqualTo(302);
		assertThat(stranger.http("/layout").status()).isEqualTo(302);
		assertThat(pinned()).containsExactly("/layout");
		this.site.clock().advance(Duration.ofMinutes(10).minusMillis(1));
		assertThat(stranger.http("/layout").status()).isEqualTo(302);
		this.site.clock().advance(Duration.ofMillis(1));
		assertThat(pinned()).isEmpty();
		assertThat(stranger.http("/layout").body()).isEqualTo("<html>news");
		assertThat(stranger.http("/layout?login=1").status()).isEqualTo(302);
		assertThat(pinned()).containsExactly("/layout");
	}

	private List<String> pinned() {
		return this.site.bean(ChannelRules.class)
			.describe()
			.stream()
			.filter((rule) -> rule.name().equals("mixed-session.channel.password-pages"))
			.map(ChannelRuleDescription::paths)
			.flatMap(List::stream)
			.toList();
	}

	@Import(Page.class)
	static class Layout {

	}

	@RestController
	static class Page implements ErrorController {

		@RequestMapping(path = "/error", produces = MediaType.TEXT_HTML_VALUE)
		String error() {
			return BOX;
		}

		@GetMapping(path = "/layout", produces = MediaType.TEXT_HTML_VALUE)
		String layout(@RequestParam(required = false) String login) {
			return (login != null) ? BOX : "<html>news";
		}

	}

}
