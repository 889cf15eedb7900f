package io.github.mixedsession.store.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.contract.SessionStoreContractTests;
import io.github.mixedsession.test.MutableClock;
import io.github.mixedsession.test.TestRedis;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.redis.connection.RedisConnection;

import static io.github.mixedsession.store.contract.TestSessions.ALL;
import static io.github.mixedsession.store.contract.TestSessions.CREATED;
import static io.github.mixedsession.store.contract.TestSessions.IDLE;
import static io.github.mixedsession.store.contract.TestSessions.access;
import static io.github.mixedsession.store.contract.TestSessions.attribute;
import static io.github.mixedsession.store.contract.TestSessions.bytes;
import static io.github.mixedsession.store.contract.TestSessions.guarded;
import static io.github.mixedsession.store.contract.TestSessions.idle;
import static io.github.mixedsession.store.contract.TestSessions.insecureRow;
import static io.github.mixedsession.store.contract.TestSessions.login;
import static io.github.mixedsession.store.contract.TestSessions.newId;
import static io.github.mixedsession.store.contract.TestSessions.principal;
import static io.github.mixedsession.store.contract.TestSessions.proof;
import static io.github.mixedsession.store.contract.TestSessions.replacement;
import static io.github.mixedsession.store.contract.TestSessions.restart;
import static io.github.mixedsession.store.contract.TestSessions.rotation;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static io.github.mixedsession.store.contract.TestSessions.withIdle;
import static io.github.mixedsession.store.contract.TestSessions.write;
import static io.github.mixedsession.store.contract.TestSessions.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

abstract class AbstractRedisSessionStoreTests extends SessionStoreContractTests {

	private static final Duration KEPT = Duration.ofHours(2);

	private final TestRedis redis;

	private String namespace = "";

	AbstractRedisSessionStoreTests(TestRedis redis) {
		this.redis = redis;
	}

	@Override
	protected SessionStore createStore() {
		this.namespace = TestRedis.newNamespace();
		return new RedisSessionStore(this.redis.connections(), this.namespace, new MutableClock());
	}

	/** The first call of a script loads it, on each node. */
	@BeforeEach
	void loadScripts() {
		for (int i = 0; i < 12; i++) {
			loadScriptsOfANode();
		}
	}

	private void loadScriptsOfANode() {
		SessionRecord record = insert(secureRow("bob"), attribute("a", Partition.SHARED, "1"));
		this.store.save(writes(record, write("a", Partition.SHARED, "2")));
		this.store.compareAndSet(record.locator(), "a", Partition.SHARED, 1, null);
		this.store.hasAttribute(record.locator(), "a", Partition.SHARED);
		this.store.findAttribute(record.locator(), "a", Partition.SHARED);
		this.store.findByPrincipalName("bob");
		this.store.update(rotation(this.store.find(record.locator(), ALL).record()));
		this.store.clear(record.locator(), ALL);
		this.store.delete(record.locator());
	}

	@Test
	void readingIsOneRoundTrip() {
		SessionRecord record = insert(secureRow("bob"), attribute("a", Partition.SHARED, "1"),
				attribute("b", Partition.SECURE, "2"));
		for (IdKind kind : IdKind.values()) {
			assertRoundTrips(1, () -> this.store.find(record.locator(), proof(record, kind), ALL));
			assertRoundTrips(1, () -> this.store.find(record.locator(), new Proof(kind, newId()), ALL));
		}
		assertRoundTrips(1, () -> this.store.find(insecureRow().locator(), proof(record, IdKind.SECURE), ALL));
		assertRoundTrips(1, () -> this.store.findAttribute(record.locator(), "a", Partition.SHARED));
		assertRoundTrips(1, () -> this.store.hasAttribute(record.locator(), "a", Partition.SHARED));
	}

	@Test
	void changeIsOneRoundTrip() {
		SessionRecord record = insecureRow();
		assertRoundTrips(1, () -> insert(record, attribute("a", Partition.SHARED, "1")));
		assertRoundTrips(1, () -> this.store.save(access(record, CREATED.plusSeconds(1), false,
				replacement("a", Partition.SHARED, "2"), guarded("b", Partition.SECURE, "3"))));
		assertRoundTrips(1, () -> this.store.update(rotation(record)));
		IdUpdate restart = restart(record(record));
		assertRoundTrips(1, () -> this.store.update(restart));
		IdUpdate login = login(record(record));
		assertRoundTrips(1, () -> this.store.update(login));
		assertRoundTrips(1, () -> this.store.compareAndSet(record.locator(), "c", Partition.SHARED, 0, bytes("1")));
		assertRoundTrips(1, () -> this.store.clear(record.locator(), ALL));
		assertRoundTrips(1, () -> this.store.delete(record.locator()));
	}

