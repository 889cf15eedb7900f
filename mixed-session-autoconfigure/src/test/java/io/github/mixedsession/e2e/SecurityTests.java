package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.events.SessionExpiredEvent;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;

import io.github.mixedsession.session.SessionCleanup;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logins, logouts, CSRF tokens and filter chains over both channels.
 */
@ParameterizedClass
@EnumSource
class SecurityTests {

	private final Server server;

	private final Site site;

	SecurityTests(Server server) {
		this.server = server;
		this.site = server.shared();
	}

	@BeforeEach
	void forgetEvents() {
		this.site.events().clear();
	}

	@Test
	void loginReplacesBothIds() {
		Browser visitor = steppedUp();
		String insecureId = visitor.insecureId();
		String secureId = visitor.secureId();
		Reply reply = visitor.login("customer");
		assertThat(reply.status()).isEqualTo(302);
		assertThat(reply.setCookieNames()).containsExactlyInAnyOrder("SESSION", "__Host-SESSION");
		assertThat(visitor.insecureId()).isNotEqualTo(insecureId);
		assertThat(visitor.secureId()).isNotEqualTo(secureId);
		assertThat(visitor.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(visitor.https("/account/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void loginIsUnknownToHttp() {
		Browser customer = steppedUp();
		customer.login("customer");
		Reply reply = customer.http("/session");
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.body()).doesNotContain("SPRING_SECURITY").doesNotContain("customer");
		assertThat(customer.http("/account/page").header("Location")).startsWith("https://");
	}

	@Test
	void loginOverHttpIsRefusedByRule() {
		Browser visitor = this.site.browser();
		String token = visitor.csrf(false);
		assertThat(visitor.post(false, "/login", "username=customer&password=demo-only&_csrf=" + token).status())
			.isEqualTo(403);
		assertThat(visitor.http("/session").line("user")).isEqualTo("null");
	}

	@Test
	void loginOverHttpIsRefusedWithoutARule() {
		try (Site open = this.server.startWithoutRules(List.of())) {
			Browser visitor = open.browser();
			visitor.http("/set?name=cart&value=mug");
			String token = visitor.csrf(false);
			Reply reply = visitor.post(false, "/login", "username=customer&password=demo-only&_csrf=" + token);
			assertThat(reply.status()).isEqualTo(403);
			assertThat(visitor.http("/session").line("user")).isEqualTo("null");
			assertThat(visitor.https("/session").line("user")).isEqualTo("null");
			assertThat(visitor.https("/session").line("@cart")).isEqualTo("mug");
			assertThat(open.jdbc().queryForList("SELECT PRINCIPAL_NAME FROM MIXED_SESSION", String.class))
				.containsOnlyNulls();
			visitor.login("customer");
			assertThat(visitor.https("/account/session").line("user")).isEqualTo("customer");
			assertThat(visitor.http("/account/page").status()).isEqualTo(302);
		}
	}

	@Test
	void savedRequestIsConfinedToHttps() {
		Browser visitor = steppedUp();
		assertThat(visitor.https("/account/page?secret=1").status()).isEqualTo(302);
		assertThat(visitor.http("/session").body()).doesNotContain("SAVED_REQUEST");
		assertThat(visitor.https("/session").body()).contains("@SPRING_SECURITY_SAVED_REQUEST=");
		assertThat(visitor.http("/session").body()).doesNotContain("SAVED_REQUEST");
		assertThat(visitor.login("customer").header("Location")).contains("/account/page?secret=1");
	}

	@Test
	void a18TokenOfOneChannelIsWorthlessOnTheOther() {
		Browser visitor = steppedUp();
		String secure = visitor.csrf(true);
		String insecure = visitor.csrf(false);
		assertThat(visitor.post(true, "/set", "name=x&value=y&_csrf=" + insecure).status()).isEqualTo(403);
		assertThat(visitor.post(false, "/set", "name=x&value=y&_csrf=" + secure).status()).isEqualTo(403);
		assertThat(visitor.http("/session").body()).doesNotContain("@x=");
		assertThat(visitor.post(true, "/set", "name=x&value=y&_csrf=" + secure).status()).isEqualTo(200);
		assertThat(visitor.post(false, "/set", "name=x&value=y&_csrf=" + insecure).status()).isEqualTo(200);
	}

	@Test
	void a18LoginWithATokenSniffedOverHttpIsRefused() {
		Browser attacker = this.site.browser();
		String token = attacker.csrf(false);
		Browser victim = this.site.browser();
		victim.jar().plant(Browser.INSECURE_COOKIE, attacker.insecureId(), false);
		assertThat(victim.post(true, "/login", "username=customer&password=demo-only&_csrf=" + token).status())
			.isEqualTo(403);
		assertThat(victim.https("/session").line("user")).isEqualTo("null");
	}

	@Test
	void a31LogoutOverHttpsEndsBothIdsAtOnceAndOnEveryNode() {
		DataSource database = TestDatabase.H2.createDataSource();
		try (Site one = Site.start(this.server, database, List.of(), Site.withRules());
				Site two = Site.start(this.server, database, List.of(), Site.withRules())) {
			Browser customer = one.browser();
			customer.http("/set?name=cart&value=mug");
			customer.login("customer");
			Browser copy = customer.copy().on(two);
			assertThat(copy.https("/account/session").line("user")).isEqualTo("customer");
			assertThat(customer.logout(true).status()).isEqualTo(302);
			assertThat(copy.https("/session").body()).isEqualTo("user=null\n");
			assertThat(copy.http("/session").body()).isEqualTo("user=null\n");
		}
	}

	@Test
	void a31LogoutOverHttpIsRefusedOrRedirectedByRule() {
		try (Site ruled = this.server.start("mixed-session.channel.rules[2].paths=/logout",
				"mixed-session.channel.rules[2].requires=secure")) {
			Browser customer = ruled.browser();
			customer.http("/set?name=cart&value=mug");
			customer.login("customer");
			assertThat(customer.logout(false).status()).isEqualTo(403);
			assertThat(customer.http("/logout").header("Location")).startsWith("https://");
			Reply reply = customer.https("/account/session");
			assertThat(reply.line("user")).isEqualTo("customer");
			assertThat(reply.line("@cart")).isEqualTo("mug");
		}
	}

	@Test
	void a31LogoutOverHttpsExpiresBothCookies() {
		Browser customer = steppedUp();
		customer.login("customer");
		Browser copy = customer.copy();
		Reply reply = customer.logout(true);
		assertThat(reply.setCookies()).hasSize(2).allMatch((cookie) -> cookie.contains("Max-Age=0"));
		assertThat(reply.setCookie("__Host-SESSION")).contains("Secure");
		assertThat(customer.jar().find("SESSION")).isNull();
		assertThat(customer.jar().find("__Host-SESSION")).isNull();
		assertThat(copy.https("/session").body()).isEqualTo("user=null\n");
		assertThat(copy.http("/session").body()).isEqualTo("user=null\n");
		assertThat(this.site.events().of(SessionDeletedEvent.class)).hasSize(1);
	}

	@Test
	void a31LogoutOverHttpLeavesTheSecureSide() {
		Browser customer = steppedUp();
		customer.login("customer");
		customer.https("/secure/set?name=card&value=4711");
		assertThat(customer.logout(false).status()).isEqualTo(302);
		Reply reply = customer.https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("@card")).isEqualTo("4711");
		assertThat(reply.line("@cart")).isNull();
	}

	@Test
	void a31InvalidationOverHttpLeavesTheSecureSide() {
		Browser customer = steppedUp();
		customer.login("customer");
		Browser eavesdropper = customer.eavesdropper();
		Reply reply = eavesdropper.http("/invalidate");
		assertThat(reply.setCookieNames()).doesNotContain("__Host-SESSION");
		assertThat(eavesdropper.http("/session").body()).isEqualTo("user=null\n");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void invalidationOverHttpEndsASessionThatHasNoSecureSide() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		int before = this.site.sessions();
		Reply reply = visitor.http("/invalidate");
		assertThat(reply.setCookie("SESSION")).contains("Max-Age=0");
		assertThat(this.site.sessions()).isEqualTo(before - 1);
	}

	@Test
	void a34NamesOfTheSecureSideAreInvisibleAndUntouchedOverHttp() {
		Browser customer = steppedUp();
		customer.login("customer");
		customer.https("/secure/set?name=card&value=4711");
		customer.https("/secure/set-as?name=note&value=secret&visibility=SECURE");
		customer.https("/secure/set?name=tab&value=secure");
		assertThat(customer.http("/session").body()).doesNotContain("@card")
			.doesNotContain("@note")
			.doesNotContain("@tab");
		assertThat(customer.http("/set?name=card&value=x").status()).isEqualTo(403);
		assertThat(customer.http("/set?name=payment.card&value=x").status()).isEqualTo(403);
		assertThat(customer.http("/set-as?name=note&value=x&visibility=SECURE").status()).isEqualTo(403);
		assertThat(customer.http("/set?name=SPRING_SECURITY_CONTEXT&value=x").status()).isEqualTo(403);
		assertThat(customer.http("/set-as?name=SPRING_SECURITY_CONTEXT&value=x&visibility=SHARED").status())
			.isEqualTo(403);
		customer.http("/set?name=note&value=shared");
		customer.http("/set?name=tab&value=insecure");
		for (String name : List.of("card", "note", "SPRING_SECURITY_CONTEXT", "tab")) {
			customer.http("/remove?name=" + name);
		}
		Reply reply = customer.https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("@card")).isEqualTo("4711");
		assertThat(reply.line("@note")).isEqualTo("secret");
		assertThat(reply.line("@tab")).isEqualTo("secure");
	}

