package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.session.security.web.authentication.SpringSessionRememberMeServices;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logins that are remembered.
 */
@ExtendWith(OutputCaptureExtension.class)
class RememberMeTests {

	private static final String COOKIE = "__Host-remember-me";

	private static final Duration SECURE_IDLE = Duration.ofMinutes(17);

	private static Site site;

	@BeforeAll
	static void startSite() {
		site = Site.startWith(List.of(RememberMe.class));
	}

	@AfterAll
	static void closeSite() {
		site.close();
	}

	@Test
	void rememberedUserIsLoggedInAgainOnceTheSecureSideHasEnded() {
		Browser customer = remembered(site);
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		site.clock().advance(SECURE_IDLE);
		customer.http("/page");
		String insecureId = customer.insecureId();
		String secureId = customer.secureId();
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(customer.insecureId()).isNotEqualTo(insecureId);
		assertThat(customer.secureId()).isNotEqualTo(secureId);
		assertThat(customer.https("/account/session").line("@cart")).isEqualTo("mug");
		assertThat(customer.http("/session").line("user")).isEqualTo("null");
	}

	@Test
	void cookieIsSecure() {
		Browser visitor = site.browser();
		assertThat(login(visitor).setCookie(COOKIE)).contains("; Secure").contains("; HttpOnly").contains("; Path=/");
	}

	@Test
	void cookieThatOnlyHttpsCanSetIsIgnoredOverHttp() {
		Browser customer = remembered(site);
		String cookie = customer.jar().find(COOKIE);
		Reply page = site.browser().get(false, "/session", "Cookie: " + COOKIE + "=" + cookie);
		assertThat(page.status()).isEqualTo(200);
		assertThat(page.line("user")).isEqualTo("null");
		assertThat(page.setCookies()).isEmpty();
	}

	@Test
	void cookieOfAnotherNameLogsNobodyInOverHttp(CapturedOutput output) {
		try (Site plain = Site.startWith(List.of(PlainRememberMe.class))) {
			Browser customer = remembered(plain);
			String cookie = customer.jar().find("remember-me");
			Reply page = plain.browser().get(false, "/session", "Cookie: remember-me=" + cookie);
			assertThat(page.status()).isEqualTo(403);
			assertThat(page.body()).doesNotContain("customer");
			assertThat(page.setCookieNames()).doesNotContain(Browser.SECURE_COOKIE);
			assertThat(output.getOut()).containsOnlyOnce("A login over HTTP by a remember-me cookie was refused")
				.contains("Browsers send 'remember-me' over HTTP", "rememberMeCookieName(\"__Host-remember-me\")")
				.doesNotContain("mixed-session.attributes.shared");
		}
	}

	@Test
	void springSessionsServicesLengthenTheSessionAndNotTheSecureSide() {
		try (Site lengthening = Site.startWith(List.of(SessionRememberMe.class))) {
			Browser customer = remembered(lengthening);
			customer.https("/account/session");
			lengthening.clock().advance(SECURE_IDLE);
			assertThat(customer.https("/account/page").status()).isEqualTo(302);
			lengthening.clock().advance(Duration.ofDays(29));
			assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
		}
	}

	private static Browser remembered(Site site) {
		Browser customer = site.browser();
		customer.http("/set?name=cart&value=mug");
		assertThat(login(customer).header("Location")).endsWith("/");
		return customer;
	}

	private static Reply login(Browser visitor) {
		return visitor.post(true, "/login",
				"username=customer&password=demo-only&remember-me=on&_csrf=" + visitor.csrf(true));
	}

	private static HttpSecurity security(HttpSecurity http) {
		return http
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
			.formLogin(Customizer.withDefaults());
	}

	static class RememberMe {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return security(http)
				.rememberMe((rememberMe) -> rememberMe.key("secret").rememberMeCookieName(COOKIE).useSecureCookie(true))
				.build();
		}

	}

	static class PlainRememberMe {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return security(http).rememberMe((rememberMe) -> rememberMe.key("secret")).build();
		}

	}

	static class SessionRememberMe {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return security(http)
				.rememberMe((rememberMe) -> rememberMe.rememberMeServices(new SpringSessionRememberMeServices()))
				.build();
		}

	}

}
