package io.github.mixedsession.autoconfigure.test;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.mixedsession.MixedSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;

/**
 * The test of an application that the documentation shows.
 */
@SpringBootTest(properties = { "mixed-session.channel.rules[0].paths=/account/**",
		"mixed-session.channel.rules[0].requires=secure", "mixed-session.attributes.shared=cart",
		"mixed-session.jdbc.cleanup-cron=-", "spring.datasource.generate-unique-name=true",
		"spring.flyway.enabled=false", "spring.liquibase.enabled=false" })
@AutoConfigureMockMvc
@DirtiesContext
class ApplicationTests {

	// @formatter:off
	@Autowired
	private MockMvcTester mvc;

	private final MockHttpSession visitor = new MockHttpSession(); // keeps the cookies, as a browser does

	@Test
	void cartCrossesToTheAccount() {
		assertThat(mvc.post().uri("/cart/items").session(visitor).with(csrf())).hasStatusOk();
		assertThat(mvc.get().uri("/account").session(visitor)).redirectedUrl().isEqualTo("https://localhost/account");
		assertThat(mvc.get().uri("/account").secure(true).session(visitor).with(user("alice")))
			.hasStatusOk()
			.request()
			.sessionAttributes()
			.containsEntry("cart", 1);
	}
	// @formatter:on

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ShopController.class)
	static class Application {

		@Bean
		SecurityFilterChain security(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

	@RestController
	static class ShopController {

		@PostMapping("/cart/items")
		void add(MixedSession session) {
			session.updateAttribute("cart", (Integer count) -> (count != null) ? count + 1 : 1);
		}

		@GetMapping("/account")
		String account(MixedSession session) {
			return String.valueOf(session.<Integer>getAttribute("cart"));
		}

	}

}
