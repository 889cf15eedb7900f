package io.github.mixedsession.e2e;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.RequestHeaderRequestMatcher;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages that need a login, asked for over HTTP, where no channel rule says anything of
 * them.
 */
@ParameterizedClass
@EnumSource
class DeepLinkTests {

	private static final String DEEP = "/account/session?order=%2F1&x=y";

	private final Server server;

	DeepLinkTests(Server server) {
		this.server = server;
	}

	@Test
	void loginLandsOnThePageThatWasAskedFor() {
		try (Site site = open()) {
			Browser visitor = site.browser();
			visitor.http("/set?name=cart&value=mug");
			List<Reply> hops = visitor.hops(false, DEEP);
			assertThat(hops).hasSize(3);
			assertThat(hops.get(0).header("Location")).isEqualTo(site(site, DEEP));
			assertThat(hops.get(0).header("Cache-Control")).isEqualTo("private, no-store");
			assertThat(hops.get(0).body()).isEmpty();
			assertThat(hops.get(1).header("Location")).endsWith("/login");
			assertThat(hops.get(2).body()).contains("password");
			assertThat(visitor.login("customer").header("Location")).endsWith(DEEP + "&continue");
			assertThat(visitor.https(DEEP).line("user")).isEqualTo("customer");
			assertThat(visitor.https(DEEP).line("@cart")).isEqualTo("mug");
		}
	}

	@Test
	void whoIsLoggedInOverHttpsSeesThePage() {
		try (Site site = open()) {
			Browser customer = site.browser();
			customer.http("/set?name=cart&value=mug");
			customer.login("customer");
			List<Reply> hops = customer.hops(false, DEEP);
			assertThat(hops).hasSize(2);
			assertThat(hops.get(1).line("user")).isEqualTo("customer");
			Reply head = customer.request(false, "HEAD", DEEP, null);
			assertThat(head.header("Location")).isEqualTo(site(site, DEEP));
		}
	}

	@Test
	void whatIsNoNavigationIsAnsweredAsBefore() {
		try (Site site = open()) {
			for (List<String> headers : List.of(List.of("Sec-Fetch-Mode: cors"),
					List.of("X-Requested-With: XMLHttpRequest"), List.of("Sec-Purpose: prefetch"))) {
				Reply reply = site.browser().get(false, DEEP, headers.toArray(String[]::new));
				assertThat(reply.header("Location")).as(headers.toString()).endsWith("/login").doesNotContain("https");
			}
			Browser visitor = site.browser();
			Reply post = visitor.post(false, "/account/set", "name=x&value=y&_csrf=" + visitor.csrf(false));
			assertThat(post.header("Location")).endsWith("/login");
		}
	}

	@Test
	void hostHasToBeAllowed() {
		try (Site site = open()) {
			Reply reply = site.browser().get(false, DEEP, "Host: evil.example");
			assertThat(reply.status()).isEqualTo(400);
			assertThat(reply.header("Location")).isNull();
		}
	}

