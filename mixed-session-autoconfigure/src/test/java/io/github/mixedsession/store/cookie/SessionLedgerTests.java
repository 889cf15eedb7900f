package io.github.mixedsession.store.cookie;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import io.github.mixedsession.store.SessionRecord;
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

	private final SessionRecord record = TestSessions.secureRow(null);

	private static SecretKey key() {
		return new SecretKeySpec(RandomBytes.of(64), "HmacSHA512");
	}

	private CarriedSessions carried() {
		return new CarriedSessions(new SessionCookieFormat(this.encryption,
				Map.of(IdKind.INSECURE, "SESSION", IdKind.SECURE, "__Host-SESSION"), false,
				new SessionCookieLifetime(Duration.ofDays(7), Duration.ZERO, Clock.systemUTC())), true);
	}

	private SessionStore request(InMemorySessionStore entries) {
		CarriedSessions carried = carried();
		return new CookieSessionStore(() -> carried, entries, this.encryption);
	}

	/** One that carries a session which is entered already. */
	private SessionStore requestOf(SessionRecord record) {
		CarriedSessions carried = carried();
		new CookieSessionStore(() -> carried).insert(new StoredSession(record, List.of()));
		return new CookieSessionStore(() -> carried, this.ledger, this.encryption);
	}

	private SessionStore request() {
		SessionStore request = request(this.ledger);
		request.insert(new StoredSession(this.record, List.of()));
		return request;
	}

	private IdUpdate loginLaterBy(Duration time) {
		IdUpdate login = TestSessions.login(this.record);
		return new IdUpdate(login.expected(), login.ids(), login.side(), login.secureAccess().plus(time),
				login.restartsSecureSide(), login.macs());
	}

	@Test
	void oneOfTwoLoginsAtOnceWins() {
		SessionStore first = request();
		SessionStore second = request();
		assertThat(first.update(TestSessions.login(this.record))).isTrue();
		assertThat(second.update(loginLaterBy(Duration.ofSeconds(9)))).isFalse();
		SessionRecord loggedIn = first.find(this.record.locator(), Set.of()).record();
		assertThat(first.update(TestSessions.login(loggedIn))).isTrue();
	}

	@Test
	void loginThatCameToNothingIsInNobodysWay() {
		assertThat(request().update(TestSessions.login(this.record))).isTrue();
		assertThat(request().update(loginLaterBy(Duration.ofSeconds(10)))).isTrue();
	}

	/**
	 * As of a visitor who comes back after a time, and of whom nobody knows who it is.
	 */
	@Test
	void secureSideThatBeginsAnewIsNotEntered() {
		IdUpdate login = TestSessions.login(this.record);
		IdUpdate anew = new IdUpdate(login.expected(), login.ids(), login.side(), login.secureAccess(), true,
				login.macs());
		assertThat(request().update(anew)).isTrue();
		assertThat(this.ledger.findAll()).isEmpty();
		SessionStore first = request();
		assertThat(first.update(login)).isTrue();
		assertThat(first.save(TestSessions.principal(first.find(this.record.locator(), Set.of()).record(), "bob")))
			.isTrue();
		assertThat(request().update(anew)).as("it is another one's by now").isFalse();
	}

	@Test
	void lateAnswerHasTheIdsOfNow() {
		SessionStore first = request();
		assertThat(first.update(TestSessions.login(this.record))).isTrue();
		SessionRecord loggedIn = first.find(this.record.locator(), Set.of(Partition.SECURE)).record();
		assertThat(first.save(TestSessions.principal(loggedIn, "bob"))).isTrue();
		loggedIn = first.find(this.record.locator(), Set.of(Partition.SECURE)).record();
		SessionStore late = requestOf(loggedIn);
		assertThat(first.update(TestSessions.rotation(loggedIn))).isTrue();
		SessionDelta change = TestSessions.writes(loggedIn, TestSessions.write("card", Partition.SECURE, "4711"));
		assertThat(late.save(change)).isTrue();
		assertThat(late.find(this.record.locator(), Set.of()).record().secureId()).isNotEqualTo(loggedIn.secureId())
			.isEqualTo(first.find(this.record.locator(), Set.of()).record().secureId());
		assertThat(first.delete(this.record.locator())).isTrue();
		assertThat(late.save(change)).isFalse();
	}

	@Test
	void loginIsInTheWayForAsLongAsItsEntryIsThere() {
		SessionStore first = request();
		assertThat(first.update(TestSessions.login(this.record))).isTrue();
		SessionRecord loggedIn = first.find(this.record.locator(), Set.of()).record();
		assertThat(first.save(TestSessions.principal(loggedIn, "bob"))).isTrue();
		assertThat(first.findByPrincipalName("bob")).hasSize(1);
		assertThat(request().update(loginLaterBy(Duration.ofDays(1)))).isFalse();
	}

	/** A login of the application's own, that replaces no id. */
	@Test
	void requestOfBeforeALoginTouchesNothingOfIt() {
		SessionStore first = request();
		assertThat(first.save(TestSessions.principal(this.record, "bob"))).isTrue();
		SessionRecord entry = this.ledger.find(this.record.locator(), Set.of(Partition.SECURE)).record();
		assertThat(entry.principalName()).isNotNull();
		SessionStore before = request();
		assertThat(before.update(TestSessions.login(this.record))).isFalse();
		SessionRecord now = before.find(this.record.locator(), Set.of()).record();
		assertThat(before.update(TestSessions.login(now))).isFalse();
		assertThat(before.save(TestSessions.principal(now, "eve"))).isFalse();
		assertThat(before.delete(this.record.locator())).isFalse();
		assertThat(this.ledger.find(this.record.locator(), Set.of(Partition.SECURE)).record()).isEqualTo(entry);
		SessionStore administrator = request(this.ledger);
		assertThat(administrator.update(TestSessions.login(now))).isTrue();
		assertThat(administrator.delete(this.record.locator())).isTrue();
	}

	/** Each has counted its logins for itself. */
	@Test
	void copyThatBeganAnewDoesNotEndTheLoginOfAnother() {
		SessionStore copy = request();
		assertThat(copy.update(TestSessions.restart(this.record))).isTrue();
		SessionRecord anew = copy.find(this.record.locator(), Set.of()).record();
		SessionStore first = requestOf(this.record.withIds(TestSessions.login(this.record).ids(), this.record.side(),
				this.record.secureSide()));
		SessionRecord loggedIn = first.find(this.record.locator(), Set.of()).record();
		assertThat(first.save(TestSessions.principal(loggedIn, "bob"))).isTrue();
		SessionStore same = requestOf(TestSessions.withIds(anew, anew.ids().loggedIn()));
		assertThat(same.find(this.record.locator(), Set.of()).record().loginCount()).isEqualTo(loggedIn.loginCount());
		assertThat(same.delete(this.record.locator())).isTrue();
		assertThat(same.find(this.record.locator(), Set.of())).isNotNull();
		assertThat(this.ledger.findAll()).hasSize(1);
		assertThat(first.delete(this.record.locator())).isTrue();
		assertThat(this.ledger.findAll()).isEmpty();
	}

	@Test
	void entryThatExpiredWaitsForNobodyWhoTells() {
		this.ledger.insert(new StoredSession(TestSessions.secureRow("bob"), List.of()));
		Instant later = TestSessions.CREATED.plus(Duration.ofDays(1));
		assertThat(request(this.ledger).deleteExpired(later, Duration.ZERO, 10).deleted()).isEmpty();
		assertThat(this.ledger.findTold()).hasSize(1);
	}

	/** Or else the key goes, and with it who would find the session to end it. */
	@Test
	void nameOfAnOlderKeyIsCountedAsOftenAsItsEntryIsRead() {
		SessionStore request = request();
		assertThat(request.update(TestSessions.login(this.record))).isTrue();
		SessionRecord loggedIn = request.find(this.record.locator(), Set.of()).record();
		assertThat(request.save(TestSessions.principal(loggedIn, "bob"))).isTrue();
		Proof proof = new Proof(IdKind.SECURE, loggedIn.secureId());
		assertThat(request.find(this.record.locator(), proof, Set.of())).isNotNull();
		assertThat(request(this.ledger).findByPrincipalName("bob")).hasSize(1);
		assertThat(request(this.ledger).find(this.record.locator(), Set.of(Partition.SECURE))).isNotNull();
		assertThat(this.encryption.readWithOlderKey()).isZero();
		this.keys = EncryptionKeys.ofLong(List.of(key(), this.key));
		assertThat(request.find(this.record.locator(), proof, Set.of())).isNotNull();
		assertThat(this.encryption.readWithOlderKey()).isEqualTo(1);
		assertThat(request(this.ledger).findByPrincipalName("bob")).hasSize(1);
		assertThat(this.encryption.readWithOlderKey()).isEqualTo(2);
		assertThat(request(this.ledger).find(this.record.locator(), Set.of(Partition.SECURE))).isNotNull();
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
		SessionRecord loggedIn = TestSessions.secureRow("bob");
		assertThatIllegalStateException().isThrownBy(() -> request.insert(new StoredSession(loggedIn, List.of())));
		assertThat(request.find(loggedIn.locator(), Set.of())).isNull();
	}

}
