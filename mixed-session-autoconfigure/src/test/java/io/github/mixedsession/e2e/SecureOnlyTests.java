package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;

import io.github.mixedsession.ChannelRule;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A site without pages over HTTP, and the switch to it and back with living sessions:
 * both sites are of one database, as two nodes of a rolling change are.
 */
@ParameterizedClass
@EnumSource
class SecureOnlyTests {

	private static final String SECURE_ONLY = "mixed-session.channel.default-requirement=secure";

	private static final Duration GRACE = Duration.ofSeconds(10);

	private final Server server;

	private final DataSource database = TestDatabase.H2.createDataSource();

	SecureOnlyTests(Server server) {
		this.server = server;
	}

	@Test
	void noInsecureCookieIsSetAndBrowsersAreTold() {
		try (Site site = start(SECURE_ONLY)) {
			Browser customer = site.browser();
			assertThat(customer.https("/set?name=cart&value=mug").setCookieNames())
				.containsExactly(Browser.SECURE_COOKIE);
			assertThat(customer.login("customer").setCookieNames()).containsExactly(Browser.SECURE_COOKIE);
			assertThat(customer.https("/rotate").setCookieNames()).containsExactly(Browser.SECURE_COOKIE);
			Reply reply = customer.https("/account/session");
			assertThat(reply.line("user")).isEqualTo("customer");
			assertThat(reply.line("@cart")).isEqualTo("mug");
			assertThat(reply.setCookies()).isEmpty();
			assertThat(reply.header("Strict-Transport-Security")).contains("max-age=");
			assertThat(customer.http("/session?a=b").header("Location"))
				.isEqualTo("https://localhost:" + site.port(true) + "/session?a=b");
			assertThat(customer.post(false, "/open/set", "name=x&value=y").status()).isEqualTo(403);
			assertThat(customer.logout(true).setCookieNames()).containsExactly(Browser.SECURE_COOKIE);
			assertThat(site.sessions()).isZero();
		}
	}

	@Test
	void ruleInCodeMayNeedTheInsecureCookie() {
		try (Site site = Site.start(this.server, this.database, List.of(Rule.class), SECURE_ONLY)) {
			assertThat(site.browser().https("/set?name=cart&value=mug").setCookieNames())
				.containsExactlyInAnyOrder(Browser.SECURE_COOKIE, Browser.INSECURE_COOKIE);
		}
	}

	@Test
	void customerWithBothCookiesStaysLoggedInBothWays() {
		try (Site mixed = start(); Site secure = start(SECURE_ONLY)) {
			Browser customer = mixed.browser();
			customer.http("/set?name=cart&value=mug");
			customer.login("customer");
			customer.https("/secure/set?name=card&value=4711");
			Browser there = customer.on(secure);
			Reply seen = there.https("/account/session");
			assertCustomer(seen);
			assertThat(seen.setCookieNames()).containsExactly(Browser.INSECURE_COOKIE);
			assertThat(customer.jar().find(Browser.INSECURE_COOKIE)).isNull();
			assertThat(there.https("/account/session").setCookies()).isEmpty();
			assertBackOnMixed(customer);
			assertThat(mixed.sessions()).isOne();
		}
	}

	@Test
	void customerWhoseAnswerWasLostStaysLoggedIn() {
		try (Site mixed = start(); Site secure = start(SECURE_ONLY)) {
			Browser customer = mixed.browser();
			customer.http("/set?name=cart&value=mug");
			customer.login("customer");
			customer.https("/secure/set?name=card&value=4711");
			customer.on(secure).copy().https("/account/session");
			assertCustomer(customer.copy().on(secure).https("/account/session"));
			assertThat(customer.http("/session").line("@cart")).as("in grace").isEqualTo("mug");
			mixed.clock().advance(GRACE);
			secure.clock().advance(GRACE);
			assertCustomer(customer.on(secure).https("/account/session"));
			assertThat(secure.events().of(RetiredIdPresentedEvent.class)).isEmpty();
			assertThat(customer.jar().find(Browser.INSECURE_COOKIE)).isNull();
			assertBackOnMixed(customer);
		}
	}

	@Test
	void customerWhoIsOnHttpStaysLoggedIn() {
		try (Site mixed = start(); Site secure = start(SECURE_ONLY)) {
			Browser customer = mixed.browser();
			customer.http("/set?name=cart&value=mug");
			customer.login("customer");
			customer.https("/secure/set?name=card&value=4711");
			customer.http("/session");
			assertThat(customer.on(secure).follow(false, "/account/session").line("user")).isEqualTo("customer");
			assertThat(customer.jar().find(Browser.INSECURE_COOKIE)).isNull();
			customer.on(secure).https("/account/session");
			assertBackOnMixed(customer);
		}
	}

