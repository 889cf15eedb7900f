package io.github.mixedsession.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionTakenOverEvent;
import io.github.mixedsession.store.contract.Concurrently;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same visitors, whose sessions are moved as they come.
 */
abstract class SecureTakeOverTests extends SecureImportTests {

	SecureTakeOverTests(Migration migration) {
		super(migration);
	}

	@Test
	void sessionIsMovedAtItsFirstUseAndNotBefore() {
		int before = this.migration.old().sessions();
		Browser customer = customer();
		assertThat(this.migration.old().sessions()).isEqualTo(before + 1);
		customer.http("/session");
		assertThat(this.migration.old().sessions()).isEqualTo(before + 1);
		customer.https("/account/page");
		assertThat(this.migration.old().sessions()).isEqualTo(before);
		assertThat(this.site.events().of(SessionTakenOverEvent.class)).singleElement().satisfies((event) -> {
			assertThat(event.getCookieChannel()).isEqualTo(Channel.SECURE);
			assertThat(customer.https("/account/session").body()).contains(event.getSessionId());
		});
	}

	/** Nobody has used the secure side before. */
	@Test
	void clocksOfTheSecureSideStartAsTheSessionComes() {
		Browser customer = customer();
		this.site.clock().advance(Duration.ofMinutes(20));
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		this.site.clock().advance(Duration.ofMinutes(17));
		Reply reply = customer.https("/session");
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.line("@cart")).isEqualTo("mug");
	}

	@Test
	void ofSeveralLiveOldCookiesNoneIsMoved() {
		int before = this.migration.old().sessions();
		String one = importedCookie();
		String two = importedCookie();
		this.site.raw(true, "GET /session HTTP/1.1",
				"Cookie: " + OLD_COOKIE + "=" + one + "; " + OLD_COOKIE + "=" + two);
		assertThat(this.migration.old().sessions()).isEqualTo(before + 2);
		assertThat(browser(one).https("/account/session").line("user")).isEqualTo("customer");
		assertThat(browser(two).https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void strangersCookieThatOpensNothingTakesNothingFromALiveOne() {
		String live = importedCookie();
		String dead = this.migration.visit("other", ATTRIBUTES, Instant.now().minus(Duration.ofHours(1)));
		Reply reply = this.site.raw(true, "GET /account/session HTTP/1.1",
				"Cookie: " + OLD_COOKIE + "=" + dead + "; " + OLD_COOKIE + "=" + live);
		// which of two cookies counts, the policy knows of those alone that it finds
		assertThat(reply.line("user")).isEqualTo("customer");
	}

	@Test
	void oneOfManyRequestsToTwoNodesMovesIt() throws Exception {
		try (Site other = start("mixed-session.migration.cookie-channel=secure")) {
			other.clock().advance(Duration.between(other.clock().instant(), Instant.now()));
			for (int round = 0; round < 20; round++) {
				Browser customer = customer();
				List<Reply> replies = Concurrently.run(6,
						(i) -> () -> ((i % 2 == 0) ? customer : customer.on(other)).https("/account/session"));
				assertThat(replies).extracting((reply) -> reply.line("user")).containsOnly("customer");
				assertThat(replies).extracting((reply) -> reply.line("@cart")).containsOnly("mug");
				assertThat(customer.on(other).https("/account/session").line("user")).isEqualTo("customer");
			}
			List<SessionTakenOverEvent> events = new ArrayList<>(this.site.events().of(SessionTakenOverEvent.class));
			events.addAll(other.events().of(SessionTakenOverEvent.class));
			assertThat(events).hasSize(20);
			assertThat(events).extracting(SessionTakenOverEvent::getSessionId).doesNotHaveDuplicates();
		}
	}

	@Test
	void oldIdIsInNoLog() {
		String cookie = importedCookie();
		String id = new String(Base64.getDecoder().decode(cookie), StandardCharsets.US_ASCII);
		List<String> lines = StoreAttackTests
			.traced(() -> assertThat(browser(cookie).https("/account/session").line("user")).isEqualTo("customer"));
		assertThat(lines).hasSizeGreaterThan(10).noneMatch((line) -> line.contains(id) || line.contains(cookie));
	}

	@Test
	void whoLoggedOutHereDoesNotComeBackWithTheOldCookie() {
		Browser customer = customer();
		Browser copy = customer.copy();
		customer.https("/account/page");
		customer.logout(true);
		assertThat(copy.https("/session").body()).isEqualTo(NOTHING);
		assertThat(this.site.events().of(SessionTakenOverEvent.class)).hasSize(1);
	}

}
