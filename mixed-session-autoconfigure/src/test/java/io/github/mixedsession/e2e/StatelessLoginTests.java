package io.github.mixedsession.e2e;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.RequestRefusedEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logins that Spring Security keeps in no session, on a site whose rules leave them open
 * to HTTP: nothing but the channel can tell that they are refused.
 */
class StatelessLoginTests {

	private static final String LOGIN = "username=customer&password=demo-only&remember-me=on";

	@ParameterizedTest
	@EnumSource
	void a46LoginOfAStatelessChainIsRefusedOverHttp(Server server) {
		try (Site site = server.startWithoutRules(List.of(Stateless.class))) {
			Browser customer = site.browser();
			Reply login = customer.post(false, "/login", LOGIN);
			assertThat(login.status()).isEqualTo(403);
			assertThat(login.header("Location")).isNull();
			assertThat(login.setCookies()).isEmpty();
			assertThat(site.events().of(RequestRefusedEvent.class)).singleElement()
				.satisfies((event) -> assertThat(event.getReason()).isEqualTo(RefusalReason.SECURE_ATTRIBUTE));
			assertThat(customer.post(true, "/login", LOGIN).setCookieNames()).containsExactly("remember-me");
			assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
			// as somebody plants it who had it from an HTTP page of before
			Reply page = site.browser()
				.get(false, "/session", "Cookie: remember-me=" + customer.jar().find("remember-me"));
			assertThat(page.status()).isEqualTo(403);
			assertThat(page.body()).doesNotContain("customer");
		}
	}

	@ParameterizedTest
	@EnumSource
	void a46LoginOfAStatelessChainIsRefusedOverAManagementPortWithoutTls(Server server) {
		try (Site site = server.startWithoutRules(List.of(Stateless.class), "management.server.port=0",
				"management.server.ssl.enabled=false")) {
			Reply login = Wire.exchange(false, site.managementPort(),
					"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
							+ "Content-Length: " + LOGIN.length() + "\r\n\r\n" + LOGIN);
			assertThat(login.status()).isEqualTo(403);
			assertThat(login.setCookies()).isEmpty();
		}
	}

	static class Stateless {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
				.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
				.csrf(AbstractHttpConfigurer::disable)
				.rememberMe((rememberMe) -> rememberMe.key("secret"))
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

}
