package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.session.SimpleRedirectInvalidSessionStrategy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of an id that opens nothing where the application redirects whoever
 * presents one.
 */
@ParameterizedClass
@EnumSource
class InvalidSessionTests {

	private static final String UNKNOWN = "aZ09_-".repeat(9);

	private static final String UNKNOWN_SECURE = "aZ09_-".repeat(16);

	private static Site site;

	InvalidSessionTests(Server server) {
		assertThat(server).isNotNull();
	}

	@BeforeParameterizedClassInvocation
	static void start(Server server) {
		site = server.startWith(List.of(Chains.class));
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		site.close();
	}

	@Test
	void unknownIdIsRedirectedOnceAndDropped() {
		for (boolean tls : new boolean[] { false, true }) {
			for (String path : List.of("/page", "/session", "/second/page")) {
				Browser visitor = site.browser();
				visitor.jar().plant(Browser.INSECURE_COOKIE, UNKNOWN, false);
				visitor.jar().plant(Browser.SECURE_COOKIE, UNKNOWN_SECURE, true);
				List<Reply> hops = visitor.hops(tls, path);
				assertThat(hops).as(path + " " + tls).hasSize(2);
				assertThat(hops.get(0).setCookieNames()).containsExactlyInAnyOrderElementsOf(
						tls ? List.of("SESSION", "__Host-SESSION") : List.of("SESSION"));
				assertThat(hops.get(0).setCookies())
					.allMatch((cookie) -> cookie.contains("=; ") && cookie.contains("Max-Age=0"));
				assertThat(hops.get(0).headers("Cache-Control")).containsExactly("private, no-store");
				assertThat(hops.get(1).status()).isEqualTo(200);
				assertThat(hops.get(1).setCookies()).isEmpty();
				assertThat(visitor.get(tls, path).status()).isEqualTo(200);
			}
		}
	}

	@Test
	void expiredSessionIsRedirectedOnceAndDropped() {
		for (boolean tls : new boolean[] { false, true }) {
			Browser visitor = site.browser();
			visitor.get(tls, tls ? "/secure/set?name=cart&value=mug" : "/set?name=cart&value=mug");
			site.clock().advance(Duration.ofHours(1));
			assertThat(visitor.hops(tls, "/page")).hasSize(2);
			assertThat(visitor.jar().find(Browser.INSECURE_COOKIE)).isNull();
		}
	}

	@Test
	void idThatOpensSomethingIsNeitherRedirectedNorDropped() {
		Browser visitor = site.browser();
		visitor.http("/set?name=cart&value=mug");
		String before = visitor.insecureId();
		visitor.https("/secure/page");
		Reply retired = site.browser().get(false, "/session", "Cookie: SESSION=" + before);
		assertThat(retired.line("@cart")).isEqualTo("mug");
		assertThat(retired.setCookies()).isEmpty();
		assertThat(visitor.https("/session").line("@cart")).isEqualTo("mug");
		// the insecure one steps a copy of its own up, the secure one opens nothing
		visitor.jar().plant(Browser.SECURE_COOKIE, UNKNOWN_SECURE, true);
		assertThat(visitor.https("/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void noneOfSeveralIdsIsDropped() {
		Browser one = site.browser();
		one.http("/set?name=cart&value=one");
		Browser two = site.browser();
		two.http("/set?name=cart&value=two");
		for (String other : List.of(two.insecureId(), UNKNOWN.replace('a', 'b'))) {
			Reply reply = site.browser()
				.get(false, "/page",
						"Cookie: SESSION=" + UNKNOWN + "; SESSION=" + one.insecureId() + "; SESSION=" + other);
			assertThat(reply.setCookies()).isEmpty();
		}
		assertThat(one.http("/session").line("@cart")).isEqualTo("one");
	}

	/** A late answer would take the id away that an earlier one brought. */
	@Test
	void answerThatNeitherRedirectsNorBeginsASessionDropsNothing() {
		for (boolean tls : new boolean[] { false, true }) {
			Reply reply = Site.shared().browser().get(tls, "/page", "Cookie: SESSION=" + UNKNOWN);
			assertThat(reply.status()).isEqualTo(200);
			assertThat(reply.setCookies()).isEmpty();
		}
	}

	@Test
	void sessionThatBeginsTakesThePlaceOfTheUnknownId() {
		Browser visitor = site.browser();
		visitor.jar().plant(Browser.INSECURE_COOKIE, UNKNOWN, false);
		assertThat(visitor.http("/open/set?name=cart&value=mug").status()).isEqualTo(302);
		assertThat(visitor.http("/set?name=cart&value=mug").setCookieValue("SESSION")).hasSize(54);
		assertThat(visitor.http("/session").line("@cart")).isEqualTo("mug");
	}

	static class Chains {

		@Bean
		@Order(1)
		SecurityFilterChain withoutANewSession(HttpSecurity http) {
			SimpleRedirectInvalidSessionStrategy strategy = new SimpleRedirectInvalidSessionStrategy("/page?expired");
			strategy.setCreateNewSession(false);
			return http.securityMatcher("/second/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.sessionManagement((sessions) -> sessions.invalidSessionStrategy(strategy))
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.sessionManagement((sessions) -> sessions.invalidSessionUrl("/page?expired"))
				.build();
		}

	}

}