	@Test
	void proxyThatHidesTlsMakesNoLoop() {
		try (Site site = open()) {
			Browser browser = site.browser();
			for (int status : new int[] { 302, 302, 403, 403 }) {
				assertThat(browser.get(false, DEEP, "X-Forwarded-Proto: https").status()).isEqualTo(status);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void pageThatHasToBeOverHttpMakesNoLoop(boolean rule) {
		String[] properties = rule
				? new String[] { "mixed-session.channel.rules[0].paths=/account/**",
						"mixed-session.channel.rules[0].requires=insecure" }
				: new String[] { "mixed-session.channel.default-requirement=insecure" };
		try (Site site = this.server.startWithoutRules(List.of(), properties)) {
			for (int i = 0; i < 3; i++) {
				assertThat(site.browser().hops(false, DEEP)).hasSizeLessThanOrEqualTo(4);
				assertThat(site.browser().hops(true, DEEP)).hasSizeLessThanOrEqualTo(4);
			}
		}
	}

	@Test
	void everyEntryPointComesAfterHttps() {
		try (Site site = this.server.startWithoutRules(List.of(Entrances.class))) {
			for (String path : List.of("/own/page", "/basic/page", "/several/page", "/pre/page", "/method/page",
					"/mfa/page")) {
				assertThat(site.browser().http(path).header("Location")).as(path).isEqualTo(site(site, path));
			}
			assertThat(site.browser().https("/own/page").status()).isEqualTo(418);
			assertThat(site.browser().https("/basic/page").status()).isEqualTo(401);
			assertThat(site.browser().get(true, "/several/page", "X-Program: yes").status()).isEqualTo(401);
			assertThat(site.browser().https("/several/page").header("Location")).endsWith("/custom-login");
			assertThat(site.browser().https("/pre/page").status()).isEqualTo(403);
			assertThat(site.browser().https("/method/page").status()).isEqualTo(403);
			assertThat(site.browser().http("/open/page").body()).isEqualTo("open");
			// what the chain did before it failed is not sent
			Reply late = site.browser().http("/method/late");
			assertThat(late.header("Location")).isEqualTo(site(site, "/method/late"));
			assertThat(late.body()).isEmpty();
			assertThat(late.header("X-Late")).isNull();
			assertThat(site.browser().http("/method/async").header("Location")).isEqualTo(site(site, "/method/async"));
			assertThat(site.browser().http("/method/forward").header("Location"))
				.isEqualTo(site(site, "/method/forward"));
		}
	}

	@Test
	void loginAtAnAuthorizationServerComesAfterHttps() {
		try (Site site = this.server.startWithoutRules(List.of(OAuth2.class))) {
			Browser visitor = site.browser();
			assertThat(visitor.http(DEEP).header("Location")).isEqualTo(site(site, DEEP));
			assertThat(visitor.https(DEEP).header("Location")).endsWith("/oauth2/authorization/local");
			assertThat(visitor.https("/session").body()).contains("@SPRING_SECURITY_SAVED_REQUEST=");
		}
	}

	private Site open() {
		return this.server.startWithoutRules(List.of());
	}

	private static String site(Site site, String path) {
		return "https://localhost:" + site.port(true) + path;
	}

	@Import(Pages.class)
	@EnableMethodSecurity
	static class Entrances {

		@Bean
		@Order(1)
		SecurityFilterChain own(HttpSecurity http) {
			return http.securityMatcher("/own/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.exceptionHandling((handling) -> handling
					.authenticationEntryPoint((request, response, ex) -> response.setStatus(418)))
				.requestCache((cache) -> cache.disable())
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain basic(HttpSecurity http) {
			return http.securityMatcher("/basic/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		@Order(3)
		SecurityFilterChain several(HttpSecurity http) {
			return http.securityMatcher("/several/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().hasRole("USER"))
				.exceptionHandling((handling) -> handling.defaultAuthenticationEntryPointFor(
						(request, response, ex) -> response.setStatus(401),
						new RequestHeaderRequestMatcher("X-Program")))
				.formLogin((login) -> login.loginPage("/custom-login"))
				.build();
		}

		@Bean
		@Order(4)
		SecurityFilterChain preAuthenticated(HttpSecurity http) {
			return http.securityMatcher("/pre/**", "/method/**")
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/pre/**").fullyAuthenticated().anyRequest().permitAll())
				.anonymous((anonymous) -> anonymous.disable())
				.x509(Customizer.withDefaults())
				.build();
		}

		@Bean
		@Order(5)
		SecurityFilterChain rest(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/mfa/**").authenticated().anyRequest().permitAll())
				.formLogin(Customizer.withDefaults())
				.rememberMe(Customizer.withDefaults())
				.build();
		}

	}

	@RestController
	static class Pages {

		@GetMapping({ "/open/page", "/own/page", "/basic/page", "/several/page", "/pre/page", "/mfa/page" })
		String open() {
			return "open";
		}

		@PreAuthorize("hasRole('USER')")
		@RequestMapping("/method/page")
		String page() {
			return "page";
		}

		@GetMapping("/method/late")
		void late(HttpServletResponse response) throws IOException {
			response.setContentType("text/html");
			response.setHeader("X-Late", "yes");
			response.getWriter().print("<p>half a page");
			throw new AccessDeniedException("late");
		}

		@GetMapping("/method/async")
		Callable<String> async() {
			return () -> {
				throw new AccessDeniedException("late");
			};
		}

		@GetMapping("/method/forward")
		void forward(HttpServletRequest request, HttpServletResponse response) throws Exception {
			request.getRequestDispatcher("/mfa/page").forward(request, response);
		}

	}

	static class OAuth2 {

		@Bean
		InMemoryClientRegistrationRepository registrations() {
			return new InMemoryClientRegistrationRepository(ClientRegistration.withRegistrationId("local")
				.clientId("shop")
				.clientSecret("secret")
				.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
				.redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
				.authorizationUri("https://login.example/authorize")
				.tokenUri("https://login.example/token")
				.build());
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
				.oauth2Login(Customizer.withDefaults())
				.build();
		}

	}

}