	@Test
	void userIsListedBeforeTheSessionIsTheirs() {
		SessionRecord record = insert(secureRow(null));
		assertRoundTrips(2, () -> this.store.save(principal(record, "bob")));
		assertRoundTrips(1, () -> this.store.save(access(record, CREATED.plusSeconds(1), true)));
		assertRoundTrips(2, () -> this.store.delete(record.locator()));
	}

	@Test
	void whatAViewDoesNotSeeDoesNotCrossTheWire() {
		SessionRecord record = insert(secureRow("bob"), attribute("a", Partition.SHARED, "1"),
				new StoredAttribute("b", Partition.SECURE, 1, new byte[100_000]));
		assertThat(bytesOut(() -> this.store.find(record.locator(), proof(record, IdKind.INSECURE), ALL)))
			.isLessThan(10_000);
		assertThat(bytesOut(() -> this.store.find(record.locator(), new Proof(IdKind.SECURE, newId()), ALL)))
			.isLessThan(10_000);
		assertThat(bytesOut(() -> this.store.find(record.locator(), proof(record, IdKind.SECURE), ALL)))
			.isGreaterThan(100_000);
	}

	@Test
	void allKeysLiveAsLongAsTheSessionAndAWhileLonger() {
		SessionRecord record = insert(insecureRow(), attribute("a", Partition.SHARED, "1"));
		assertThat(times(record)).hasSize(2).allMatch((time) -> isAbout(time, IDLE.plus(KEPT)));
		this.store.update(rotation(record));
		this.store.save(writes(record, write("b", Partition.SECURE, "1")));
		this.store.compareAndSet(record.locator(), "c", Partition.INSECURE, 0, bytes("1"));
		assertThat(times(record)).hasSize(4).allMatch((time) -> isAbout(time, IDLE.plus(KEPT)));
		this.store.save(idle(record(record), Duration.ofDays(3)));
		assertThat(times(record)).hasSize(4).allMatch((time) -> isAbout(time, Duration.ofDays(3).plus(KEPT)));
		this.store.save(idle(record(record), Duration.ZERO));
		assertThat(times(record)).hasSize(4).containsOnly(-1L);
		this.store.save(writes(record, write("d", Partition.SECURE, "1")));
		this.store.save(idle(record(record), IDLE));
		assertThat(times(record)).hasSize(4).allMatch((time) -> isAbout(time, IDLE.plus(KEPT)));
	}

