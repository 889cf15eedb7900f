package io.github.mixedsession.e2e;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logins whose answer is a POST from another site, as OpenID Connect's {@code form_post}
 * and SAML's POST binding have it: a browser sends no {@code Lax} cookie with that.
 */
class CrossSiteLoginTests {

	private static final String[] RULES = { "mixed-session.channel.rules[2].paths=/oauth2/**,/login/**",
			"mixed-session.channel.rules[2].requires=secure" };

	private static AuthorizationServer server;

	@BeforeAll
	static void start() {
		server = new AuthorizationServer();
	}

	@AfterAll
	static void close() {
		server.close();
	}

	@Test
	void secureCookieComesAlongWhereItIsNoneAndTheCartStays() throws Exception {
		for (Server container : Server.values()) {
			try (Site site = container.startWith(List.of(Client.class), RULES[0], RULES[1],
					"server.servlet.session.cookie.same-site=none")) {
				server.redirectTo("https://localhost:" + site.port(true) + "/login/oauth2/code/local");
				Browser customer = site.browser();
				assertThat(customer.http("/set?name=cart&value=mug").setCookie("SESSION")).contains("; SameSite=Lax");
				Reply login = answer(customer);
				assertThat(login.header("Location")).endsWith("/account/page?continue");
				assertThat(login.setCookie("SESSION")).contains("; SameSite=Lax");
				assertThat(login.setCookie("__Host-SESSION")).contains("; Secure").contains("; SameSite=None");
				assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
				assertThat(customer.https("/account/session").line("@cart")).isEqualTo("mug");
				assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
			}
		}
	}

	@Test
	void formOfAnotherSiteIsRefusedThoughTheCookieComesAlong() throws Exception {
		try (Site site = Site.startWith(List.of(Client.class), RULES[0], RULES[1],
				"server.servlet.session.cookie.same-site=none")) {
			Browser visitor = site.browser();
			visitor.https("/secure/set?name=cart&value=mug");
			assertThat(visitor.crossSitePost("/secure/set", "name=cart&value=cup").status()).isEqualTo(403);
			assertThat(visitor.https("/session").line("@cart")).isEqualTo("mug");
		}
	}

	@Test
	void loginFailsWhereTheCookiesStayAwayAndTheCartStays() throws Exception {
		try (Site site = Site.startWith(List.of(Client.class), RULES)) {
			server.redirectTo("https://localhost:" + site.port(true) + "/login/oauth2/code/local");
			Browser customer = site.browser();
			customer.http("/set?name=cart&value=mug");
			Reply login = answer(customer);
			assertThat(login.header("Location")).endsWith("/login?error");
			assertThat(login.setCookies()).isEmpty();
			assertThat(customer.https("/session").line("user")).isEqualTo("null");
			assertThat(customer.https("/session").line("@cart")).isEqualTo("mug");
			assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
		}
	}

	private static Reply answer(Browser customer) throws Exception {
		customer.https("/account/page");
		String location = customer.https("/oauth2/authorization/local").header("Location");
		URI callback = server.authorize(String.valueOf(location), "customer");
		return customer.crossSitePost(callback.getRawPath(), callback.getRawQuery());
	}

	@Import(FormLogin.class)
	static class Client {

		@Bean
		InMemoryClientRegistrationRepository registrations() {
			return new InMemoryClientRegistrationRepository(ClientRegistrations.fromIssuerLocation(server.issuer())
				.registrationId("local")
				.clientId(AuthorizationServer.CLIENT_ID)
				.clientSecret(AuthorizationServer.CLIENT_SECRET)
				.scope("openid")
				.userNameAttributeName("sub")
				.build());
		}

	}

	static class FormLogin {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
				.csrf((csrf) -> csrf.ignoringRequestMatchers("/login/oauth2/code/*"))
				.oauth2Login(Customizer.withDefaults())
				.build();
		}

	}

}