	@Test
	void everyChainEnforcesTheRulesAndSoDoRequestsThatNoneMatches() {
		try (Site site = this.server.startWith(List.of(TwoChains.class),
				"mixed-session.channel.rules[2].paths=/second/**,/unmatched/**",
				"mixed-session.channel.rules[2].requires=secure")) {
			for (String path : List.of("/second/page", "/unmatched/page", "/secure/page")) {
				Reply reply = site.browser().http(path);
				assertThat(reply.status()).as(path).isEqualTo(302);
				assertThat(reply.header("Location")).isEqualTo("https://localhost:" + site.port(true) + path);
				assertThat(site.browser().post(false, path, "").status()).as(path).isEqualTo(403);
				assertThat(site.browser().https(path).body()).isEqualTo("page " + path + " over https");
			}
			assertThat(site.browser().https("/insecure/page").header("Location")).startsWith("http://");
			Browser visitor = site.browser();
			visitor.http("/set?name=cart&value=mug");
			assertThat(visitor.https("/unmatched/page").setCookies()).hasSize(2);
			assertThat(visitor.https("/session").line("@cart")).isEqualTo("mug");
		}
	}

	@Test
	void ruleWithARoleAppliesToUsersWhoHaveIt() {
		try (Site site = this.server.startWithoutRules(List.of(), "mixed-session.channel.rules[0].paths=/insecure/**",
				"mixed-session.channel.rules[0].roles=ADMIN", "mixed-session.channel.rules[0].requires=secure",
				"mixed-session.channel.rules[1].paths=/insecure/**", "mixed-session.channel.rules[1].requires=insecure",
				"mixed-session.channel.rules[2].paths=/login,/account/**",
				"mixed-session.channel.rules[2].requires=secure")) {
			Browser admin = site.browser();
			admin.login("admin");
			assertThat(admin.https("/insecure/page").body()).isEqualTo("page /insecure/page over https");
			Browser customer = site.browser();
			customer.login("customer");
			assertThat(customer.https("/insecure/page").header("Location")).startsWith("http://");
			assertThat(site.browser().https("/insecure/page").header("Location")).startsWith("http://");
		}
	}