	@Test
	void visitorWithAnInsecureCookieAloneStepsUp() {
		try (Site mixed = start(); Site secure = start(SECURE_ONLY)) {
			Browser visitor = mixed.browser();
			visitor.http("/set?name=cart&value=mug");
			Browser eavesdropper = visitor.eavesdropper().on(secure);
			Browser there = visitor.on(secure);
			there.copy().https("/session");
			assertThat(there.https("/session").line("@cart")).as("the answer was lost").isEqualTo("mug");
			assertThat(visitor.jar().find(Browser.INSECURE_COOKIE)).as("all that it has").isNotNull();
			assertThat(there.https("/secure/set?name=card&value=4711").setCookieNames())
				.containsExactlyInAnyOrder(Browser.SECURE_COOKIE, Browser.INSECURE_COOKIE);
			assertThat(visitor.jar().find(Browser.INSECURE_COOKIE)).isNull();
			assertThat(there.https("/session").line("@cart")).isEqualTo("mug");
			secure.clock().advance(GRACE);
			assertThat(eavesdropper.https("/session").line("@card")).isNull();
			assertThat(visitor.http("/session").line("@cart")).isNull();
			assertThat(visitor.https("/session").setCookieNames()).containsExactly(Browser.INSECURE_COOKIE);
			assertThat(visitor.http("/session").line("@cart")).isEqualTo("mug");
		}
	}

	@Test
	void idThatCrossedHttpOpensNothingAGraceAfterItsVisitorWasSeen() {
		try (Site mixed = start(); Site secure = start(SECURE_ONLY)) {
			Browser customer = mixed.browser();
			customer.http("/set?name=cart&value=mug");
			customer.https("/secure/page");
			customer.http("/page");
			Browser eavesdropper = customer.eavesdropper();
			Browser other = mixed.browser();
			other.http("/set?name=cart&value=cup");
			Browser listener = other.eavesdropper();
			other.on(secure).https("/session");
			other.on(secure).https("/session");
			customer.on(secure).https("/session");
			customer.on(secure).https("/session");
			mixed.clock().advance(GRACE);
			secure.clock().advance(GRACE);
			for (Browser attacker : List.of(eavesdropper, listener)) {
				assertThat(attacker.on(secure).https("/session").body()).isEqualTo("user=null\n");
				assertThat(attacker.http("/session").body()).isEqualTo("user=null\n");
			}
		}
	}

	@Test
	void plantedInsecureCookieIsDroppedAndWritesNothing() {
		try (Site mixed = start(); Site secure = start(SECURE_ONLY)) {
			Browser attacker = mixed.browser();
			attacker.http("/set?name=cart&value=poison");
			Browser customer = secure.browser();
			customer.https("/set?name=cart&value=mug");
			customer.login("customer");
			customer.https("/account/page");
			String cookies = "Cookie: SESSION=" + attacker.insecureId() + "; __Host-SESSION=" + customer.secureId();
			List<String> statements = secure.sql().during(() -> {
				Reply reply = customer.get(true, "/account/session", cookies);
				assertThat(reply.line("@cart")).isEqualTo("mug");
				assertThat(reply.setCookie(Browser.INSECURE_COOKIE)).contains("Max-Age=0");
			});
			assertThat(statements).noneMatch((sql) -> sql.startsWith("UPDATE") || sql.startsWith("INSERT"));
			assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		}
	}

	@Test
	void browserThatKeepsDroppingTheInsecureCookieGetsItOnce() {
		try (Site mixed = start()) {
			Browser visitor = mixed.browser();
			visitor.https("/set?name=cart&value=mug");
			visitor.jar().remove(Browser.INSECURE_COOKIE);
			assertThat(visitor.https("/session").setCookieNames()).containsExactly(Browser.INSECURE_COOKIE);
			for (int i = 0; i < 3; i++) {
				visitor.jar().remove(Browser.INSECURE_COOKIE);
				assertThat(visitor.https("/session").setCookies()).isEmpty();
			}
			assertThat(visitor.https("/session").line("@cart")).isEqualTo("mug");
		}
	}

	private Site start(String... properties) {
		return Site.start(this.server, this.database, List.of(),
				(properties.length > 0) ? properties : Site.withRules());
	}

	private static void assertCustomer(Reply reply) {
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(reply.line("@card")).isEqualTo("4711");
	}

	/** A customer who holds the secure cookie alone. */
	private static void assertBackOnMixed(Browser customer) {
		assertThat(customer.jar().find(Browser.INSECURE_COOKIE)).isNull();
		Reply back = customer.https("/account/session");
		assertCustomer(back);
		assertThat(back.setCookieNames()).contains(Browser.INSECURE_COOKIE);
		assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
		assertThat(customer.http("/session").line("@card")).isNull();
		assertCustomer(customer.https("/account/session"));
	}

	static class Rule {

		@Bean
		ChannelRule nothingYet() {
			return (request) -> null;
		}

	}

}
