package io.github.mixedsession.store.cookie;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionDelta;
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

	private final SecretKey key = key();

	private EncryptionKeys keys = EncryptionKeys.ofLong(List.of(this.key));

	private final Encryption encryption = new Encryption(() -> this.keys, false);

	private final InMemorySessionStore ledger = new InMemorySessionStore();

	private final SessionRow row = TestSessions.secureRow(null);

	private static SecretKey key() {
		return new SecretKeySpec(RandomBytes.of(64), "HmacSHA512");
	}

	private CarriedSessions carried() {
		return new CarriedSessions(new SessionCookieFormat(this.encryption,
				Map.of(IdKind.INSECURE, "SESSION", IdKind.SECURE, "__Host-SESSION"), false, Duration.ofDays(7),
				Clock.systemUTC()), true);
	}

	private SessionStore request(InMemorySessionStore entries) {
		CarriedSessions carried = carried();
		return new CookieSessionStore(() -> carried, entries, this.encryption);
	}

	/** One that carries a session which is entered already. */
	private SessionStore requestOf(SessionRow row) {
		CarriedSessions carried = carried();
		new CookieSessionStore(() -> carried).insert(new StoredSession(row, List.of()));
		return new CookieSessionStore(() -> carried, this.ledger, this.encryption);
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

	/**
	 * As of a visitor who comes back after a time, and of whom nobody knows who it is.
	 */
	@Test
	void secureSideThatBeginsAnewIsNotEntered() {
		IdUpdate login = TestSessions.login(this.row);
		IdUpdate anew = new IdUpdate(login.expected(), login.ids(), login.side(), login.secureAccess(), true,
				login.macs());
		assertThat(request().update(anew)).isTrue();
		assertThat(this.ledger.findAll()).isEmpty();
		SessionStore first = request();
		assertThat(first.update(login)).isTrue();
		assertThat(first.save(TestSessions.principal(first.find(this.row.locator(), Set.of()).row(), "bob"))).isTrue();
		assertThat(request().update(anew)).as("it is another one's by now").isFalse();
	}

	@Test
	void lateAnswerHasTheIdsOfNow() {
		SessionStore first = request();
		assertThat(first.update(TestSessions.login(this.row))).isTrue();
		SessionRow loggedIn = first.find(this.row.locator(), Set.of(Partition.SECURE)).row();
		assertThat(first.save(TestSessions.principal(loggedIn, "bob"))).isTrue();
		loggedIn = first.find(this.row.locator(), Set.of(Partition.SECURE)).row();
		SessionStore late = requestOf(loggedIn);
		assertThat(first.update(TestSessions.rotation(loggedIn))).isTrue();
		SessionDelta change = TestSessions.writes(loggedIn, TestSessions.write("card", Partition.SECURE, "4711"));
		assertThat(late.save(change)).isTrue();
		assertThat(late.find(this.row.locator(), Set.of()).row().secureId()).isNotEqualTo(loggedIn.secureId())
			.isEqualTo(first.find(this.row.locator(), Set.of()).row().secureId());
		assertThat(first.delete(this.row.locator())).isTrue();
		assertThat(late.save(change)).isFalse();
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

	/** Or else the key goes, and with it who would find the session to end it. */
	@Test
	void nameOfAnOlderKeyIsCountedAsOftenAsItsEntryIsRead() {
		SessionStore request = request();
		assertThat(request.update(TestSessions.login(this.row))).isTrue();
		SessionRow loggedIn = request.find(this.row.locator(), Set.of()).row();
		assertThat(request.save(TestSessions.principal(loggedIn, "bob"))).isTrue();
		Proof proof = new Proof(IdKind.SECURE, loggedIn.secureId());
		assertThat(request.find(this.row.locator(), proof, Set.of())).isNotNull();
		assertThat(request(this.ledger).findByPrincipalName("bob")).hasSize(1);
		assertThat(request(this.ledger).find(this.row.locator(), Set.of(Partition.SECURE))).isNotNull();
		assertThat(this.encryption.readWithOlderKey()).isZero();
		this.keys = EncryptionKeys.ofLong(List.of(key(), this.key));
		assertThat(request.find(this.row.locator(), proof, Set.of())).isNotNull();
		assertThat(this.encryption.readWithOlderKey()).isEqualTo(1);
		assertThat(request(this.ledger).findByPrincipalName("bob")).hasSize(1);
		assertThat(this.encryption.readWithOlderKey()).isEqualTo(2);
		assertThat(request(this.ledger).find(this.row.locator(), Set.of(Partition.SECURE))).isNotNull();
		assertThat(this.encryption.readWithOlderKey()).isEqualTo(3);
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
