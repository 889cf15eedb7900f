package io.github.mixedsession.e2e;

import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Security of methods, and an interface for programs beside the pages.
 */
class MethodSecurityTests {

	private static final String BASIC = "Authorization: Basic " + Base64.getEncoder()
		.encodeToString("customer:demo-only".getBytes(java.nio.charset.StandardCharsets.UTF_8));

	private static Site site;

	@BeforeAll
	static void startSite() {
		site = Site.startWith(List.of(Chains.class), "mixed-session.channel.rules[2].paths=/api/**",
				"mixed-session.channel.rules[2].requires=secure");
	}

	@AfterAll
	static void closeSite() {
		site.close();
	}

	@Test
	void methodIsDeniedOverHttpToAUserWhoIsLoggedInOverHttps() {
		Browser customer = site.browser();
		customer.login("customer");
		assertThat(customer.https("/orders").body()).isEqualTo("orders");
		Reply http = customer.http("/orders");
		assertThat(http.status()).isEqualTo(302);
		assertThat(http.header("Location")).isEqualTo("https://localhost:" + site.port(true) + "/orders");
		assertThat(http.body()).isEmpty();
		assertThat(customer.https("/reports").status()).isEqualTo(403);
		assertThat(customer.https("/orders").body()).isEqualTo("orders");
	}

	@Test
	void statelessChainHasNoSessionAndNoCookie() {
		Browser program = site.browser();
		int before = site.sessions();
		for (int i = 0; i < 2; i++) {
			Reply reply = program.get(true, "/api/orders", BASIC);
			assertThat(reply.body()).isEqualTo("orders");
			assertThat(reply.setCookies()).isEmpty();
		}
		assertThat(site.sessions()).isEqualTo(before);
		assertThat(program.https("/api/orders").status()).isEqualTo(401);
	}

	@Test
	void statelessChainEnforcesTheRules() {
		assertThat(site.browser().post(false, "/api/orders", "", BASIC).status()).isEqualTo(403);
		assertThat(site.browser().get(false, "/api/orders", BASIC, "Accept: application/json").status()).isEqualTo(403);
	}

	@Import(Orders.class)
	@EnableMethodSecurity
	static class Chains {

		@Bean
		@Order(1)
		SecurityFilterChain api(HttpSecurity http) {
			return http.securityMatcher("/api/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
				.csrf((csrf) -> csrf.disable())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain pages(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

	@RestController
	static class Orders {

		@GetMapping({ "/orders", "/api/orders" })
		@PreAuthorize("hasRole('USER')")
		String orders() {
			return "orders";
		}

		@GetMapping("/reports")
		@PreAuthorize("hasRole('ADMIN')")
		String reports() {
			return "reports";
		}

	}

}