	@Test
	void nothingIsLeftOfSessionsThatEnd() {
		List<Consumer<SessionRecord>> lives = List.of((record) -> this.store.delete(record.locator()),
				(record) -> this.store.save(principal(record, "bob")),
				(record) -> this.store.save(principal(record, "eve")),
				(record) -> this.store.update(restart(record(record))),
				(record) -> this.store.save(principal(record(record), "\ud800")),
				(record) -> this.store.save(writes(record, write("a", Partition.SECURE, "1"))),
				(record) -> this.store.save(access(record, CREATED.plusSeconds(1), true)),
				(record) -> this.store.save(idle(record(record), Duration.ofDays(40))),
				(record) -> this.store.save(idle(record(record), Duration.ZERO)));
		List<SessionRecord> records = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			SessionRecord record = insert(secureRow((i % 3 == 0) ? "bob" : null),
					attribute("b", Partition.SHARED, "1"));
			for (int n = 0; n < lives.size(); n++) {
				lives.get((i * 7 + n * (1 + i % 4)) % lives.size()).accept(record);
				if (this.store.find(record.locator(), ALL) == null) {
					break;
				}
			}
			records.add(record);
		}
		assertThat(keys()).isNotEmpty();
		for (SessionRecord record : records) {
			if (this.store.find(record.locator(), ALL) != null && record.hashCode() % 2 == 0) {
				this.store.delete(record.locator());
			}
			else if (this.store.find(record.locator(), ALL) != null) {
				this.store.save(idle(record(record), IDLE));
			}
		}
		ExpiredSessions expired;
		do {
			expired = this.store.deleteExpired(CREATED.plus(Duration.ofDays(1)), Duration.ZERO, 1000);
			this.store.told(expired.deleted());
		}
		while (expired.more());
		assertThat(keys()).isEmpty();
	}

	@Test
	void userIsListedForAsLongAsTheSessionLives() {
		MutableClock clock = new MutableClock();
		SessionStore node = new RedisSessionStore(this.redis.connections(), this.namespace, clock);
		SessionRecord inserted = withIdle(secureRow("bob"), Duration.ofDays(3));
		node.insert(new StoredSession(inserted, List.of()));
		SessionRecord later = withIdle(secureRow(null), Duration.ofDays(3));
		node.insert(new StoredSession(later, List.of()));
		node.save(principal(later, "bob"));
		SessionRecord endless = withIdle(secureRow("bob"), Duration.ZERO);
		node.insert(new StoredSession(endless, List.of()));
		for (int i = 1; i < 12; i++) {
			clock.advance(Duration.ofDays(2));
			assertThat(node.findByPrincipalName("bob")).extracting(SessionRecord::locator)
				.containsExactlyInAnyOrder(inserted.locator(), later.locator(), endless.locator());
			node.save(access(inserted, CREATED.plusSeconds(i), true));
			node.save(access(later, CREATED.plusSeconds(i), true));
		}
		clock.advance(Duration.ofDays(365));
		assertThat(node.findByPrincipalName("bob")).extracting(SessionRecord::locator)
			.containsExactly(endless.locator());
	}

	@Test
	void locatorThatIsTakenIsToldAsALedgerExpectsIt() {
		SessionRecord record = insert(secureRow("bob"));
		assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> insert(record));
	}

	@Test
	void expiredSessionIsAnsweredToAnotherNodeOnceTheFirstHasNotTold() {
		MutableClock clock = new MutableClock();
		SessionStore killed = new RedisSessionStore(this.redis.connections(), this.namespace, clock);
		SessionStore other = new RedisSessionStore(this.redis.connections(), this.namespace, clock);
		SessionRecord record = insert(secureRow("bob"), attribute("a", Partition.SHARED, "1"));
		Instant later = CREATED.plus(Duration.ofDays(1));
		assertThat(killed.deleteExpired(later, Duration.ZERO, 10).deleted()).containsExactly(record);
		clock.advance(ExpiredKeys.LEASE);
		assertThat(other.deleteExpired(later, Duration.ZERO, 10).deleted()).isEmpty();
		clock.advance(Duration.ofMillis(1));
		assertThat(other.deleteExpired(later, Duration.ZERO, 10)).isEqualTo(new ExpiredSessions(List.of(record), true));
		other.told(List.of(record));
		assertThat(other.deleteExpired(later, Duration.ZERO, 10)).isEqualTo(new ExpiredSessions(List.of(), false));
		clock.advance(ExpiredKeys.LEASE.multipliedBy(2));
		assertThat(killed.deleteExpired(later, Duration.ZERO, 10).deleted()).isEmpty();
		assertThat(keys()).isEmpty();
	}

	@Test
	void scriptsThatTheServerForgotAreSentAgain() {
		SessionRecord record = insert(secureRow("bob"));
		try (RedisConnection connection = this.redis.connections().getConnection()) {
			connection.scriptingCommands().scriptFlush();
		}
		assertThat(record(record)).isEqualTo(record);
		assertThat(this.store.update(rotation(record))).isTrue();
		assertThat(this.store.save(principal(record, "bob"))).isTrue();
	}

	private void assertRoundTrips(int expected, Runnable action) {
		List<String> sent = Collections.synchronizedList(new ArrayList<>());
		this.redis.listen(sent::add, action);
		assertThat(sent).hasSize(expected).containsOnly("EVALSHA");
	}

	private long bytesOut(Runnable action) {
		return this.redis.bytesOut(action);
	}

	private static boolean isAbout(long millis, Duration expected) {
		return Math.abs(millis - expected.toMillis()) < 60_000;
	}

	/** How long the keys of a session live. */
	private List<Long> times(SessionRecord record) {
		SessionKeys names = new SessionKeys(this.namespace);
		try (RedisConnection connection = this.redis.connections().getConnection()) {
			return names.withPartitions(record.locator(), List.of(Partition.values()))
				.stream()
				.map((key) -> connection.keyCommands().pTtl(key))
				.filter((time) -> time != -2)
				.toList();
		}
	}

	private Set<String> keys() {
		return this.redis.keys(this.namespace + ":*");
	}

}
