package io.github.mixedsession.e2e;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A login at an authorization server.
 */
class OAuth2LoginTests {

	private static AuthorizationServer server;

	private static Site site;

	@BeforeAll
	static void start() {
		server = new AuthorizationServer();
		site = Site.startWith(List.of(Client.class), "mixed-session.channel.rules[2].paths=/oauth2/**,/login/**",
				"mixed-session.channel.rules[2].requires=secure");
		server.redirectTo("https://localhost:" + site.port(true) + "/login/oauth2/code/local");
	}

	@AfterAll
	static void close() {
		site.close();
		server.close();
	}

	@Test
	void loginRotatesBothIdsAndKeepsTheCart() throws Exception {
		Browser customer = site.browser();
		customer.http("/set?name=cart&value=mug");
		URI callback = authorize(customer, "customer");
		String insecureId = customer.insecureId();
		String secureId = customer.secureId();
		Reply reply = customer.https(pathOf(callback));
		assertThat(reply.header("Location")).endsWith("/account/page?continue");
		assertThat(customer.insecureId()).isNotEqualTo(insecureId);
		assertThat(customer.secureId()).isNotEqualTo(secureId);
		Reply session = customer.https("/account/session");
		assertThat(session.line("user")).isEqualTo("customer");
		assertThat(session.line("@cart")).isEqualTo("mug");
	}

	@Test
	void nothingOfTheLoginIsKnownToHttp() throws Exception {
		Browser customer = site.browser();
		customer.http("/set?name=cart&value=mug");
		URI callback = authorize(customer, "customer");
		assertThat(customer.copy().http("/session").body()).contains("@cart=mug").doesNotContain("oauth2");
		customer.https(pathOf(callback));
		assertThat(partitionsOf("%OAuth2AuthorizedClientRepository%")).containsOnly("SECURE");
		assertThat(customer.http("/session").body()).contains("user=null", "@cart=mug")
			.doesNotContain("OAuth2", "oauth2", "SPRING_SECURITY");
	}

	@Test
	void authorizationRequestIsSecure() throws Exception {
		authorize(site.browser(), "customer");
		assertThat(partitionsOf("%AuthorizationRequestRepository%")).containsOnly("SECURE");
	}

	@Test
	void callbackOverHttpLogsNobodyIn() throws Exception {
		Browser customer = site.browser();
		URI callback = authorize(customer, "customer");
		Reply http = customer.http(pathOf(callback));
		assertThat(http.status()).isEqualTo(302);
		assertThat(http.header("Location")).startsWith("https://");
		assertThat(http.setCookies()).isEmpty();
		assertThat(customer.https("/account/page").header("Location")).doesNotContain("continue");
	}

	@Test
	void callbackOfSomebodyElseLogsNobodyIn() throws Exception {
		URI callback = authorize(site.browser(), "attacker");
		Browser victim = site.browser();
		victim.https("/secure/set?name=cart&value=mug");
		victim.https(pathOf(callback));
		assertThat(victim.https("/session").line("user")).isEqualTo("null");
	}

	private static List<String> partitionsOf(String name) {
		return site.jdbc()
			.queryForList("SELECT ATTRIBUTE_PARTITION FROM MIXED_SESSION_ATTRIBUTE WHERE ATTRIBUTE_NAME LIKE ?",
					String.class, name);
	}

	private static URI authorize(Browser browser, String user) throws Exception {
		assertThat(browser.https("/account/page").header("Location")).endsWith("/oauth2/authorization/local");
		String location = browser.https("/oauth2/authorization/local").header("Location");
		assertThat(location).startsWith(server.issuer());
		return server.authorize(String.valueOf(location), user);
	}

	private static String pathOf(URI callback) {
		return callback.getRawPath() + "?" + callback.getRawQuery();
	}

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

		@Bean
		OAuth2AuthorizedClientRepository authorizedClients() {
			return new HttpSessionOAuth2AuthorizedClientRepository();
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
