package io.github.mixedsession.e2e;

import java.util.List;

import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recipe "recognised on HTTP, authenticated on HTTPS".
 */
class RecognisedVisitorTests {

	private static Site site;

	@BeforeAll
	static void startSite() {
		site = Site.startWith(List.of(Recipe.class), "mixed-session.attributes.shared=cart,displayName");
	}

	@AfterAll
	static void closeSite() {
		site.close();
	}

	@Test
	void visitorIsRecognisedOverHttpAndAuthenticatedOverHttps() {
		Browser customer = site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.login("customer");
		Reply http = customer.http("/session");
		assertThat(http.line("@displayName")).isEqualTo("customer");
		assertThat(http.line("user")).isEqualTo("null");
		assertThat(http.line("view")).isEqualTo("INSECURE");
		assertThat(http.body()).doesNotContain("SPRING_SECURITY_CONTEXT");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void nameThatAnEavesdropperSetsOpensNothing() {
		Browser customer = site.browser();
		customer.login("customer");
		customer.http("/page");
		Browser eavesdropper = customer.eavesdropper();
		eavesdropper.http("/set?name=displayName&value=admin");
		assertThat(eavesdropper.https("/account/page").status()).isEqualTo(302);
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void logoutForgetsTheName() {
		Browser customer = site.browser();
		customer.login("customer");
		customer.logout(true);
		assertThat(customer.http("/session").line("@displayName")).isNull();
	}

	static class Recipe {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			SavedRequestAwareAuthenticationSuccessHandler toPage = new SavedRequestAwareAuthenticationSuccessHandler();
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
				.formLogin((login) -> login.successHandler((request, response, user) -> {
					HttpSession session = request.getSession();
					session.setAttribute("displayName", user.getName());
					toPage.onAuthenticationSuccess(request, response, user);
				}))
				.logout(Customizer.withDefaults())
				.build();
		}

	}

}
