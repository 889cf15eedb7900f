package io.github.mixedsession.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.session.events.SessionDeletedEvent;

import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionConflictEvent;
import io.github.mixedsession.UnreadableAttributeEvent;
import io.github.mixedsession.session.MixedSessionRepository;
import io.github.mixedsession.store.contract.Concurrently;
import io.github.mixedsession.test.OldApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Visitors of a site with Spring Session whose cookie was always {@code Secure}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SecureImportTests {

	static final String OLD_COOKIE = OldApplication.COOKIE;

	static final String NOTHING = "user=null\n";

	static final Duration GRACE = Duration.ofSeconds(11);

	private static final String CSRF = "org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository.CSRF_TOKEN";

	static final Map<String, ?> ATTRIBUTES = Map.of("cart", "mug", "card", "4711", "tab", "old", CSRF,
			new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "old-token"));

	final Migration migration;

	final Site site;

	SecureImportTests(Migration migration) {
		this.migration = migration;
		this.site = start("mixed-session.migration.cookie-channel=secure");
	}

	final Site start(String... properties) {
		return this.migration.start(properties(properties));
	}

	private static String[] properties(String... more) {
		List<String> all = new ArrayList<>(List.of("mixed-session.cookie.insecure-name=SHOP",
				"mixed-session.channel.rules[0].paths=/insecure/**", "mixed-session.channel.rules[0].requires=insecure",
				"mixed-session.channel.rules[1].paths=/secure/**,/account/**,/login",
				"mixed-session.channel.rules[1].requires=secure"));
		all.addAll(List.of(more));
		return all.toArray(String[]::new);
	}

	@AfterAll
	void stop() {
		this.site.close();
	}

	@BeforeEach
	void setClock() {
		this.site.events().clear();
		this.site.clock().advance(Duration.between(this.site.clock().instant(), Instant.now()));
	}

	final Browser customer() {
		return browser(importedCookie());
	}

	final String importedCookie() {
		String cookie = this.migration.visit("customer", ATTRIBUTES);
		this.migration.bring("secure");
		return cookie;
	}

	final Browser browser(String oldCookie) {
		Browser browser = this.site.browser();
		browser.jar().plant(OLD_COOKIE, oldCookie, true);
		return browser;
	}

	@Test
	void visitorIsLoggedInAtOnceAndKeepsEverything() {
		Browser customer = customer();
		Reply reply = customer.https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("view")).isEqualTo("SECURE");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(reply.line("@card")).isEqualTo("4711");
		assertThat(reply.line("@tab")).isEqualTo("old");
		assertThat(reply.header("Cache-Control")).contains("no-store");
		assertThat(this.site.bean(MixedSessionRepository.class).findByPrincipalName("customer"))
			.containsKey(reply.line("id"));
		assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void oldCookieIsExchangedForFreshIds() {
		Browser customer = customer();
		Reply reply = customer.https("/account/page");
		assertThat(reply.setCookieNames()).containsExactlyInAnyOrder("SHOP", "__Host-SHOP", OLD_COOKIE);
		assertThat(reply.setCookie(OLD_COOKIE)).contains("Max-Age=0").contains("Secure");
		assertThat(customer.jar().find(OLD_COOKIE)).isNull();
		assertThat(customer.jar().find("__Host-SHOP")).hasSize(96);
		assertThat(customer.https("/account/page").setCookies()).isEmpty();
	}

	@Test
	void formOfTheOldApplicationCanStillBePosted() {
		Browser customer = customer();
		byte[] masked = new byte[2 * "old-token".length()]; // XOR with nothing
		System.arraycopy("old-token".getBytes(StandardCharsets.US_ASCII), 0, masked, masked.length / 2,
				masked.length / 2);
		String form = "name=note&value=sent&_csrf=" + Base64.getUrlEncoder().encodeToString(masked);
		assertThat(customer.post(true, "/secure/set", form).status()).isEqualTo(200);
		assertThat(customer.https("/account/session").line("@note")).isEqualTo("sent");
		assertThat(customer.https("/account/session").body()).contains("CSRF_TOKEN");
		assertThat(customer.http("/session").body()).doesNotContain("CSRF_TOKEN");
	}

	@Test
	void httpSeesWhatTheConfigurationShares() {
		Browser customer = customer();
		customer.https("/page");
		Reply reply = customer.http("/session");
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(reply.body()).doesNotContain("@card").doesNotContain("@tab").doesNotContain("SPRING_SECURITY");
	}

	@Test
	void cartComesAlongWhenARuleRedirectsTheFirstRequestToHttp() {
		Browser customer = customer();
		Reply reply = customer.follow(true, "/insecure/session");
		assertThat(reply.line("view")).isEqualTo("INSECURE");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void oldCookieOpensNothingOverHttp() {
		String cookie = importedCookie();
		for (String name : List.of(OLD_COOKIE, "SHOP", "__Host-SHOP")) {
			Reply reply = this.site.raw(false, "GET /session HTTP/1.1", "Cookie: " + name + "=" + cookie);
			assertThat(reply.body()).isEqualTo(NOTHING);
			assertThat(reply.setCookies()).isEmpty();
		}
		assertThat(browser(cookie).https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void oldCookieIsNoIdInOurCookies() {
		String cookie = importedCookie();
		String uuid = new String(Base64.getDecoder().decode(cookie), StandardCharsets.US_ASCII);
		for (String value : List.of(cookie, uuid)) {
			assertThat(this.site.raw(true, "GET /session HTTP/1.1", "Cookie: SHOP=" + value + "; __Host-SHOP=" + value)
				.body()).isEqualTo(NOTHING);
		}
	}

	@Test
	void oldCookieIsHiddenFromTheApplication() {
		Browser customer = customer();
		String cookie = customer.jar().find(OLD_COOKIE);
		assertThat(customer.copy().https("/echo").body()).doesNotContain(cookie).doesNotContain(OLD_COOKIE + "=");
		assertThat(customer.http("/echo").body()).doesNotContain(cookie).doesNotContain(OLD_COOKIE + "=");
		assertThat(this.site.raw(false, "GET /echo HTTP/1.1", "Cookie: " + OLD_COOKIE + "=" + cookie).body())
			.doesNotContain(cookie);
	}

	@Test
	void malformedOldCookieCausesNoStatement() {
		String uuid = UUID.randomUUID().toString();
		List<String> values = List.of("", "x", uuid, "!".repeat(48), base64(uuid.toUpperCase(Locale.ROOT)),
				base64(uuid.replace('-', '_')), base64("0".repeat(36)), base64(uuid) + "=", base64(uuid + "1"));
		for (String value : values) {
			List<String> statements = this.site.sql()
				.during(() -> assertThat(
						this.site.raw(true, "GET /session HTTP/1.1", "Cookie: " + OLD_COOKIE + "=" + value).body())
					.as(value)
					.isEqualTo(NOTHING));
			assertThat(statements).as(value).isEmpty();
		}
	}

	private static String base64(String value) {
		return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.US_ASCII));
	}

	@Test
	void unknownOldCookieIsNotAdopted() {
		Browser stranger = browser(base64(UUID.randomUUID().toString()));
		int before = this.migration.stored(this.site);
		assertThat(stranger.https("/session").body()).isEqualTo(NOTHING);
		assertThat(this.migration.stored(this.site)).isEqualTo(before);
		stranger.https("/set?name=cart&value=cup");
		assertThat(stranger.jar().find(OLD_COOKIE)).isNull();
		assertThat(stranger.https("/session").line("@cart")).isEqualTo("cup");
	}

	@Test
	void lostResponseLosesNothing() {
		Browser customer = customer();
		customer.copy().https("/account/page");
		this.site.clock().advance(GRACE);
		Reply reply = customer.https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(customer.login("customer").status()).isEqualTo(302);
		assertThat(customer.https("/account/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void parallelFirstRequestsAllSeeTheSession() throws Exception {
		for (int round = 0; round < 10; round++) {
			Browser customer = customer();
			List<Reply> replies = Concurrently.run(4, (i) -> () -> customer.https("/account/session"));
			assertThat(replies).extracting((reply) -> reply.line("user")).containsOnly("customer");
			assertThat(replies).extracting((reply) -> reply.line("@cart")).containsOnly("mug");
			assertThat(replies).filteredOn((reply) -> !reply.setCookies().isEmpty()).hasSize(1);
			assertThat(customer.jar().find(OLD_COOKIE)).isNull();
			assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		}
	}

	/** Whose values are sealed by the one that exchanged the cookie. */
	@Test
	void parallelRequestOverwritesNothing() {
		Browser customer = customer();
		Browser beside = customer.copy();
		customer.https("/secure/set?name=card&value=4712");
		Reply reply = beside.https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("@card")).isEqualTo("null");
		assertThat(beside.https("/secure/set?name=card&value=stale").status()).isEqualTo(403);
		assertThat(beside.https("/secure/cart/add?name=card").status()).isEqualTo(403);
		assertThat(beside.https("/secure/set?name=cart&value=cup").status()).isEqualTo(200);
		reply = customer.https("/account/session");
		assertThat(reply.line("@card")).isEqualTo("4712");
		assertThat(reply.line("@cart")).isEqualTo("cup");
		assertThat(this.site.events().of(UnreadableAttributeEvent.class)).isEmpty();
	}

	@Test
	void parallelRequestOfWhoIsNotLoggedInLeadsToTheLogin() {
		String cookie = this.migration.visit(null, Map.of("cart", "mug"));
		this.migration.bring("secure");
		Browser visitor = browser(cookie);
		Browser beside = visitor.copy();
		for (Browser each : List.of(visitor, beside)) {
			Reply reply = each.https("/account/page");
			assertThat(reply.status()).isEqualTo(302);
			assertThat(reply.header("Location")).endsWith("/login");
		}
	}

	@Test
	void lostResponseDoesNotForbidToWrite() {
		Browser customer = customer();
		customer.copy().https("/secure/set?name=card&value=4712");
		this.site.clock().advance(GRACE);
		assertThat(customer.https("/secure/set?name=card&value=4713").status()).isEqualTo(200);
		assertThat(customer.https("/account/session").line("@card")).isEqualTo("4713");
	}

	@Test
	void replayAfterTheGraceIsReportedAndEndsTheSession() {
		Browser customer = customer();
		Browser thief = customer.copy();
		customer.https("/account/page");
		customer.https("/account/page");
		this.site.clock().advance(GRACE);
		assertThat(thief.https("/session").body()).isEqualTo(NOTHING);
		assertThat(this.site.events().of(RetiredIdPresentedEvent.class)).hasSize(1);
		assertThat(this.site.events().of(SessionDeletedEvent.class)).hasSize(1);
	}

	@Test
	void oldCookieThatTheBrowserKeepsDoesNoHarmBesideOurs() {
		Browser customer = customer();
		String cookie = customer.jar().find(OLD_COOKIE);
		customer.https("/account/page");
		customer.jar().plant(OLD_COOKIE, cookie, true);
		customer.https("/account/page");
		this.site.clock().advance(GRACE);
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(this.site.events().of(RetiredIdPresentedEvent.class)).isEmpty();
	}

	@Test
	void plantedOldCookieDoesNotReplaceASecureSession() {
		Browser victim = customer();
		victim.https("/account/page");
		String attackers = this.migration.visit("attacker", Map.of("cart", "poison"));
		this.migration.bring("secure");
		victim.jar().plant(OLD_COOKIE, attackers, false);
		Reply reply = victim.https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("@cart")).isEqualTo("mug");
	}

	@Test
	void plantedOldCookieFixatesNoSession() {
		String attackers = this.migration.visit(null, Map.of("cart", "poison"));
		this.migration.bring("secure");
		Browser victim = browser(attackers);
		Browser attacker = browser(attackers);
		victim.login("customer");
		victim.https("/set?name=late&value=private");
		assertThat(victim.https("/account/session").line("user")).isEqualTo("customer");
		Reply reply = attacker.https("/session");
		assertThat(reply.line("user")).isEqualTo("null");
		this.site.clock().advance(GRACE);
		assertThat(browser(attackers).https("/session").body()).isEqualTo(NOTHING);
	}

	@Test
	void twoLiveOldCookiesAreNobodysSession() {
		String one = importedCookie();
		String two = importedCookie();
		assertThat(this.site
			.raw(true, "GET /session HTTP/1.1", "Cookie: " + OLD_COOKIE + "=" + one + "; " + OLD_COOKIE + "=" + two)
			.body()).isEqualTo(NOTHING);
	}

	@Test
	void secureOldCookieWinsOverASessionThatBeganOnHttp() {
		Browser customer = customer();
		customer.http("/set?name=cart&value=cup");
		assertThat(customer.http("/session").line("@cart")).isEqualTo("cup");
		Reply reply = customer.https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(this.site.events().of(SessionConflictEvent.class)).hasSize(1);
		assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void expiredSessionIsNotImported() {
		int before = this.migration.stored(this.site);
		String cookie = this.migration.visit("customer", ATTRIBUTES, Instant.now().minus(Duration.ofMinutes(31)));
		this.migration.bring("secure");
		assertThat(this.migration.stored(this.site)).isEqualTo(before);
		assertThat(browser(cookie).https("/session").body()).isEqualTo(NOTHING);
	}

	@Test
	void importMovesSessionsSoThatNoneComesBack() {
		Browser customer = customer();
		Browser copy = customer.copy();
		customer.https("/set?name=cart&value=two+mugs");
		customer.https("/secure/invalidate");
		this.migration.bring("secure");
		assertThat(copy.https("/session").body()).isEqualTo(NOTHING);
		Browser next = customer();
		next.https("/set?name=cart&value=two+mugs");
		this.migration.bring("secure");
		assertThat(next.https("/session").line("@cart")).isEqualTo("two mugs");
		assertThat(next.https("/session").line("user")).isEqualTo("customer");
	}

	@Test
	void logoutEndsTheImportedSession() {
		Browser customer = customer();
		String cookie = customer.jar().find(OLD_COOKIE);
		customer.logout(true);
		assertThat(customer.jar().find(OLD_COOKIE)).isNull();
		assertThat(browser(cookie).https("/session").body()).isEqualTo(NOTHING);
	}

}
