package io.github.mixedsession.e2e;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.security.ChannelCsrfTokenRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * CSRF tokens in cookies.
 */
@ParameterizedClass
@EnumSource
class CsrfCookieTests {

	private static Site site;

	private final Server server;

	CsrfCookieTests(Server server) {
		this.server = server;
	}

	@BeforeParameterizedClassInvocation
	static void start(Server server) {
		site = server.startWith(List.of(OfTheChannel.class));
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		site.close();
	}

	@Test
	void a18PlantedCsrfCookieLogsNobodyIn() {
		String token = UUID.randomUUID().toString();
		String login = "username=customer&password=demo-only";
		for (String planted : List.of("XSRF-TOKEN", "__Host-XSRF-TOKEN", "__host-XSRF-TOKEN")) {
			Browser victim = site.browser();
			victim.http("/set?name=cart&value=mug");
			victim.jar().receive(planted + "=" + token + "; Path=/", false);
			assertThat(victim.post(true, "/login", login + "&_csrf=" + masked(token)).status()).isEqualTo(403);
			assertThat(victim.post(true, "/login", login, "X-XSRF-TOKEN: " + token).status()).isEqualTo(403);
			assertThat(victim.https("/session").line("user")).isEqualTo("null");
		}
	}

	@Test
	void a18CsrfCookieOfHttpsIsIgnoredOverHttp() {
		String token = UUID.randomUUID().toString();
		assertThat(site.browser()
			.post(false, "/set", "name=cart&value=mug", "Cookie: __Host-XSRF-TOKEN=" + token, "X-XSRF-TOKEN: " + token)
			.status()).isEqualTo(403);
	}

	@Test
	void clientOfEachChannelFindsItsToken() {
		for (boolean tls : new boolean[] { false, true }) {
			Browser client = site.browser();
			String name = tls ? "__Host-XSRF-TOKEN" : "XSRF-TOKEN";
			Reply form = client.get(tls, "/form");
			assertThat(form.setCookieNames()).containsExactly(name);
			assertThat(form.setCookie(name)).contains("; Path=/").doesNotContain("HttpOnly");
			assertThat(form.setCookie(name).contains("Secure")).isEqualTo(tls);
			assertThat(form.header("Cache-Control")).contains("no-store");
			String token = String.valueOf(client.jar().find(name));
			assertThat(client.post(tls, "/set", "name=cart&value=mug", "X-XSRF-TOKEN: " + token).status())
				.isEqualTo(200);
			assertThat(client.post(tls, "/set", "name=cart&value=mug", "X-XSRF-TOKEN: " + token + "x").status())
				.isEqualTo(403);
		}
	}

	@Test
	void formLogsIn() {
		Browser customer = site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.login("customer");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(customer.https("/account/session").line("@cart")).isEqualTo("mug");
		customer.logout(true);
		assertThat(customer.https("/session").line("user")).isEqualTo("null");
	}

	@ParameterizedTest
	@ValueSource(classes = { Spa.class, Default.class, Named.class })
	void a18CsrfCookieThatHttpCanPlantIsRefusedAtStartUp(Class<?> configuration) {
		assertThatThrownBy(() -> this.server.startWith(List.of(configuration)).close())
			.isInstanceOf(MisconfigurationException.class)
			.hasMessageContaining("CSRF tokens in the cookie")
			.hasMessageContaining("ChannelCsrfTokenRepository");
	}

	@Test
	void csrfCookieIsTheApplicationsWhereNothingIsServedOverHttp() {
		try (Site secure = this.server.startWithoutRules(List.of(Spa.class),
				"mixed-session.channel.default-requirement=secure")) {
			assertThat(secure.browser().https("/form").setCookieNames()).contains("XSRF-TOKEN");
		}
	}

	/** As a form of the attacker's would send it: xor of nothing and the token. */
	private static String masked(String token) {
		byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
		byte[] masked = new byte[2 * bytes.length];
		System.arraycopy(bytes, 0, masked, bytes.length, bytes.length);
		return Base64.getUrlEncoder().encodeToString(masked);
	}

	private static SecurityFilterChain chain(HttpSecurity http, Customizer<CsrfConfigurer<HttpSecurity>> csrf) {
		return http
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
			.csrf(csrf)
			.formLogin(Customizer.withDefaults())
			.build();
	}

	static class OfTheChannel {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return CsrfCookieTests.chain(http,
					(csrf) -> csrf.spa().csrfTokenRepository(new ChannelCsrfTokenRepository()));
		}

	}

	static class Spa {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return CsrfCookieTests.chain(http, (csrf) -> csrf.spa());
		}

	}

	static class Default {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return CsrfCookieTests.chain(http, (csrf) -> csrf.csrfTokenRepository(new CookieCsrfTokenRepository())
				.requireCsrfProtectionMatcher((request) -> request.getSession() != null));
		}

	}

	static class Named {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			CookieCsrfTokenRepository repository = CookieCsrfTokenRepository.withHttpOnlyFalse();
			repository.setCookieName("csrf");
			repository.setCookiePath("/app");
			repository.setCookieCustomizer((cookie) -> cookie.domain("shop.test").secure(true));
			return CsrfCookieTests.chain(http, (csrf) -> csrf.csrfTokenRepository(repository));
		}

	}

}
