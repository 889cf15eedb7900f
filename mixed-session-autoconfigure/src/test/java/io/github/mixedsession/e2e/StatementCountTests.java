package io.github.mixedsession.e2e;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mixedsession.test.EveryDatabase;
import io.github.mixedsession.test.TestCertificate;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many statements a request costs, with the whole chain of Spring Security.
 */
class StatementCountTests {

	private Site site = Site.shared();

	@BeforeEach
	void letTheFirstRequestPass() {
		this.site.browser().http("/page");
	}

	@ParameterizedTest
	@EveryDatabase
	void pageWithSessionCostsOneStatementAndNoTransaction(TestDatabase database) {
		this.site = Site.shared(database);
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.http("/page");
		assertCosts(1, () -> assertThat(visitor.http("/page").status()).isEqualTo(200));
		assertCosts(1, () -> assertThat(visitor.http("/session").line("@cart")).isEqualTo("mug"));
		assertThat(this.site.sql().transactions()).isEmpty();
		visitor.https("/secure/page");
		visitor.https("/secure/page");
		assertCosts(1, () -> assertThat(visitor.https("/secure/page").status()).isEqualTo(200));
		assertCosts(1, () -> assertThat(visitor.https("/session").line("@cart")).isEqualTo("mug"));
		assertThat(this.site.sql().transactions()).isEmpty();
	}

