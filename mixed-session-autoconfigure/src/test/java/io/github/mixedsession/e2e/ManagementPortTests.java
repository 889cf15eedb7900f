package io.github.mixedsession.e2e;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A management server on a port of its own: channel rules are not about it, and nobody
 * logs in over it without TLS.
 */
class ManagementPortTests {

	private static final String LOGIN = "username=customer&password=demo-only";

	private static final String BASIC = "Authorization: Basic Y3VzdG9tZXI6ZGVtby1vbmx5";

	private static Site start(Server server, String... properties) {
		List<String> all = new ArrayList<>(List.of("management.server.port=0",
				"management.endpoints.web.exposure.include=*", "mixed-session.channel.default-requirement=secure"));
		all.addAll(List.of(properties));
		return server.startWithoutRules(List.of(Management.class), all.toArray(String[]::new));
	}

	/**
	 * A server with TLS gives its own to that of management, unless it is told not to.
	 */
	private static Site startPlain(Server server, String... properties) {
		String[] all = Arrays.copyOf(properties, properties.length + 1);
		all[properties.length] = "management.server.ssl.enabled=false";
		return start(server, all);
	}

	private static Reply get(Site site, boolean tls, String target, String... headers) {
		StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
		if (Arrays.stream(headers).noneMatch((header) -> header.startsWith("Host:"))) {
			request.append("Host: localhost\r\n");
		}
		List.of(headers).forEach((header) -> request.append(header).append("\r\n"));
		return Wire.exchange(tls, site.managementPort(), request.append("\r\n").toString());
	}

	private static Reply login(Site site, boolean tls, String target, String... headers) {
		StringBuilder request = new StringBuilder("POST " + target + " HTTP/1.1\r\nHost: localhost\r\n"
				+ "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + LOGIN.length() + "\r\n");
		List.of(headers).forEach((header) -> request.append(header).append("\r\n"));
		return Wire.exchange(tls, site.managementPort(), request.append("\r\n").append(LOGIN).toString());
	}

	@ParameterizedTest
	@EnumSource
	void healthIsServedWithoutRedirects(Server server) {
		try (Site site = startPlain(server)) {
			for (String host : List.of("localhost", "10.0.0.7:8081", "shop.internal")) {
				for (String accept : List.of("*/*", "text/html,*/*;q=0.8", "application/json")) {
					Reply health = get(site, false, "/actuator/health", "Host: " + host, "Accept: " + accept,
							"User-Agent: kube-probe/1.33");
					assertThat(health.status()).isEqualTo(200);
					assertThat(health.header("Location")).isNull();
					assertThat(health.setCookies()).isEmpty();
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void a46NobodyLogsInOverAManagementPortWithoutTls(Server server) {
		try (Site site = startPlain(server)) {
			noLogin(site);
			noLogin(site, "X-Forwarded-Proto: https", "Forwarded: proto=https");
		}
		try (Site site = startPlain(server, "mixed-session.http-port=-1", "server.forward-headers-strategy=native")) {
			noLogin(site, "X-Forwarded-Proto: https", "Forwarded: proto=https");
		}
	}

	private static void noLogin(Site site, String... headers) {
		for (String authority : List.of("", "https://localhost")) {
			Reply login = login(site, false, authority + "/login", headers);
			assertThat(login.status()).isEqualTo(403);
			assertThat(login.setCookies()).isEmpty();
			Reply anonymous = get(site, false, authority + "/actuator/metrics", headers);
			assertThat(anonymous.status()).isIn(302, 401);
			assertThat(anonymous.setCookies()).isEmpty();
			String[] basic = Arrays.copyOf(headers, headers.length + 1);
			basic[headers.length] = BASIC;
			assertThat(get(site, false, authority + "/actuator/metrics", basic).status()).isEqualTo(403);
		}
	}

	@ParameterizedTest
	@EnumSource
	void a46NoSessionIsReadOrCreatedOverAManagementPortWithoutTls(Server server) {
		try (Site site = startPlain(server)) {
			Browser customer = site.browser();
			customer.post(true, "/login", LOGIN);
			String cookies = "Cookie: __Host-SESSION=" + customer.secureId();
			assertThat(get(site, false, "/actuator/metrics", cookies).status()).isIn(302, 401);
			for (int i = 0; i < 2; i++) {
				Reply visits = get(site, false, "/actuator/visits", cookies);
				assertThat(visits.body()).contains("\"visits\":1");
				assertThat(visits.setCookies()).isEmpty();
			}
			assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		}
	}

	@ParameterizedTest
	@EnumSource
	void withTlsItIsAsSpringBootHasIt(Server server) {
		try (Site site = start(server, "mixed-session.channel.default-requirement=insecure")) {
			assertThat(get(site, true, "/actuator/health", "Accept: text/html,*/*;q=0.8").status()).isEqualTo(200);
			assertThat(get(site, true, "/actuator/metrics", BASIC).status()).isEqualTo(200);
			Reply login = login(site, true, "/login");
			assertThat(login.status()).isEqualTo(302);
			assertThat(login.setCookies()).isNotEmpty();
		}
	}

	/** Everything but health needs a login, by a form or in a header. */
	static class Management {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http
				.authorizeHttpRequests((requests) -> requests
					.requestMatchers("/actuator/health", "/actuator/visits", "/form", "/login", "/error")
					.permitAll()
					.anyRequest()
					.authenticated())
				.csrf(AbstractHttpConfigurer::disable)
				.formLogin(Customizer.withDefaults())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		Visits visits() {
			return new Visits();
		}

	}

	/** Counts in the session. */
	@Endpoint(id = "visits")
	static class Visits {

		@ReadOperation
		Map<String, Integer> count() {
			HttpServletRequest request = ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes())
				.getRequest();
			Integer before = (Integer) request.getSession().getAttribute("visits");
			int visits = (before != null) ? before + 1 : 1;
			request.getSession().setAttribute("visits", visits);
			return Map.of("visits", visits);
		}

	}

}
