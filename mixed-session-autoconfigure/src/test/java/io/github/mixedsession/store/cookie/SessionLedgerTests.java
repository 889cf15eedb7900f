package io.github.mixedsession.store.cookie;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.contract.TestSessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * One ledger, and a store for each request that carries the same session.
 */
class SessionLedgerTests {

	private final EncryptionKeys keys = EncryptionKeys
		.ofLong(List.of(new SecretKeySpec(RandomBytes.of(64), "HmacSHA512")));

	private final InMemorySessionStore ledger = new InMemorySessionStore();

	private final SessionRow row = TestSessions.secureRow(null);

	private SessionStore request(InMemorySessionStore entries) {
		CarriedSessions carried = new CarriedSessions(new SessionCookieFormat(() -> this.keys,
				Map.of(IdKind.INSECURE, "SESSION", IdKind.SECURE, "__Host-SESSION"), false, Duration.ofDays(7),
				Clock.systemUTC()), true);
		return new CookieSessionStore(() -> carried, entries, () -> this.keys);
	}

	private SessionStore request() {
		SessionStore request = request(this.ledger);
		request.insert(new StoredSession(this.row, List.of()));
		return request;
	}

	private IdUpdate loginLaterBy(Duration time) {
		IdUpdate login = TestSessions.login(this.row);
		return new IdUpdate(login.expected(), login.ids(), login.side(), login.secureAccess().plus(time),
				login.restartsSecureSide(), login.macs());
	}

	@Test
	void oneOfTwoLoginsAtOnceWins() {
		SessionStore first = request();
		SessionStore second = request();
		assertThat(first.update(TestSessions.login(this.row))).isTrue();
		assertThat(second.update(loginLaterBy(Duration.ofSeconds(9)))).isFalse();
		SessionRow loggedIn = first.find(this.row.locator(), Set.of()).row();
		assertThat(first.update(TestSessions.login(loggedIn))).isTrue();
	}

	@Test
	void loginThatCameToNothingIsInNobodysWay() {
		assertThat(request().update(TestSessions.login(this.row))).isTrue();
		assertThat(request().update(loginLaterBy(Duration.ofSeconds(10)))).isTrue();
	}

	@Test
	void loginIsInTheWayForAsLongAsItsEntryIsThere() {
		SessionStore first = request();
		assertThat(first.update(TestSessions.login(this.row))).isTrue();
		SessionRow loggedIn = first.find(this.row.locator(), Set.of()).row();
		assertThat(first.save(TestSessions.principal(loggedIn, "bob"))).isTrue();
		assertThat(first.findByPrincipalName("bob")).hasSize(1);
		assertThat(request().update(loginLaterBy(Duration.ofDays(1)))).isFalse();
	}

	@Test
	void sessionThatCanNotBeEnteredIsNotMade() {
		SessionStore request = request(new InMemorySessionStore() {

			@Override
			public synchronized void insert(StoredSession session) {
				throw new IllegalStateException("Down");
			}

		});
		SessionRow loggedIn = TestSessions.secureRow("bob");
		assertThatIllegalStateException().isThrownBy(() -> request.insert(new StoredSession(loggedIn, List.of())));
		assertThat(request.find(loggedIn.locator(), Set.of())).isNull();
	}

}