	@ParameterizedTest
	@EveryDatabase
	void pageOfAUserCostsOneStatementAndNoTransaction(TestDatabase database) {
		this.site = Site.shared(database);
		Browser customer = this.site.browser();
		customer.http("/set?name=cart&value=mug");
		assertThat(customer.login("customer").status()).isEqualTo(302);
		customer.https("/account/page");
		assertCosts(1, () -> assertThat(customer.https("/account/session").line("user")).isEqualTo("customer"));
		assertCosts(1, () -> assertThat(customer.https("/page").status()).isEqualTo(200));
		assertThat(this.site.sql().transactions()).isEmpty();
		customer.http("/page");
		customer.http("/page");
		assertCosts(1, () -> assertThat(customer.http("/session").line("user")).isEqualTo("null"));
		assertThat(this.site.sql().transactions()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void pageWithoutCookieCostsNothing(boolean tls) {
		assertCosts(0, () -> assertThat(this.site.browser().get(tls, "/page").status()).isEqualTo(200));
		assertCosts(0, () -> assertThat(this.site.browser().get(tls, "/session").status()).isEqualTo(200));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void staticResourceCostsNothing(boolean tls) {
		Browser customer = this.site.browser();
		customer.login("customer");
		customer.https("/account/page");
		assertCosts(0,
				() -> assertThat(customer.get(tls, SiteApplication.STATIC_RESOURCE).body()).contains("CREATE TABLE"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void malformedCookiesCostNothing(boolean tls) {
		for (String value : List.of("", "x", "a".repeat(53), "a".repeat(55), "+".repeat(54),
				"\"" + "a".repeat(52) + "\"")) {
			assertCosts(0,
					() -> assertThat(this.site.browser()
						.get(tls, "/session", "Cookie: SESSION=" + value + "; __Host-SESSION=" + value)
						.status()).isEqualTo(200));
		}
	}

	@ParameterizedTest
	@EveryDatabase
	void unknownIdCostsOneStatement(TestDatabase database) {
		this.site = Site.shared(database);
		String unknown = "Cookie: SESSION=" + "a".repeat(54);
		assertCosts(1, () -> this.site.browser().get(false, "/page", unknown));
		assertCosts(1, () -> this.site.browser().get(true, "/page", unknown));
		assertCosts(1, () -> this.site.browser().get(true, "/page", unknown + "; __Host-SESSION=" + "a".repeat(96)));
		assertCosts(2, () -> this.site.browser().get(true, "/page", unknown + "; __Host-SESSION=" + "b".repeat(96)));
	}

	@ParameterizedTest
	@EveryDatabase
	void cookiesOfManySessionsCostFourStatements(TestDatabase database) {
		this.site = Site.shared(database);
		String insecure = cookies(Browser.INSECURE_COOKIE, 54, "efgh");
		String secure = cookies(Browser.SECURE_COOKIE, 96, "abcd");
		assertCosts(4, () -> this.site.browser().get(false, "/page", "Cookie: " + insecure));
		assertCosts(4, () -> this.site.browser().get(true, "/page", "Cookie: " + insecure + "; " + secure));
		String more = cookies(Browser.INSECURE_COOKIE, 54, "efghi");
		assertCosts(0, () -> this.site.browser().get(false, "/page", "Cookie: " + more));
		assertCosts(4, () -> this.site.browser().get(true, "/page", "Cookie: " + more + "; " + secure));
	}

	private static String cookies(String name, int length, String characters) {
		return characters.chars()
			.mapToObj((character) -> name + "=" + Character.toString(character).repeat(length))
			.collect(Collectors.joining("; "));
	}

	@Test
	void secureCookieCostsNothingOverHttp() {
		assertCosts(0, () -> this.site.browser().get(false, "/page", "Cookie: __Host-SESSION=" + "a".repeat(96)));
	}

	@Test
	void atomicUpdateCostsReadAndCompareAndSet() {
		Browser visitor = this.site.browser();
		List<String> first = this.site.sql().during(() -> visitor.http("/cart/add"));
		List<String> second = this.site.sql().during(() -> visitor.http("/cart/add"));
		assertThat(first).hasSize(2).allMatch((statement) -> statement.startsWith("INSERT"));
		assertThat(second).hasSize(2);
		assertThat(second.get(0)).startsWith("SELECT");
		assertThat(second.get(1)).startsWith("UPDATE");
	}

	@ParameterizedTest
	@EveryDatabase
	void plainWriteCostsReadAndWriteAndNoTransaction(TestDatabase database) {
		this.site = Site.shared(database);
		Browser visitor = this.site.browser();
		visitor.http("/set?name=a&value=1");
		assertCosts(2, () -> visitor.http("/set?name=a&value=2"));
		assertThat(this.site.sql().transactions()).isEmpty();
	}

	@ParameterizedTest
	@EveryDatabase
	void newSessionCostsOneTransaction(TestDatabase database) {
		this.site = Site.shared(database);
		boolean one = database == TestDatabase.POSTGRESQL;
		assertCosts(one ? 1 : 2, () -> this.site.browser().http("/set?name=a&value=1"));
		assertThat(this.site.sql().transactions()).hasSize(one ? 0 : 2);
	}

	@ParameterizedTest
	@EveryDatabase
	void crossingCostsReadAndOneStatement(TestDatabase database) {
		this.site = Site.shared(database);
		Browser visitor = this.site.browser();
		visitor.http("/set?name=a&value=1");
		for (int i = 0; i < 3; i++) {
			assertCosts(2, () -> visitor.https("/secure/page"));
			assertThat(this.site.sql().transactions()).isEmpty();
			assertCosts(2, () -> visitor.http("/page"));
			assertThat(this.site.sql().transactions()).isEmpty();
		}
	}

	/**
	 * The confirmation of the ids that the one before handed out included, for a form.
	 */
	@ParameterizedTest
	@EveryDatabase
	void changeOfIdCostsReadAndOneStatement(TestDatabase database) {
		this.site = Site.shared(database);
		Browser visitor = this.site.browser();
		for (boolean tls : new boolean[] { false, true }) {
			visitor.get(tls, "/set?name=a&value=1");
			for (int i = 0; i < 3; i++) {
				assertCosts(2, () -> assertThat(visitor.post(tls, "/open/rotate", "x=y", "Accept: text/html").status())
					.isEqualTo(200));
			}
		}
		assertThat(this.site.sql().transactions()).isEmpty();
	}

	@ParameterizedTest
	@EveryDatabase
	void wrongRestBehindARightLocatorCostsOneStatement(TestDatabase database) {
		this.site = Site.shared(database);
		Browser victim = this.site.browser();
		victim.http("/set?name=a&value=1");
		victim.https("/secure/page");
		String insecure = "Cookie: SESSION=" + victim.insecureId().substring(0, 40) + "a".repeat(14);
		String secure = "; __Host-SESSION=" + victim.secureId().substring(0, 22) + "a".repeat(74);
		assertCosts(1, () -> this.site.browser().get(false, "/page", insecure));
		assertCosts(1, () -> this.site.browser().get(true, "/page", insecure));
		assertCosts(1, () -> this.site.browser().get(true, "/page", insecure + secure));
	}

	@ParameterizedTest
	@EveryDatabase
	void retiredIdInGraceCostsTwoStatements(TestDatabase database) {
		this.site = Site.shared(database);
		Browser visitor = this.site.browser();
		visitor.http("/set?name=a&value=1");
		Browser late = visitor.copy();
		visitor.http("/rotate");
		assertCosts(2, () -> assertThat(late.http("/session").line("@a")).isEqualTo("1"));
	}

	@ParameterizedTest
	@EveryDatabase
	void retiredInsecureIdOverHttpsCostsTwoStatements(TestDatabase database) {
		this.site = Site.shared(database);
		Browser visitor = this.site.browser();
		visitor.http("/set?name=a&value=1");
		Browser late = visitor.copy();
		visitor.https("/secure/page");
		visitor.https("/secure/page");
		assertCosts(2, () -> {
			Reply reply = late.https("/session");
			assertThat(reply.line("view")).isEqualTo("INSECURE");
			assertThat(reply.line("@a")).isEqualTo("1");
		});
	}

	@ParameterizedTest
	@EveryDatabase
	void retiredSecureIdCostsTwoStatements(TestDatabase database) {
		this.site = Site.shared(database);
		Browser visitor = this.site.browser();
		visitor.https("/set?name=a&value=1");
		Browser late = visitor.copy();
		visitor.follow(true, "/insecure/page");
		visitor.https("/secure/page");
		assertCosts(2, () -> {
			Reply reply = late.https("/session");
			assertThat(reply.line("view")).isEqualTo("SECURE");
			assertThat(reply.line("@a")).isEqualTo("1");
		});
	}

	/**
	 * One connection for all: a handshake for each would take most of the time.
	 */
	@ParameterizedTest
	@EveryDatabase
	void thousandSafeRequestsThatSeeACopyWriteNothing(TestDatabase database) {
		this.site = Site.shared(database);
		Browser visitor = this.site.browser();
		visitor.http("/set?name=a&value=1");
		visitor.https("/secure/page");
		visitor.https("/secure/page");
		HttpClient eavesdropper = HttpClient.newBuilder().sslContext(TestCertificate.TRUSTING).build();
		HttpRequest page = HttpRequest.newBuilder(URI.create("https://localhost:" + this.site.port(true) + "/session"))
			.header("Cookie", Browser.INSECURE_COOKIE + "=" + visitor.insecureId())
			.build();
		int sessions = this.site.sessions();
		List<String> statements = this.site.sql().during(() -> {
			for (int i = 0; i < 1000; i++) {
				HttpResponse<String> reply = eavesdropper.sendAsync(page, HttpResponse.BodyHandlers.ofString()).join();
				assertThat(reply.body()).contains("view=SECURE", "@a=1");
				assertThat(reply.headers().allValues("Set-Cookie")).isEmpty();
			}
		});
		assertThat(statements).hasSize(1000).allMatch((statement) -> statement.startsWith("SELECT"));
		assertThat(this.site.sessions()).isEqualTo(sessions);
	}

	/**
	 * The form login of Spring Security. Beyond the read its ids are one statement; the
	 * context that it sets, the user's name, and the CSRF token that it takes away are
	 * saved together, as whatever a request sets, under the lock of the session.
	 */
	@ParameterizedTest
	@EveryDatabase
	void loginCostsReadAndOneStatementAndOneTransactionOfWhatItSets(TestDatabase database) {
		this.site = Site.shared(database);
		Browser visitor = this.site.browser();
		visitor.http("/set?name=a&value=1");
		String login = "username=customer&password=demo-only&_csrf=" + visitor.csrf(true);
		List<String> statements = this.site.sql()
			.during(() -> assertThat(visitor.post(true, "/login", login).status()).isEqualTo(302));
		assertThat(this.site.sql().transactions()).containsExactly("setAutoCommit", "commit");
		assertThat(statements).hasSize(6);
		assertThat(statements.get(0)).startsWith("SELECT").contains(" LEFT JOIN MIXED_SESSION_ATTRIBUTE ");
		assertThat(statements.get(1)).startsWith("UPDATE").endsWith(" WHERE LOCATOR = ? AND GENERATION = ?");
		assertThat(statements.get(2)).endsWith(" FOR UPDATE");
		assertThat(statements.get(3)).startsWith("UPDATE MIXED_SESSION SET PRINCIPAL_NAME = ");
		assertThat(statements.get(4)).contains("INTO MIXED_SESSION_ATTRIBUTE ");
		assertThat(statements.get(5)).startsWith("DELETE FROM MIXED_SESSION_ATTRIBUTE ");
		assertThat(visitor.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void accessIsRecordedOnceInAWriteInterval() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=a&value=1");
		this.site.clock().advance(Duration.ofSeconds(61));
		assertThat(this.site.sql().during(() -> visitor.http("/page"))).hasSize(2)
			.last()
			.asString()
			.startsWith("UPDATE");
		assertCosts(1, () -> visitor.http("/page"));
	}

	private void assertCosts(int count, Runnable action) {
		assertThat(this.site.sql().during(action)).hasSize(count);
	}

}
