package io.github.mixedsession.autoconfigure.test;

import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.MixedSession;
import io.github.mixedsession.MixedSessions;
import io.github.mixedsession.SessionSide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;

/**
 * {@code @WebMvcTest}: no data source, no stored session, and yet the controller that the
 * application has, and its channel rules.
 */
@WebMvcTest(properties = { "mixed-session.channel.rules[0].paths=/account/**",
		"mixed-session.channel.rules[0].requires=secure", "mixed-session.http-port=8080" })
@ContextConfiguration(classes = SliceTests.Application.class)
@ImportAutoConfiguration({ SecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class,
		ServletWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class })
class SliceTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void controllerGetsASession() {
		assertThat(this.mvc.post().uri("/cart").with(csrf()).sessionAttr("cart", 2)).hasStatusOk()
			.bodyText()
			.isEqualTo("3 INSECURE");
		assertThat(this.mvc.post().uri("/cart").secure(true).with(csrf())).hasStatusOk()
			.bodyText()
			.isEqualTo("1 SECURE");
	}

	@Test
	void controllerGetsNoSessionWhereThereIsNoneAndItDoesNotInsist() {
		assertThat(this.mvc.get().uri("/cart")).hasStatusOk().bodyText().isEqualTo("no session");
		assertThat(this.mvc.get().uri("/cart").sessionAttr("cart", 2)).hasStatusOk().bodyText().isEqualTo("2");
	}

	@Test
	void sessionIsFoundByOtherCodeToo() {
		assertThat(this.mvc.get().uri("/found").sessionAttr("cart", 2)).hasStatusOk().bodyText().isEqualTo("2");
	}

	@Test
	void rulesHold() {
		assertThat(this.mvc.get().uri("/account?x=1").accept(MediaType.TEXT_HTML)).hasStatus(302)
			.hasHeader(HttpHeaders.LOCATION, "https://localhost/account?x=1");
		assertThat(this.mvc.post().uri("/account").with(csrf())).hasStatus(403);
		assertThat(this.mvc.get().uri("/account").secure(true).with(user("alice"))).hasStatusOk()
			.bodyText()
			.isEqualTo("alice");
	}

	@Test
	void nobodyIsLoggedInOverHttp() {
		assertThat(this.mvc.get().uri("/who").with(user("alice"))).bodyText().isEqualTo("nobody");
		assertThat(this.mvc.get().uri("/who").with(user("alice")).secure(true)).bodyText().isEqualTo("alice");
	}

	@Test
	void answerOverHttpIsCacheableUntilItUsesASession() {
		assertThat(this.mvc.get().uri("/who")).doesNotContainHeader(HttpHeaders.CACHE_CONTROL);
		assertThat(this.mvc.get().uri("/cart").sessionAttr("cart", 2)).headers()
			.hasValue(HttpHeaders.CACHE_CONTROL, "no-cache, no-store, max-age=0, must-revalidate");
	}

	@Test
	void secureAttributeOverHttpIsRefusedAsEver() {
		assertThat(this.mvc.post().uri("/pin").with(csrf())).hasFailed()
			.failure()
			.hasMessageContaining("mixed-session.attributes.shared");
		assertThat(this.mvc.post().uri("/pin").secure(true).with(csrf())).hasStatusOk();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(CartController.class)
	static class Application {

		@Bean
		SecurityFilterChain security(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

	@RestController
	static class CartController {

		@PostMapping("/cart")
		String add(MixedSession session) {
			Integer count = session.updateAttribute("cart", (Integer before) -> (before != null) ? before + 1 : 1);
			SessionSide side = session.getSide();
			return count + " " + side;
		}

		@GetMapping("/cart")
		String show(Optional<MixedSession> session) {
			return session.map((present) -> String.valueOf(present.<Object>getAttribute("cart"))).orElse("no session");
		}

		@GetMapping("/found")
		String found(HttpServletRequest request) {
			return String.valueOf(MixedSessions.of(request).<Object>getAttribute("cart"));
		}

		@PostMapping("/pin")
		String pin(MixedSession session) {
			session.setAttribute("pin", "1234", AttributeVisibility.SECURE);
			return "set";
		}

		@GetMapping({ "/account", "/who" })
		String who(HttpServletRequest request) {
			return (request.getRemoteUser() != null) ? request.getRemoteUser() : "nobody";
		}

	}

}
