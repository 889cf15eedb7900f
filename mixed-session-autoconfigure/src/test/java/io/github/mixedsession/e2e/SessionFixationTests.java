package io.github.mixedsession.e2e;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.SessionManagementConfigurer;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logins that begin a new session in place of changing the id of the one that is there.
 */
class SessionFixationTests {

	@ParameterizedTest
	@EnumSource
	void migratedSessionSharesWhatIsListedAlone(Deployment deployment) {
		try (Site site = deployment.startWith(List.of(Migrating.class))) {
			Browser customer = loggedIn(site);
			Reply https = customer.https("/account/session");
			assertThat(https.line("user")).isEqualTo("customer");
			assertThat(https.body()).contains("@cart=mug", "@note=tea", "@pin=4711", "@card=visa");
			assertThat(customer.http("/session").body()).contains("@cart=mug")
				.doesNotContain("tea", "=4711\n", "visa", "SPRING_SECURITY");
			assertThat(customer.eavesdropper().https("/session").body()).contains("@cart=mug")
				.doesNotContain("tea", "=4711\n", "visa", "SPRING_SECURITY");
		}
	}

	@ParameterizedTest
	@EnumSource
	void newSessionSharesNothingOfTheOneBefore(Deployment deployment) {
		try (Site site = deployment.startWith(List.of(Renewing.class))) {
			Browser customer = loggedIn(site);
			assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
			assertThat(customer.https("/account/session").body()).doesNotContain("@cart", "@note", "@pin", "@card");
			assertThat(customer.http("/session").body()).doesNotContain("@");
		}
	}

	private static Browser loggedIn(Site site) {
		Browser customer = site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.http("/set?name=note&value=tea");
		Browser before = customer.eavesdropper();
		customer.https("/secure/set?name=pin&value=4711");
		customer.https("/secure/set?name=card&value=visa");
		Browser planted = customer.copy();
		customer.login("customer");
		assertThat(before.http("/session").body()).doesNotContain("@");
		assertThat(planted.https("/secure/session").body()).doesNotContain("@");
		return customer;
	}

	private static SecurityFilterChain chain(HttpSecurity http,
			Customizer<SessionManagementConfigurer<HttpSecurity>.SessionFixationConfigurer> fixation) {
		return http
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
			.sessionManagement((sessions) -> sessions.sessionFixation(fixation))
			.formLogin(Customizer.withDefaults())
			.build();
	}

	static class Migrating {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return SessionFixationTests.chain(http, (fixation) -> fixation.migrateSession());
		}

	}

	static class Renewing {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return SessionFixationTests.chain(http, (fixation) -> fixation.newSession());
		}

	}

}
