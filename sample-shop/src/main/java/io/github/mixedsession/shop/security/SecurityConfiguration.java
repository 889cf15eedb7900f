package io.github.mixedsession.shop.security;

import io.github.mixedsession.MixedSessions;
import io.github.mixedsession.shop.disclosure.DisplayName;
import jakarta.servlet.DispatcherType;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/**
 * Spring Security as any application would set it up. Which path needs which channel is
 * said in {@code application.yml}.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	// No form-action: browsers apply it to redirects too, and the one after the
	// checkout goes from HTTPS to HTTP.
	private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; "
			+ "frame-ancestors 'none'";

	// Forms on pages that need no session, so without a token: other sites are kept out
	// by the Origin that browsers send.
	private static final String[] WITHOUT_TOKEN = { "/cart/items", "/tour/*", "/wire/live" };

	@Bean
	SecurityFilterChain shopSecurity(HttpSecurity http) {
		return http
			.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
				.permitAll()
				.requestMatchers("/account/**")
				.authenticated()
				.requestMatchers("/admin/**")
				.hasRole("ADMIN")
				.anyRequest()
				.permitAll())
			.csrf((csrf) -> csrf.ignoringRequestMatchers(WITHOUT_TOKEN))
			.cors((cors) -> cors.configurationSource(sameOriginOnly(WITHOUT_TOKEN)))
			.formLogin((login) -> login.loginPage("/login").successHandler(greetOverHttp()).permitAll())
			.headers((headers) -> headers.contentSecurityPolicy((csp) -> csp.policyDirectives(CONTENT_SECURITY_POLICY)))
			.build();
	}

	/**
	 * Over HTTP nobody is logged in. A page there can greet all the same, by what the
	 * login shares.
	 */
	private static AuthenticationSuccessHandler greetOverHttp() {
		SavedRequestAwareAuthenticationSuccessHandler toPage = new SavedRequestAwareAuthenticationSuccessHandler();
		toPage.setDefaultTargetUrl("/account");
		return (request, response, user) -> {
			DisplayName.share(MixedSessions.of(request), user.getName());
			toPage.onAuthenticationSuccess(request, response, user);
		};
	}

	private static CorsConfigurationSource sameOriginOnly(String... paths) {
		UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
		for (String path : paths) {
			source.registerCorsConfiguration(path, new CorsConfiguration());
		}
		return source;
	}

	@Bean
	PasswordEncoder passwordEncoder() {
		return PasswordEncoderFactories.createDelegatingPasswordEncoder();
	}

	@Bean
	UserDetailsService demoUsers(PasswordEncoder encoder) {
		return new InMemoryUserDetailsManager(demoUser("customer", "CUSTOMER", encoder),
				demoUser("customer2", "CUSTOMER", encoder), demoUser("admin", "ADMIN", encoder));
	}

	private static UserDetails demoUser(String name, String role, PasswordEncoder encoder) {
		return User.withUsername(name).password(encoder.encode("demo-only")).roles(role).build();
	}

}
