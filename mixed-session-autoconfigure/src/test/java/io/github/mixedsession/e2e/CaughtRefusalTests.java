package io.github.mixedsession.e2e;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.ott.RedirectOneTimeTokenGenerationSuccessHandler;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import io.github.mixedsession.RequestRefusedEvent;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.MixedSessions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A refusal over HTTP stays one, whoever catches its exception.
 */
@ExtendWith(OutputCaptureExtension.class)
class CaughtRefusalTests {

	@ParameterizedTest
	@EnumSource
	void oauth2LoginBegunOverHttpIsRefused(Server server, CapturedOutput output) {
		try (Site site = server.startWithoutRules(List.of(Logins.class), "logging.level.io.github.mixedsession=warn")) {
			assertThat(output)
				.contains("may be served over HTTP, where they are refused (403). Add a rule, before others "
						+ "that match them, to mixed-session.channel.rules: {paths: [")
				.contains("\"/idp/*\"", "\"/login/oauth2/code/*\"", "\"/ott/generate\"", "\"/token-login\"",
						"requires: secure}")
				.doesNotContain("oauth2/authorization");
			Reply reply = site.browser().http("/idp/local");
			assertThat(reply.status()).isEqualTo(403);
			assertThat(reply.setCookies()).isEmpty();
			assertThat(output).contains("Serve the path over HTTPS with a rule in mixed-session.channel.rules");
			assertThat(site.events().of(RequestRefusedEvent.class)).hasSize(1);
			assertThat(site.browser().https("/idp/local").header("Location"))
				.startsWith("https://idp.example/authorize");
		}
	}

	@ParameterizedTest
	@EnumSource
	void loginsWithARuleAreNotNamed(Server server, CapturedOutput output) {
		try (Site site = server.startWithoutRules(List.of(Logins.class), "logging.level.io.github.mixedsession=warn",
				"mixed-session.channel.rules[0].paths=/idp/*,/login/**,/ott/**,/token-login",
				"mixed-session.channel.rules[0].requires=secure")) {
			assertThat(output).doesNotContain("may be served over HTTP");
			assertThat(site.browser().http("/idp/local").header("Location")).startsWith("https://localhost");
		}
	}

	@ParameterizedTest
	@EnumSource
	void errorOfWhoeverCaughtItIs403(Server server, CapturedOutput output) {
		try (Site site = server.startWith(List.of(Advice.class, Handlers.class))) {
			Reply reply = site.browser().http("/set?name=card&value=4711");
			assertThat(reply.status()).isEqualTo(403);
			assertThat(reply.body()).isEqualTo("something went wrong");
			assertThat(site.browser().http("/caught/send-error").status()).isEqualTo(403);
			assertThat(output).contains("'card'", "mixed-session.channel.rules");
			assertThat(site.events().of(RequestRefusedEvent.class)).hasSize(2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void handlerThatGoesOnIsLeftAlone(Server server, CapturedOutput output) {
		try (Site site = server.startWith(List.of(Handlers.class))) {
			Browser visitor = site.browser();
			Reply reply = visitor.http("/caught/go-on");
			assertThat(reply.status()).isEqualTo(200);
			assertThat(visitor.http("/session").line("@tried")).isEqualTo("yes");
			assertThat(visitor.http("/caught/teapot").status()).isEqualTo(418);
			assertThat(visitor.http("/caught/own-error").status()).isEqualTo(503);
			assertThat(output).doesNotContain("Serve the path over HTTPS");
			assertThat(site.events().of(RequestRefusedEvent.class)).isEmpty();
		}
	}

	static class Logins {

		@Bean
		InMemoryClientRegistrationRepository registrations() {
			return new InMemoryClientRegistrationRepository(ClientRegistration.withRegistrationId("local")
				.clientId("shop")
				.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
				.redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
				.authorizationUri("https://idp.example/authorize")
				.tokenUri("https://idp.example/token")
				.userInfoUri("https://idp.example/user")
				.userNameAttributeName("sub")
				.build());
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.oauth2Login((login) -> login.authorizationEndpoint((endpoint) -> endpoint.baseUri("/idp")))
				.oneTimeTokenLogin((login) -> login.loginProcessingUrl("/token-login")
					.tokenGenerationSuccessHandler(new RedirectOneTimeTokenGenerationSuccessHandler("/sent")))
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

	@RestControllerAdvice
	static class Advice {

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> error() {
			return ResponseEntity.internalServerError().body("something went wrong");
		}

	}

	@RestController
	static class Handlers {

		@GetMapping("/caught/send-error")
		void sendError(HttpSession session, HttpServletResponse response) throws Exception {
			attempt(session);
			response.sendError(500, "something went wrong");
		}

		@GetMapping("/caught/go-on")
		String goOn(HttpSession session) {
			attempt(session);
			session.setAttribute("tried", "yes");
			return "went on";
		}

		@GetMapping("/caught/teapot")
		ResponseEntity<String> teapot(HttpSession session) {
			attempt(session);
			return ResponseEntity.status(418).body("a teapot");
		}

		@GetMapping("/caught/own-error")
		ResponseEntity<String> ownError(HttpServletRequest request, HttpSession session) {
			attempt(session);
			MixedSessions.refusalHandled(request);
			return ResponseEntity.status(503).body("closed");
		}

		private static void attempt(HttpSession session) {
			try {
				session.setAttribute("card", "4711");
			}
			catch (SecureAttributeException ex) {
				// on purpose
			}
		}

	}

}
