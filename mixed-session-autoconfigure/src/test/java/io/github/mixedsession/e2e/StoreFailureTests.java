package io.github.mixedsession.e2e;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.mixedsession.e2e.FaultyDataSource.Fault;
import io.github.mixedsession.test.Proof;
import io.github.mixedsession.test.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The store fails at every step of a request, in every way: the request is answered 503
 * that says nothing else, and nothing that was there before is lost by it.
 */
@Tag(Proof.TAG)
class StoreFailureTests {

	private static final int MORE_THAN_ANY_REQUEST_HAS = 60;

	private static final Map<Server, FaultyDataSource> DATABASES = new EnumMap<>(Server.class);

	private static final Map<Server, Site> SITES = new EnumMap<>(Server.class);

	@BeforeAll
	static void startSites() {
		for (Server server : Server.values()) {
			FaultyDataSource database = new FaultyDataSource(TestDatabase.H2.createDataSource());
			DATABASES.put(server, database);
			SITES.put(server, Site.start(server, database, List.of(), Site.withRules("logging.level.root=off")));
		}
	}

	@AfterAll
	static void stopSites() {
		SITES.values().forEach(Site::close);
	}

	@ParameterizedTest
	@MethodSource("everything")
	void storeFailureAtAnyStepAnswers503AndLosesNothing(Server server, Fault fault, Visit visit) {
		FaultyDataSource database = DATABASES.get(server);
		Site site = SITES.get(server);
		Browser browser = site.browser();
		boolean failed = true;
		for (int step = 1; failed; step++) {
			assertThat(step).isLessThan(MORE_THAN_ANY_REQUEST_HAS);
			browser = visit.prepare(browser, site);
			String form = visit.form(browser);
			site.sql().awaitEndOfRequests();
			database.failAt(step, fault);
			Reply reply = visit.make(browser, form);
			site.sql().awaitEndOfRequests();
			failed = database.repair();
			if (failed) {
				assertThat(reply.status()).as("step %d of %s", step, visit).isEqualTo(503);
				assertThat(database.triedAfterFailure()).as("tried after step %d of %s", step, visit).isZero();
				assertThat(reply.body()).doesNotContain(FaultyDataSource.DETAIL, "Exception", "\tat ", "SELECT", "sql");
			}
			else {
				assertThat(reply.status()).as("after the last step of %s", visit).isLessThan(400);
				assertThat(step).as("%s uses the store", visit).isGreaterThan(1);
			}
			visit.check(browser, failed);
		}
	}

	static Stream<Arguments> everything() {
		return Stream.of(Server.values())
			.flatMap((server) -> Stream.of(Fault.values())
				.filter((fault) -> Proof.isLong() || (server == Server.JETTY) == (fault == Fault.DOWN))
				.flatMap((fault) -> Stream.of(Visit.values()).map((visit) -> Arguments.of(server, fault, visit))));
	}

	/**
	 * What a visitor does when the store fails.
	 */
	enum Visit {

		FIRST_WRITE(State.STRANGER, false, "/set?name=first&value=1"),

		FIRST_UPDATE(State.STRANGER, false, "/cart/add?name=first"),

		READ(State.VISITOR, false, "/session"),

		WRITE(State.VISITOR, false, "/set?name=more&value=1"),

		UPDATE(State.VISITOR, false, "/cart/add?name=more"),

		REDIRECT(State.VISITOR, false, "/found"),

		SEE_OTHER(State.VISITOR, false, "/see-other"),

		FLUSH(State.VISITOR, false, "/flush"),

		FORWARD(State.VISITOR, false, "/forward"),

		INCLUDE(State.VISITOR, false, "/include"),

		ASYNC(State.VISITOR, false, "/async"),

		STEP_UP(State.VISITOR, true, "/secure/session"),

		STEP_UP_AND_WRITE(State.VISITOR, true, "/secure/set?name=more&value=1"),

		STEP_DOWN(State.CUSTOMER, false, "/session"),

		STEP_DOWN_BY_RULE(State.CUSTOMER, true, "/insecure/session"),

