package io.github.mixedsession.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

import io.github.mixedsession.session.MixedSessionRepository;
import io.github.mixedsession.test.EveryDatabase;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Strings that no column was made for: what strangers send is no reason for a database to
 * fail, and so none for a 503.
 */
class UnusualNamesTests {

	@ParameterizedTest
	@EveryDatabase
	void userIsLoggedInAndFoundWhateverTheName(TestDatabase database) {
		try (Site site = start(database)) {
			MixedSessionRepository sessions = site.bean(MixedSessionRepository.class);
			for (String name : List.of("u".repeat(201), "u".repeat(255), "u".repeat(2000), "\ud83d\ude00".repeat(127),
					"\u00e9\0\t")) {
				Browser user = site.browser();
				user.http("/set?name=cart&value=mug");
				String path = "/secure/login-as?name=" + UriUtils.encode(name, StandardCharsets.UTF_8);
				assertThat(user.https(path).status()).isEqualTo(200);
				Reply session = user.https("/session");
				assertThat(session.line("user")).startsWith(name.substring(0, 2));
				assertThat(session.line("@cart")).isEqualTo("mug");
				assertThat(sessions.findByPrincipalName(name)).hasSize(1);
			}
		}
	}

	@Test
	void absoluteClockRunsOnWhateverTheName() {
		try (Site site = start(TestDatabase.H2)) {
			for (int length : new int[] { 20, 250 }) {
				Browser user = site.browser();
				user.https("/secure/login-as?name=" + "u".repeat(length));
				Long since = since(site);
				site.clock().advance(Duration.ofMinutes(5));
				user.https("/secure/same-again");
				assertThat(since(site)).as("of %d characters", length).isEqualTo(since);
				site.jdbc().update("DELETE FROM MIXED_SESSION");
			}
		}
	}

	private static @Nullable Long since(Site site) {
		return site.jdbc().queryForObject("SELECT SECURE_SINCE FROM MIXED_SESSION", Long.class);
	}

	@ParameterizedTest
	@EveryDatabase
	void nobodyIsFoundByWhatIsNoName(TestDatabase database) {
		try (Site site = start(database)) {
			for (String name : List.of("%00", "a%00b", "%01", "u".repeat(3000), "")) {
				Reply reply = site.browser().https("/actuator/sessions?username=" + name);
				assertThat(reply.status()).as(name).isEqualTo(200);
				assertThat(reply.body()).contains("\"sessions\":[]");
			}
		}
	}

	@ParameterizedTest
	@EveryDatabase
	void addressThatIsNoneIsLeftOut(TestDatabase database) {
		try (Site site = start(database)) {
			for (String address : List.of("\u00e9", "a\0b", "1".repeat(46), "<script>", " ")) {
				Browser visitor = site.browser();
				String header = "X-Test-Address: " + UriUtils.encode(address, StandardCharsets.UTF_8);
				assertThat(visitor.get(false, "/set?name=cart&value=mug", header).status()).isEqualTo(200);
				site.clock().advance(Duration.ofMinutes(2));
				assertThat(visitor.get(false, "/session", header).line("@cart")).isEqualTo("mug");
			}
			assertThat(site.jdbc().queryForList("SELECT CLIENT_ADDRESS FROM MIXED_SESSION", String.class)).hasSize(5)
				.containsOnlyNulls();
			Browser visitor = site.browser();
			visitor.get(false, "/set?name=cart&value=mug", "X-Test-Address: fe80::1%25eth0");
			assertThat(site.jdbc().queryForList("SELECT CLIENT_ADDRESS FROM MIXED_SESSION", String.class))
				.contains("fe80::1%eth0");
		}
	}

	private static Site start(TestDatabase database) {
		return Site.start(database.createDataSource(), List.of(Anybody.class),
				Site.withRules("management.endpoints.web.exposure.include=sessions"));
	}

	/**
	 * Logs anybody in, and believes what a request says of its address.
	 */
	@RestController
	static class Anybody {

		@GetMapping("/secure/login-as")
		String login(HttpServletRequest request, HttpServletResponse response, @RequestParam String name) {
			request.getSession();
			request.changeSessionId();
			new HttpSessionSecurityContextRepository().saveContext(
					new SecurityContextImpl(
							UsernamePasswordAuthenticationToken.authenticated(name, "", AuthorityUtils.NO_AUTHORITIES)),
					request, response);
			return "welcome";
		}

		/** As an application does that adds an authority. */
		@GetMapping("/secure/same-again")
		String again(HttpServletRequest request, HttpServletResponse response) {
			Authentication known = Objects.requireNonNull(SecurityContextHolder.getContext().getAuthentication());
			new HttpSessionSecurityContextRepository().saveContext(
					new SecurityContextImpl(
							UsernamePasswordAuthenticationToken.authenticated(known.getName(), "", List.of())),
					request, response);
			return "welcome";
		}

		@Bean
		FilterRegistrationBean<Filter> addresses() {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(Anybody::withAddress);
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

		private static void withAddress(ServletRequest request, ServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			HttpServletRequest http = (HttpServletRequest) request;
			String address = http.getHeader("X-Test-Address");
			chain.doFilter((address != null) ? new HttpServletRequestWrapper(http) {

				@Override
				public String getRemoteAddr() {
					return StringUtils.uriDecode(address, StandardCharsets.UTF_8);
				}

			} : request, response);
		}

	}

}