	@Test
	void secondLoginEndsTheFirstWhereOneIsAllowed() {
		try (Site site = this.server.startWith(List.of(OneSession.class))) {
			Browser first = site.browser();
			first.login("customer");
			assertThat(first.https("/account/session").line("user")).isEqualTo("customer");
			Browser second = site.browser();
			second.login("customer");
			assertThat(second.https("/account/session").line("user")).isEqualTo("customer");
			assertThat(first.https("/account/session").body()).doesNotContain("customer").contains("expired");
			assertThat(first.https("/account/page").status()).isEqualTo(302);
			assertThat(second.https("/account/session").line("user")).isEqualTo("customer");
		}
	}

	@Test
	void sessionThatASecondLoginEndedKeepsItsCartOverHttp() {
		try (Site site = Site.startWith(List.of(OneSession.class))) {
			Browser first = site.browser();
			first.http("/set?name=cart&value=mug");
			first.login("customer");
			first.https("/account/session");
			site.browser().login("customer");
			assertThat(first.http("/session").line("@cart")).isEqualTo("mug");
			assertThat(first.https("/account/session").body()).contains("expired");
		}
	}

	@Test
	void secondLoginIsRefusedWhereTheFirstIsToStay() {
		try (Site site = Site.startWith(List.of(FirstSession.class))) {
			Browser first = site.browser();
			first.login("customer");
			Browser second = site.browser();
			assertThat(second.login("customer").header("Location")).endsWith("/login?error");
			assertThat(second.https("/account/page").status()).isEqualTo(302);
			assertThat(first.https("/account/session").line("user")).isEqualTo("customer");
			first.logout(true);
			second.login("customer");
			assertThat(second.https("/account/session").line("user")).isEqualTo("customer");
		}
	}

