package io.github.mixedsession.e2e;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.support.WebApplicationContextUtils;

import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.RequestRefusedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

/**
 * Credentials in a header, beside the session and its cookies.
 */
class CredentialAttackTests {

	private static final String BASIC = "Authorization: Basic "
			+ Base64.getEncoder().encodeToString("admin:demo-only".getBytes(StandardCharsets.UTF_8));

	/**
	 * In the stateless chain, in one with sessions, where none matches, where Spring
	 * Security is told to look away, where a rule decides, and where nothing is.
	 */
	private static final List<String> PATHS = List.of("/second/session", "/account/session", "/session", "/echo",
			"/secure/session", "/insecure/session", "/open/set?name=x&value=y", SiteApplication.STATIC_RESOURCE,
			"/missing", "/no-such-page", "/login");

	private static final Map<Server, Site> SITES = new EnumMap<>(Server.class);

	private Site site;

	@BeforeAll
	static void startSites() {
		for (Server server : Server.values()) {
			SITES.put(server, server.startWith(List.of(Chains.class)));
		}
	}

	@AfterAll
	static void closeSites() {
		SITES.values().forEach(Site::close);
		SITES.clear();
	}

	@BeforeEach
	void clear() {
		SITES.values().forEach((site) -> site.bean(Seen.class).values.clear());
		SITES.values().forEach((site) -> site.events().clear());
	}

	@ParameterizedTest
	@EnumSource
	void a46CredentialsOverHttpAreRefusedOnAnyPathAndInAnyChain(Server server) {
		this.site = SITES.get(server);
		int executions = this.site.bean(AtomicInteger.class).get();
		for (String path : PATHS) {
			for (String method : List.of("GET", "HEAD", "POST", "OPTIONS")) {
				assertRefused(this.site.browser().request(false, method, path, null, BASIC));
			}
		}
		assertThat(this.site.bean(AtomicInteger.class).get()).isEqualTo(executions);
		assertThat(this.site.bean(Seen.class).values).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("headers")
	void a46WhateverTheHeaderHolds(Server server, List<String> headers) {
		this.site = SITES.get(server);
		assertRefused(this.site.browser().get(false, "/echo", headers.toArray(String[]::new)));
		assertThat(this.site.bean(Seen.class).values).isEmpty();
	}

	static Stream<Arguments> headers() {
		return Stream.of(Server.values())
			.flatMap((server) -> Stream.of(List.of("authorization: bearer eyJhbGciOiJub25lIn0.e30."),
					List.of("AUTHORIZATION: Digest username=\"admin\""), List.of("Authorization: Negotiate YII="),
					List.of("Authorization: Own x"), List.of("Authorization: x"), List.of("Authorization:"),
					List.of("Authorization: ", BASIC), List.of(BASIC, BASIC), List.of("Authorization: Own x", BASIC))
				.map((headers) -> Arguments.of(server, headers)));
	}

	@ParameterizedTest
	@EnumSource
	void a46SessionGoesOnWithoutThem(Server server) {
		this.site = SITES.get(server);
		Browser customer = this.site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.login("customer");
		Reply reply = customer.get(false, "/session", BASIC);
		assertRefused(reply);
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(customer.http("/session").line("user")).isEqualTo("null");
	}

	@ParameterizedTest
	@EnumSource
	void a46OverHttpsTheyLogIn(Server server) {
		this.site = SITES.get(server);
		assertThat(this.site.browser().get(true, "/second/session", BASIC).line("user")).isEqualTo("admin");
		// for a proxy on the way, and of nobody's interest behind it
		assertThat(this.site.browser()
			.get(false, "/session", BASIC.replace("Authorization", "Proxy-Authorization"))
			.status()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void a46UnlessTheConfigurationAllowsThem(Server server) {
		try (Site open = server.startWith(List.of(Chains.class), "mixed-session.channel.credentials-over-http=allow")) {
			assertThat(open.browser().get(false, "/second/session", BASIC).line("user")).isEqualTo("admin");
			assertThat(open.browser().get(false, "/secure/session", BASIC).status()).isEqualTo(302);
		}
	}

	@Test
	void a46RefusalIsToldWithItsReason() {
		this.site = SITES.get(Server.TOMCAT);
		MeterRegistry meters = this.site.bean(MeterRegistry.class);
		double before = meters.counter("mixed.session.refusals", "reason", "credentials-over-http").count();
		assertRefused(this.site.browser().get(false, "/page", BASIC));
		assertThat(this.site.events().of(RequestRefusedEvent.class)).singleElement().satisfies((event) -> {
			assertThat(event.getReason()).isEqualTo(RefusalReason.CREDENTIALS_OVER_HTTP);
			assertThat(event.getPath()).isEqualTo("/page");
		});
		assertThat(meters.counter("mixed.session.refusals", "reason", "credentials-over-http").count())
			.isEqualTo(before + 1);
	}

	@Test
	void a46TestsOfAnApplicationSeeTheSame() throws Exception {
		MockMvc mvc = MockMvcBuilders
			.webAppContextSetup(WebApplicationContextUtils
				.getRequiredWebApplicationContext(SITES.get(Server.TOMCAT).bean(ServletContext.class)))
			.apply(springSecurity())
			.build();
		mvc.perform(get("/second/session").with(httpBasic("admin", "demo-only")))
			.andExpect(status().isForbidden())
			.andExpect(header().doesNotExist(HttpHeaders.WWW_AUTHENTICATE));
		mvc.perform(get("/second/session").secure(true).with(httpBasic("admin", "demo-only")))
			.andExpect(status().isOk());
	}

	private static void assertRefused(Reply reply) {
		assertThat(reply.status()).isEqualTo(403);
		assertThat(reply.header(HttpHeaders.LOCATION)).isNull();
		assertThat(reply.header(HttpHeaders.WWW_AUTHENTICATE)).isNull();
		assertThat(reply.header(HttpHeaders.CACHE_CONTROL)).contains("private", "no-store");
		assertThat(reply.setCookieNames()).doesNotContain(Browser.SECURE_COOKIE);
		assertThat(reply.body()).doesNotContain("admin", "user=");
	}

	/** What a filter of the application saw that authenticates before Spring Security. */
	static class Seen {

		private final List<String> values = new CopyOnWriteArrayList<>();

	}

	/**
	 * A chain for programs, one for pages, paths that neither matches, and ignored ones.
	 */
	static class Chains {

		@Bean
		Seen seen() {
			return new Seen();
		}

		@Bean
		FilterRegistrationBean<Filter> ownAuthentication(Seen seen) {
			Filter filter = (request, response, chain) -> {
				String header = ((HttpServletRequest) request).getHeader(HttpHeaders.AUTHORIZATION);
				if (header != null && !request.isSecure()) {
					seen.values.add(header);
				}
				chain.doFilter(request, response);
			};
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 40);
			return registration;
		}

		@Bean
		WebSecurityCustomizer ignoring() {
			return (web) -> web.ignoring().requestMatchers("/echo");
		}

		@Bean
		@Order(1)
		SecurityFilterChain programs(HttpSecurity http) {
			return http.securityMatcher("/second/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
				.csrf((csrf) -> csrf.disable())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain pages(HttpSecurity http) {
			return http.securityMatcher("/account/**", "/form", "/login", "/set", "/secure/**")
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
				.formLogin(Customizer.withDefaults())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

}
