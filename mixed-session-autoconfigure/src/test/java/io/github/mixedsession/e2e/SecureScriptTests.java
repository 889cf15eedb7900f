package io.github.mixedsession.e2e;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.test.SpringSessionApplication;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same visitors, whose sessions a script has moved.
 */
abstract class SecureScriptTests extends SecureImportTests {

	private final SpringSessionApplication old = (SpringSessionApplication) this.migration.old();

	SecureScriptTests(TestDatabase database) {
		super(Migration.byScript(database));
	}

	@Test
	void beforeTheFirstVisitEverythingIsSecure() {
		importedCookie();
		assertThat(this.site.jdbc()
			.queryForList(
					"SELECT A.ATTRIBUTE_PARTITION FROM MIXED_SESSION_ATTRIBUTE A JOIN MIXED_SESSION S "
							+ "ON S.LOCATOR = A.LOCATOR WHERE S.GENERATION = 0 AND S.CLIENT_ADDRESS IS NULL",
					String.class))
			.isNotEmpty()
			.doesNotContain("SHARED", "INSECURE");
	}

	@Test
	void visitorOfLongAgoIsStillLoggedIn() {
		String cookie = this.old.visit("customer", ATTRIBUTES, Instant.now().minus(Duration.ofMinutes(25)));
		this.site.jdbc()
			.update("UPDATE SPRING_SESSION SET CREATION_TIME = CREATION_TIME - " + Duration.ofDays(3).toMillis());
		this.old.migrate("secure");
		assertThat(browser(cookie).https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void importThatWasCutShortIsFinishedByTheNext() throws Exception {
		String cookie = this.old.visit("customer", ATTRIBUTES);
		this.old.beginToMigrate("secure");
		this.old.migrate("secure");
		Reply reply = browser(cookie).https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("@cart")).isEqualTo("mug");
	}

	@Test
	void plainIdsAreGoneFromTheDatabase() {
		int before = this.old.sessions();
		importedCookie();
		assertThat(this.old.sessions()).isEqualTo(before);
	}

	@Test
	void visitorWhoComesAfterTheSecureSideEndedKeepsTheCart() {
		Browser customer = customer();
		this.site.clock().advance(Duration.ofMinutes(20));
		Reply reply = customer.https("/session");
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(reply.body()).doesNotContain("@card");
		assertThat(customer.login("customer").status()).isEqualTo(302);
		assertThat(customer.https("/account/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void oldCookieOpensNothingWithoutTheProperty() {
		String cookie = importedCookie();
		try (Site other = start()) {
			other.clock().advance(Duration.between(other.clock().instant(), Instant.now()));
			for (boolean tls : new boolean[] { true, false }) {
				Reply reply = other.raw(tls, "GET /session HTTP/1.1", "Cookie: " + OLD_COOKIE + "=" + cookie);
				assertThat(reply.body()).isEqualTo(NOTHING);
			}
		}
	}

}
