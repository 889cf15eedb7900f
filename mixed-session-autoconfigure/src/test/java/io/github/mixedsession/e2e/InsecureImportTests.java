package io.github.mixedsession.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.security.web.csrf.DefaultCsrfToken;

import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.store.contract.Concurrently;
import io.github.mixedsession.test.SpringSessionApplication;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Visitors of a site with Spring Session JDBC whose cookie travelled over HTTP, too. It
 * has the name that our insecure cookie has by default.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InsecureImportTests {

	private static final String COOKIE = SpringSessionApplication.COOKIE;

	private static final String NOTHING = "user=null\n";

	private static final Duration GRACE = Duration.ofSeconds(11);

	private static final Map<String, ?> ATTRIBUTES = Map.of("cart", "mug", "card", "4711", "tab", "old",
			"SPRING_SECURITY_SAVED_REQUEST", "secret",
			"org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository.CSRF_TOKEN",
			new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "old-token"));

	private final DataSource dataSource;

	private final SpringSessionApplication old;

	private final Site site;

	InsecureImportTests(TestDatabase database) {
		this.dataSource = database.createDataSourceWithTables();
		this.old = new SpringSessionApplication(database, this.dataSource);
		this.site = Site.start(this.dataSource, List.of(), "mixed-session.migration.cookie-channel=insecure",
				"mixed-session.channel.rules[0].paths=/secure/**,/account/**,/login",
				"mixed-session.channel.rules[0].requires=secure");
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

	private Browser customer() {
		String cookie = this.old.visit("customer", ATTRIBUTES);
		this.old.migrate("insecure");
		Browser browser = this.site.browser();
		browser.jar().plant(COOKIE, cookie, false);
		return browser;
	}

	@Test
	void cartIsThereOverHttpAndTheOldIdIsReplaced() {
		Browser customer = customer();
		Reply reply = customer.http("/session");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(reply.setCookieNames()).containsExactly(COOKIE);
		assertThat(customer.insecureId()).hasSize(54);
		assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
		assertThat(customer.http("/session").setCookies()).isEmpty();
	}

	@Test
	void cartIsThereOverHttpsAndTheVisitorLogsInAgain() {
		Browser customer = customer();
		Reply reply = customer.https("/session");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(reply.line("view")).isEqualTo("SECURE");
		assertThat(reply.setCookieNames()).containsExactlyInAnyOrder(COOKIE, "__Host-SESSION");
		assertNothingSecure(reply);
		customer.login("customer");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(customer.https("/account/session").line("@cart")).isEqualTo("mug");
	}

	private static void assertNothingSecure(Reply reply) {
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.body()).doesNotContain("@card")
			.doesNotContain("@tab")
			.doesNotContain("SPRING_SECURITY")
			.doesNotContain("CSRF");
	}

	@Test
	void nothingSecureIsEverOpened() {
		Browser customer = customer();
		assertNothingSecure(customer.copy().http("/session"));
		assertNothingSecure(customer.copy().https("/session"));
		assertThat(customer.copy().https("/account/page").header("Location")).contains("/login");
		assertThat(this.site.jdbc().queryForList("SELECT PRINCIPAL_NAME FROM MIXED_SESSION", String.class))
			.doesNotContain("customer");
	}

	@Test
	void loginsAndTokensAreNotEvenInTheDatabase() {
		customer();
		assertThat(this.site.jdbc()
			.queryForList("SELECT A.ATTRIBUTE_NAME FROM MIXED_SESSION_ATTRIBUTE A JOIN MIXED_SESSION S "
					+ "ON S.LOCATOR = A.LOCATOR WHERE S.SECURE_ID IS NULL", String.class))
			.contains("cart")
			.noneMatch((name) -> name.contains("SECURITY") || name.contains("CSRF"));
	}

	@Test
	void oldCookieIsNoSecureId() {
		String cookie = customer().insecureId();
		Reply reply = this.site.raw(true, "GET /session HTTP/1.1", "Cookie: __Host-SESSION=" + cookie);
		assertThat(reply.body()).isEqualTo(NOTHING);
	}

	@Test
	void oldCookieOpensNoSecureSideThatWasBound() {
		Browser customer = customer();
		Browser eavesdropper = customer.copy();
		customer.login("customer");
		customer.https("/set?name=card&value=4712");
		Reply early = eavesdropper.https("/session");
		assertThat(early.line("user")).isEqualTo("null");
		assertThat(early.body()).doesNotContain("=4712\n");
		this.site.clock().advance(GRACE);
		assertThat(eavesdropper.copy().https("/session").body()).isEqualTo(NOTHING);
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void replayAfterTheGraceIsReportedAndLogsNobodyOut() {
		Browser customer = customer();
		Browser eavesdropper = customer.copy();
		customer.http("/page");
		customer.http("/session");
		customer.http("/session");
		this.site.clock().advance(GRACE);
		assertThat(eavesdropper.http("/session").body()).isEqualTo(NOTHING);
		assertThat(this.site.events().of(RetiredIdPresentedEvent.class)).hasSize(1);
		assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void lostResponseLosesNothing() {
		Browser customer = customer();
		customer.copy().http("/session");
		this.site.clock().advance(GRACE);
		assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
		assertThat(customer.https("/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void parallelFirstRequestsAllSeeTheCart() throws Exception {
		for (int round = 0; round < 10; round++) {
			Browser customer = customer();
			List<Reply> replies = Concurrently.run(4, (i) -> () -> customer.http("/session"));
			assertThat(replies).extracting((reply) -> reply.line("@cart")).containsOnly("mug");
			assertThat(replies).filteredOn((reply) -> !reply.setCookies().isEmpty()).hasSize(1);
			assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
		}
	}

	@Test
	void oldCookieOfAnotherNameIsExpired() {
		String cookie = customer().insecureId();
		try (Site other = Site.start(this.dataSource, List.of(), "mixed-session.migration.cookie-channel=insecure",
				"mixed-session.cookie.insecure-name=SHOP")) {
			other.clock().advance(Duration.between(other.clock().instant(), Instant.now()));
			Browser customer = other.browser();
			customer.jar().plant(COOKIE, cookie, false);
			Reply reply = customer.http("/session");
			assertThat(reply.line("@cart")).isEqualTo("mug");
			assertThat(reply.setCookie(COOKIE)).contains("Max-Age=0").doesNotContain("Secure");
			assertThat(customer.jar().find(COOKIE)).isNull();
			assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
			customer.jar().plant(COOKIE, cookie, false);
			other.clock().advance(GRACE);
			assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
			assertThat(other.events().of(RetiredIdPresentedEvent.class)).isEmpty();
		}
	}

	@Test
	void importMovesSessionsSoThatNoneComesBack() {
		Browser customer = customer();
		Browser copy = customer.copy();
		customer.http("/invalidate");
		this.old.migrate("insecure");
		assertThat(copy.http("/session").body()).isEqualTo(NOTHING);
		assertThat(this.old.sessions()).isZero();
	}

}