	@Test
	void sessionListenerHearsOfBeginningAndEnd() {
		Browser visitor = this.site.browser();
		visitor.http("/page");
		assertThat(this.site.events().created()).isEmpty();
		visitor.http("/set?name=cart&value=mug");
		assertThat(this.site.events().created()).hasSize(1);
		visitor.http("/set?name=cart&value=cup");
		assertThat(this.site.events().created()).hasSize(1);
		visitor.login("customer");
		assertThat(this.site.events().destroyed()).isEmpty();
		visitor.logout(true);
		assertThat(this.site.events().destroyed()).hasSize(1);
	}

	@Test
	void sessionListenerHearsOfExpiry() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		this.site.clock().advance(Duration.ofMinutes(32));
		assertThat(visitor.http("/session").body()).isEqualTo("user=null\n");
		this.site.bean(SessionCleanup.class).run();
		assertThat(this.site.events().of(SessionExpiredEvent.class)).isNotEmpty();
		assertThat(this.site.events().destroyed()).isNotEmpty();
	}

	private Browser steppedUp() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/secure/page");
		visitor.https("/secure/page");
		return visitor;
	}

	/** Two chains, and paths that neither matches. */
	static class TwoChains {

		@Bean
		@Order(1)
		SecurityFilterChain second(HttpSecurity http) {
			return http.securityMatcher("/second/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain first(HttpSecurity http) {
			return http.securityMatcher("/secure/**", "/insecure/**", "/login", "/account/**", "/form")
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

	/** One session a user. */
	static class OneSession {

		@Bean
		<S extends Session> SpringSessionBackedSessionRegistry<S> registry(
				FindByIndexNameSessionRepository<S> sessions) {
			return new SpringSessionBackedSessionRegistry<>(sessions);
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http, SpringSessionBackedSessionRegistry<?> registry) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
				.formLogin(Customizer.withDefaults())
				.sessionManagement((sessions) -> sessions.maximumSessions(1).sessionRegistry(registry))
				.build();
		}

	}

	/** One session a user, the first one. */
	static class FirstSession {

		@Bean
		<S extends Session> SpringSessionBackedSessionRegistry<S> registry(
				FindByIndexNameSessionRepository<S> sessions) {
			return new SpringSessionBackedSessionRegistry<>(sessions);
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http, SpringSessionBackedSessionRegistry<?> registry) {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/account/**").authenticated().anyRequest().permitAll())
				.formLogin(Customizer.withDefaults())
				.sessionManagement((sessions) -> sessions.maximumSessions(1)
					.maxSessionsPreventsLogin(true)
					.sessionRegistry(registry))
				.build();
		}

	}

}
