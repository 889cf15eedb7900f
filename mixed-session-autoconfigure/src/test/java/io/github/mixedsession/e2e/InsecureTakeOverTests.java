package io.github.mixedsession.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.security.web.csrf.DefaultCsrfToken;

import io.github.mixedsession.store.contract.Concurrently;
import io.github.mixedsession.test.OldApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Visitors whose sessions are moved as they come, and whose old cookie travelled over
 * HTTP, too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InsecureTakeOverTests {

	private static final Map<String, ?> ATTRIBUTES = Map.of("cart", "mug", "card", "4711", "tab", "old",
			"SPRING_SECURITY_SAVED_REQUEST", "secret",
			"org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository.CSRF_TOKEN",
			new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "old-token"), "renamed",
			new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "CSRF"));

	private final Migration migration;

	private Site site;

	InsecureTakeOverTests(Migration migration) {
		this.migration = migration;
	}

	@BeforeAll
	void start() {
		this.site = this.migration.start(Site.withRules("mixed-session.migration.cookie-channel=insecure",
				"mixed-session.cookie.insecure-name=SHOP"));
		this.site.clock().advance(Duration.between(this.site.clock().instant(), Instant.now()));
	}

	@AfterAll
	void stop() {
		this.site.close();
	}

	private Browser customer() {
		Browser browser = this.site.browser();
		browser.jar().plant(OldApplication.COOKIE, this.migration.visit("customer", ATTRIBUTES), false);
		return browser;
	}

	private static void assertNothingSecure(Reply reply) {
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.body()).doesNotContain("@card")
			.doesNotContain("@tab")
			.doesNotContain("@renamed")
			.doesNotContain("SPRING_SECURITY")
			.doesNotContain("CSRF");
	}

	@Test
	void cartIsThereOverHttpAndTheOldIdIsReplaced() {
		int before = this.migration.old().sessions();
		Browser customer = customer();
		Reply reply = customer.http("/session");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(reply.setCookieNames()).containsExactlyInAnyOrder("SHOP", OldApplication.COOKIE);
		assertNothingSecure(reply);
		assertThat(customer.jar().find(OldApplication.COOKIE)).isNull();
		assertThat(customer.http("/session").setCookies()).isEmpty();
		assertThat(this.migration.old().sessions()).isEqualTo(before);
	}

	@Test
	void cartIsThereOverHttpsAndTheVisitorLogsInAgain() {
		Browser customer = customer();
		Reply reply = customer.https("/session");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertNothingSecure(reply);
		assertThat(customer.login("customer").status()).isEqualTo(302);
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(customer.https("/account/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void whoeverReadTheTrafficSeesNoLogin() {
		Browser customer = customer();
		Browser eavesdropper = customer.copy();
		customer.login("customer");
		customer.https("/set?name=card&value=4712");
		assertNothingSecure(eavesdropper.https("/session"));
		assertNothingSecure(eavesdropper.http("/session"));
	}

	@Test
	void parallelFirstRequestsOnBothChannelsAllSeeTheCart() throws Exception {
		for (int round = 0; round < 10; round++) {
			Browser customer = customer();
			List<Reply> replies = Concurrently.run(4, (i) -> () -> customer.get(i % 2 == 0, "/session"));
			assertThat(replies).extracting((reply) -> reply.line("@cart")).containsOnly("mug");
			assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
		}
	}

}