		SECURE_READ(State.CUSTOMER, true, "/account/session"),

		SECURE_WRITE(State.CUSTOMER, true, "/secure/set?name=payment.more&value=1"),

		ROTATION(State.CUSTOMER, true, "/secure/rotate"),

		LOGIN(State.VISITOR_ON_HTTPS, true, "/login"),

		LOGOUT(State.CUSTOMER, true, "/logout");

		private final State state;

		private final boolean tls;

		private final String path;

		Visit(State state, boolean tls, String path) {
			this.state = state;
			this.tls = tls;
			this.path = path;
		}

		/**
		 * Returns somebody who is where the visit begins: a customer who is still there
		 * need not log in again.
		 */
		Browser prepare(Browser last, Site site) {
			boolean again = last.jar().find(Browser.INSECURE_COOKIE) != null;
			if (again && this.state == State.CUSTOMER && this != ROTATION && this != LOGOUT) {
				return last;
			}
			Browser browser = site.browser();
			if (this.state != State.STRANGER) {
				assertThat(browser.http("/set?name=cart&value=mug").status()).isEqualTo(200);
			}
			if (this.state == State.VISITOR_ON_HTTPS) {
				browser.https("/secure/page");
			}
			if (this.state == State.CUSTOMER) {
				assertThat(browser.login("customer").status()).isEqualTo(302);
				assertThat(browser.https("/secure/set?name=card&value=4711").status()).isEqualTo(200);
			}
			return browser;
		}

		@Nullable String form(Browser browser) {
			return switch (this) {
				case LOGIN -> "username=customer&password=demo-only&_csrf=" + browser.csrf(true);
				case LOGOUT -> "_csrf=" + browser.csrf(true);
				default -> null;
			};
		}

		Reply make(Browser browser, @Nullable String form) {
			return (form != null) ? browser.post(this.tls, this.path, form) : browser.get(this.tls, this.path);
		}

		/**
		 * What an answer acknowledged is there, and all that was there before. What
		 * failed may have happened or not.
		 */
		void check(Browser browser, boolean failed) {
			if (this.state == State.STRANGER) {
				assertThat(failed || "1".equals(browser.http("/session").line("@first"))).isTrue();
				return;
			}
			if (this == LOGOUT) {
				Reply reply = browser.https("/session");
				assertThat(reply.line("user")).isIn("null", "customer");
				assertThat(failed || "null".equals(reply.line("user"))).isTrue();
				return;
			}
			if (this == ROTATION && failed) {
				// An id that was rotated as by a login never opens the secure side
				// (invariant 6)
				assertThat(browser.https("/session").line("@cart")).isEqualTo("mug");
				checkLogin(browser);
				return;
			}
			if (this == LOGIN && failed) {
				checkLogin(browser);
				return;
			}
			if (this.state == State.CUSTOMER) {
				Reply secure = browser.https("/account/session");
				assertThat(secure.line("user")).isEqualTo("customer");
				assertThat(secure.line("@card")).isEqualTo("4711");
				assertThat(secure.line("@cart")).isEqualTo("mug");
				return;
			}
			Reply reply = browser.get(this.tls, "/session");
			assertThat(reply.line("@cart")).isEqualTo("mug");
			if (this.path.contains("name=more")) {
				assertThat(failed || "1".equals(reply.line("@more"))).isTrue();
			}
		}

		/** Who was answered 503 tries again, and need not wait for it. */
		private static void checkLogin(Browser browser) {
			assertThat(browser.https("/secure/set?name=card&value=4711").status()).isEqualTo(200);
			assertThat(browser.login("customer").status()).isEqualTo(302);
			Reply secure = browser.https("/account/session");
			assertThat(secure.line("user")).isEqualTo("customer");
			assertThat(secure.line("@card")).isEqualTo("4711");
			assertThat(secure.line("@cart")).isEqualTo("mug");
		}

	}

	/**
	 * Who makes the visit.
	 */
	enum State {

		STRANGER, VISITOR, VISITOR_ON_HTTPS, CUSTOMER

	}

}
