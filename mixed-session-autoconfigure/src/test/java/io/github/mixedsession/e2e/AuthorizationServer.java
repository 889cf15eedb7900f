package io.github.mixedsession.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Spring Security's authorization server, on a port of its own.
 */
final class AuthorizationServer implements AutoCloseable {

	static final String CLIENT_ID = "site";

	static final String CLIENT_SECRET = "site-secret";

	private static final AtomicReference<String> REDIRECT_URI = new AtomicReference<>("https://unknown.example/");

	private final ConfigurableApplicationContext context;

	AuthorizationServer() {
		this.context = new SpringApplicationBuilder(Server.class).run("--server.port=0",
				"--spring.main.banner-mode=off", "--spring.main.register-shutdown-hook=false",
				"--logging.level.root=error");
	}

	String issuer() {
		return "http://localhost:" + this.context.getEnvironment().getProperty("local.server.port");
	}

	void redirectTo(String uri) {
		REDIRECT_URI.set(uri);
	}

	/**
	 * Lets a user authenticate and answers where the browser is sent then.
	 */
	URI authorize(String location, String user) throws IOException, InterruptedException {
		HttpClient browser = HttpClient.newHttpClient();
		HttpResponse<Void> login = browser.send(HttpRequest.newBuilder(URI.create(issuer() + "/login"))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString("username=" + user + "&password=demo-only"))
			.build(), BodyHandlers.discarding());
		String cookie = login.headers()
			.firstValue("Set-Cookie")
			.orElseThrow(() -> new AssertionError("No login: " + login));
		HttpResponse<String> response = browser.send(HttpRequest.newBuilder(URI.create(location))
			.header("Cookie", cookie.substring(0, cookie.indexOf(';')))
			.build(), BodyHandlers.ofString());
		return URI.create(response.headers()
			.firstValue("Location")
			.orElseThrow(() -> new AssertionError(login + " " + response)));
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class })
	static class Server {

		@Bean
		@Order(1)
		SecurityFilterChain endpoints(HttpSecurity http) {
			return http.oauth2AuthorizationServer((server) -> {
				http.securityMatcher(server.getEndpointsMatcher());
				server.oidc(Customizer.withDefaults());
			}).authorizeHttpRequests((requests) -> requests.anyRequest().authenticated()).build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain login(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					List.of(User.withUsername("customer").password("{noop}demo-only").roles("USER").build(),
							User.withUsername("attacker").password("{noop}demo-only").roles("USER").build()));
		}

		@Bean
		RegisteredClientRepository clients() {
			return new RegisteredClientRepository() {

				@Override
				public void save(RegisteredClient client) {
					// the server would like to encode the secret
				}

				@Override
				public RegisteredClient findById(String id) {
					return client();
				}

				@Override
				public @Nullable RegisteredClient findByClientId(String clientId) {
					return CLIENT_ID.equals(clientId) ? client() : null;
				}

			};
		}

		private static RegisteredClient client() {
			return RegisteredClient.withId("1")
				.clientId(CLIENT_ID)
				.clientSecret("{noop}" + CLIENT_SECRET)
				.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
				.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
				.redirectUri(REDIRECT_URI.get())
				.scope("openid")
				.build();
		}

		@Bean
		JWKSource<SecurityContext> keys() throws JOSEException {
			RSAKey key = new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
			return new ImmutableJWKSet<>(new JWKSet(key));
		}

		@Bean
		JwtDecoder decoder(JWKSource<SecurityContext> keys) {
			return OAuth2AuthorizationServerConfiguration.jwtDecoder(keys);
		}

		@Bean
		AuthorizationServerSettings settings() {
			return AuthorizationServerSettings.builder().build();
		}

	}

}
