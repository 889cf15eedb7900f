package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.session.HttpSessionEventPublisher;

import io.github.mixedsession.session.SessionCleanup;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Those who keep a session under what {@code getId()} says find it again after crossings,
 * and hear of its end: Spring Security's default registry, and listeners.
 */
class StableIdTests {

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JETTY_WITH_REDIS")
	void oneSessionAUserHoldsThroughCrossings(Deployment deployment) {
		try (Site site = deployment.startWith(List.of(OneSession.class))) {
			Browser first = site.browser();
			first.http("/set?name=cart&value=mug");
			first.login("customer");
			cross(first);
			Browser second = site.browser();
			second.login("customer");
			cross(second);
			assertThat(first.https("/account/session").body()).contains("expired");
			assertThat(second.https("/account/session").line("user")).isEqualTo("customer");
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JETTY_WITH_REDIS")
	void whoLoggedOutAfterACrossingOrExpiredMayLogInAgain(Deployment deployment) {
		try (Site site = deployment.startWith(List.of(NoSecondSession.class))) {
			Browser first = site.browser();
			first.login("customer");
			cross(first);
			Browser second = site.browser();
			second.login("customer");
			assertThat(second.https("/session").line("user")).isEqualTo("null");
			first.logout(true);
			second.login("customer");
			assertThat(second.https("/session").line("user")).isEqualTo("customer");
			cross(second);
			site.clock().advance(Duration.ofHours(1));
			site.bean(SessionCleanup.class).run();
			Browser third = site.browser();
			third.login("customer");
			assertThat(third.https("/session").line("user")).isEqualTo("customer");
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JETTY_WITH_REDIS")
	void whoseSecureSideExpiredMayLogInAgain(Deployment deployment) {
		try (Site site = deployment.startWith(List.of(NoSecondSession.class))) {
			Browser visitor = site.browser();
			visitor.login("customer");
			String id = visitor.https("/session").line("id");
			expireSecureSide(site, visitor);
			assertThat(visitor.https("/session").line("user")).isEqualTo("null");
			assertThat(visitor.https("/session").line("id")).isEqualTo(id);
			visitor.login("customer");
			assertThat(visitor.https("/session").line("user")).isEqualTo("customer");
			visitor.logout(true);
			Browser other = site.browser();
			other.login("customer");
			assertThat(other.https("/session").line("user")).isEqualTo("customer");
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JETTY_WITH_REDIS")
	void listenersHearOfTheEndUnderTheNameOfTheBeginning(Deployment deployment) {
		try (Site site = deployment.startWith(List.of(IdListener.class))) {
			site.events().clear();
			Browser visitor = site.browser();
			visitor.http("/set?name=cart&value=mug");
			String id = visitor.http("/session").line("id");
			cross(visitor);
			expireSecureSide(site, visitor);
			cross(visitor);
			assertThat(visitor.http("/session").line("id")).isEqualTo(id);
			site.clock().advance(Duration.ofHours(1));
			site.bean(SessionCleanup.class).run();
			assertThat(site.bean(IdListener.class).heard).isEmpty();
			assertThat(site.events().created()).containsExactly(id);
			assertThat(site.events().destroyed()).containsExactly(id);
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JETTY_WITH_REDIS")
	void listenersHearOfLoginsAndOfNoCrossing(Deployment deployment) {
		try (Site site = deployment.startWith(List.of(IdListener.class))) {
			site.events().clear();
			Browser visitor = site.browser();
			visitor.http("/set?name=cart&value=mug");
			String before = visitor.http("/session").line("id");
			cross(visitor);
			IdListener listener = site.bean(IdListener.class);
			assertThat(listener.heard).isEmpty();
			visitor.login("customer");
			String after = visitor.https("/session").line("id");
			assertThat(listener.heard).containsExactly(before + " is " + after);
			cross(visitor);
			assertThat(visitor.http("/session").line("id")).isEqualTo(after);
			visitor.logout(true);
			assertThat(site.events().created()).containsExactly(before);
			assertThat(site.events().destroyed()).containsExactly(after);
		}
	}

	/**
	 * The session is gone by then: what it held is in no store any more, so nobody is
	 * shown a part of it.
	 */
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JETTY_WITH_REDIS")
	void cleanupTellsOfTheSessionThatWasCreatedWithoutItsAttributes(Deployment deployment) {
		try (Site site = deployment.startWith(List.of(Ends.class))) {
			site.events().clear();
			Browser visitor = site.browser();
			visitor.http("/set?name=cart&value=mug");
			cross(visitor);
			visitor.https("/secure/set?name=card&value=4711");
			String id = visitor.https("/session").line("id");
			site.clock().advance(Duration.ofHours(1));
			site.bean(SessionCleanup.class).run();
			assertThat(site.events().created()).containsExactly(id);
			assertThat(site.events().destroyed()).containsExactly(id);
			assertThat(site.bean(Ends.class).heard).containsExactly(id + " with []");
		}
	}

	private static void expireSecureSide(Site site, Browser visitor) {
		site.clock().advance(Duration.ofMinutes(14));
		visitor.http("/page");
		site.clock().advance(Duration.ofMinutes(2));
	}

	private static void cross(Browser browser) {
		for (int i = 0; i < 2; i++) {
			browser.http("/page");
			browser.https("/secure/page");
		}
	}

	static class OneSession {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return chain(http, false);
		}

		static SecurityFilterChain chain(HttpSecurity http, boolean preventsLogin) {
			return http
				.authorizeHttpRequests(
						(all) -> all.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
				.formLogin(Customizer.withDefaults())
				.sessionManagement((sessions) -> sessions.maximumSessions(1).maxSessionsPreventsLogin(preventsLogin))
				.build();
		}

		@Bean
		HttpSessionEventPublisher publisher() {
			return new HttpSessionEventPublisher();
		}

	}

	static class NoSecondSession {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return OneSession.chain(http, true);
		}

		@Bean
		HttpSessionEventPublisher publisher() {
			return new HttpSessionEventPublisher();
		}

	}

	static class Ends implements HttpSessionListener {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@Override
		public void sessionDestroyed(HttpSessionEvent event) {
			HttpSession session = event.getSession();
			this.heard.add(session.getId() + " with " + Collections.list(session.getAttributeNames()));
		}

	}

	static class IdListener implements HttpSessionIdListener {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@Override
		public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
			this.heard.add(oldSessionId + " is " + event.getSession().getId());
		}

	}

}
