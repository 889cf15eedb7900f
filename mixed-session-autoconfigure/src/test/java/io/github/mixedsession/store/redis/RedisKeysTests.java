package io.github.mixedsession.store.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionMacs;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.contract.TestSessions;
import io.github.mixedsession.test.MutableClock;
import io.github.mixedsession.test.TestRedis;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisConnection;

import static io.github.mixedsession.store.contract.TestSessions.ALL;
import static io.github.mixedsession.store.contract.TestSessions.CREATED;
import static io.github.mixedsession.store.contract.TestSessions.IDLE;
import static io.github.mixedsession.store.contract.TestSessions.LATER;
import static io.github.mixedsession.store.contract.TestSessions.access;
import static io.github.mixedsession.store.contract.TestSessions.attribute;
import static io.github.mixedsession.store.contract.TestSessions.bytes;
import static io.github.mixedsession.store.contract.TestSessions.idle;
import static io.github.mixedsession.store.contract.TestSessions.insecureRow;
import static io.github.mixedsession.store.contract.TestSessions.principal;
import static io.github.mixedsession.store.contract.TestSessions.restart;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static io.github.mixedsession.store.contract.TestSessions.withIdle;
import static io.github.mixedsession.store.contract.TestSessions.write;
import static io.github.mixedsession.store.contract.TestSessions.writes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which keys there are and how long they live: no session shows that.
 */
class RedisKeysTests {

	private static final Duration DAY = Duration.ofDays(1);

	private static final Instant MUCH_LATER = CREATED.plus(DAY);

	/** A list of one empty string. */
	private static final byte[] PACKED_NOTHING = { (byte) 0x91, (byte) 0xa0 };

	private final MutableClock clock = new MutableClock();

	private final String namespace = TestRedis.newNamespace();

	private final SessionKeys names = new SessionKeys(this.namespace);

	private final RedisSessionStore store = node();

	@Test
	void partitionsLiveAsLongAsTheirSession() {
		SessionRecord record = insertInAllPartitions(secureRow("bob"));
		assertThat(this.names.withPartitions(record.locator(), List.of(Partition.values()))).hasSize(4)
			.allSatisfy((key) -> assertThat(time(key)).isCloseTo(IDLE.plusHours(2), Duration.ofMinutes(1)));
	}

	@Test
	void accessProlongsTheTimeToLive() {
		SessionRecord record = insertInAllPartitions(secureRow("bob"));
		List<byte[]> keys = this.names.withPartitions(record.locator(), List.of(Partition.values()));
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			keys.forEach((key) -> connection.keyCommands().pExpire(key, 60_000));
		}
		this.store.save(access(record, CREATED.plusSeconds(1), false));
		assertThat(keys).allSatisfy((key) -> assertThat(time(key)).isCloseTo(IDLE.plusHours(2), Duration.ofMinutes(1)));
	}

	@Test
	void nothingIsLeftOfADeletedSession() {
		SessionRecord record = insertInAllPartitions(secureRow("bob"));
		this.store.save(principal(record, "eve"));
		this.store.delete(record.locator());
		assertThat(keys()).isEmpty();
	}

	@Test
	void endlessSessionHasNoTimeOfExpiry() {
		SessionRecord record = insertInAllPartitions(insecureRow());
		assertThat(keys()).anyMatch((key) -> key.endsWith(":expiry"));
		this.store.save(idle(record, Duration.ZERO));
		assertThat(keys()).noneMatch((key) -> key.endsWith(":expiry"));
	}

	@Test
	void attributesOfAnEndlessSessionStay() {
		SessionRecord record = insertInAllPartitions(withIdle(secureRow(null), Duration.ZERO));
		this.store.compareAndSet(record.locator(), "b", Partition.SHARED, 0, bytes("1"));
		this.store.save(writes(record, write("b", Partition.SECURE, "1")));
		assertThat(Objects.requireNonNull(this.store.find(record.locator(), ALL)).attributes()).hasSize(5);
		assertThat(times(record.locator())).containsOnly(-1L);
	}

	@Test
	void codeOfAnEarlierAccessGoes() {
		SessionRecord record = insertInAllPartitions(secureRow("bob"));
		IdUpdate update = new IdUpdate(record, record.ids().loggedIn(), SessionSide.SECURE, LATER, false);
		assertThat(this.store.update(update)).isTrue();
		assertThat(record(record.locator()).macs()).isEqualTo(new SessionMacs(null, record.macs().login(), null));
	}

	// expiry

	@Test
	void whatIsToBeToldOfEndsByItself() {
		insertInAllPartitions(secureRow("bob"));
		assertThat(this.store.deleteExpired(MUCH_LATER, Duration.ZERO, 10).deleted()).hasSize(1);
		assertThat(keys()).hasSize(2)
			.allMatch((key) -> key.endsWith(":untold") || key.endsWith(":leases"))
			.allSatisfy((key) -> assertThat(time(bytes(key))).isCloseTo(Duration.ofHours(2), Duration.ofMinutes(1)));
		assertThat(this.store.deleteExpired(MUCH_LATER, Duration.ZERO, 10).deleted()).isEmpty();
		assertThat(keys()).hasSize(2);
	}

	@Test
	void nothingIsLeftOfWhatHasBeenToldOf() {
		insertInAllPartitions(secureRow("bob"));
		insertInAllPartitions(secureRow("bob"));
		List<SessionRecord> expired = this.store.deleteExpired(MUCH_LATER, Duration.ZERO, 10).deleted();
		assertThat(expired).hasSize(2);
		this.store.told(expired);
		assertThat(keys()).isEmpty();
	}

	@Test
	void timesOfExpiryLiveAsLongAsTheSessions() {
		SessionRecord record = insertInAllPartitions(ofShard(7));
		byte[] times = this.names.expiry(7);
		assertThat(time(times)).isCloseTo(IDLE.plusHours(2), Duration.ofMinutes(1));
		insertInAllPartitions(withIdle(ofShard(7), DAY));
		insertInAllPartitions(ofShard(7));
		assertThat(time(times)).isCloseTo(DAY.plusHours(2), Duration.ofMinutes(1));
		this.store.save(idle(record, DAY.multipliedBy(2)));
		assertThat(time(times)).isCloseTo(DAY.plusDays(1).plusHours(2), Duration.ofMinutes(1));
		this.store.save(access(record, LATER, false));
		this.store.save(idle(record, IDLE));
		assertThat(time(times)).isCloseTo(DAY.plusDays(1).plusHours(2), Duration.ofMinutes(1));
	}

	@Test
	void timeOfExpiryGoesOfWhatRedisHasDeleted() {
		insertInAllPartitions(ofShard(7));
		this.clock.advance(IDLE.plus(RedisSessionStore.KEPT));
		insertInAllPartitions(ofShard(7));
		assertThat(sizeOf(this.names.expiry(7))).isEqualTo(2);
		this.clock.advance(Duration.ofMillis(1));
		insertInAllPartitions(ofShard(7));
		assertThat(sizeOf(this.names.expiry(7))).isOne();
	}

	@Test
	void sessionThatIsMadeToExpireLongAgoIsToldOf() {
		SessionRecord record = insertInAllPartitions(ofShard(7));
		this.store.save(new SessionDelta(record.locator(), Instant.EPOCH, null, null, null, null, record.loginCount(),
				List.of(), true, null, null));
		this.clock.advance(Duration.ofMinutes(50));
		insertInAllPartitions(ofShard(7));
		assertThat(this.store.deleteExpired(CREATED, Duration.ZERO, 10).deleted()).extracting(SessionRecord::locator)
			.containsExactly(record.locator());
	}

	@Test
	void accessesThatAreRecordedLateEndNoSession() {
		RedisSessionStore late = new RedisSessionStore(TestRedis.SINGLE.connections(), this.namespace, this.clock,
				Duration.ofHours(12), 0, Duration.ofSeconds(1));
		SessionRecord record = ofShard(7);
		Duration time = IDLE.plusHours(14);
		late.insert(new StoredSession(record, List.of()));
		List<byte[]> keys = List.of(this.names.session(record.locator()), this.names.expiry(7));
		assertThat(keys).allSatisfy((key) -> assertThat(time(key)).isCloseTo(time, Duration.ofMinutes(1)));
		this.store.save(access(record, LATER, false));
		late.save(access(record, LATER.plusSeconds(1), false));
		assertThat(keys).allSatisfy((key) -> assertThat(time(key)).isCloseTo(time, Duration.ofMinutes(1)));
	}

	@Test
	void whatIsNoSessionAnyMoreCostsNoOtherItsEnd() {
		List<SessionRecord> records = Stream.generate(() -> insertInAllPartitions(ofShard(7))).limit(5).toList();
		writeField(records.get(1), "generation", "x");
		writeField(records.get(2), "accessed", "x");
		writeField(records.get(3), "idle", "");
		List<SessionRecord> expired = this.store.deleteExpired(MUCH_LATER, Duration.ZERO, 10).deleted();
		assertThat(expired).containsExactlyInAnyOrder(records.get(0), records.get(4));
		this.store.told(expired);
		assertThat(keys())
			.noneMatch((key) -> key.endsWith(":untold") || key.endsWith(":leases") || key.endsWith(":expiry"));
		assertThat(keys()).isNotEmpty()
			.allSatisfy((key) -> assertThat(time(bytes(key))).isPositive().isLessThan(DAY.plus(IDLE.multipliedBy(2))));
	}

	@Test
	void whatAnotherLeftThatIsNoSessionAnyMoreCostsNoOtherItsEnd() {
		List<SessionRecord> records = Stream.generate(() -> insertInAllPartitions(ofShard(7))).limit(3).toList();
		writeField(records.get(1), "generation", "x");
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			assertThat(this.store.deleteExpired(MUCH_LATER, Duration.ZERO, 10).deleted()).hasSize(2);
			// as if the first had not come so far
			byte[] leases = this.names.untold(7).get(1);
			connection.zSetCommands().zAdd(leases, 0, records.get(1).locator().toBytes());
			connection.hashCommands()
				.hSet(this.names.untold(7).get(0), records.get(1).locator().toBytes(), PACKED_NOTHING);
		}
		this.clock.advance(ExpiredKeys.LEASE.plusMillis(1));
		RedisSessionStore other = node();
		List<SessionRecord> expired = other.deleteExpired(MUCH_LATER, Duration.ZERO, 10).deleted();
		assertThat(expired).containsExactlyInAnyOrder(records.get(0), records.get(2));
		other.told(expired);
		assertThat(keys()).isEmpty();
	}

	@Test
	void wrongTimeOfExpiryEndsNoSession() {
		SessionRecord endless = insertInAllPartitions(withIdle(secureRow("bob"), Duration.ZERO));
		SessionRecord used = insertInAllPartitions(withIdle(secureRow("bob"), Duration.ofDays(2)));
		List.of(endless, used).forEach((record) -> writeTimeOfExpiry(record.locator()));
		assertThat(this.store.deleteExpired(MUCH_LATER, Duration.ZERO, 10))
			.isEqualTo(new ExpiredSessions(List.of(), true));
		assertThat(record(endless.locator())).isEqualTo(endless);
		assertThat(record(used.locator())).isEqualTo(used);
	}

	@Test
	void wrongTimeOfExpiryIsForgotten() {
		SessionRecord endless = insertInAllPartitions(withIdle(insecureRow(), Duration.ZERO));
		SessionRecord used = insertInAllPartitions(withIdle(insecureRow(), Duration.ofDays(2)));
		for (Locator locator : List.of(insecureRow().locator(), endless.locator(), used.locator())) {
			writeTimeOfExpiry(locator);
			assertThat(this.store.deleteExpired(MUCH_LATER, Duration.ZERO, 10).more()).isTrue();
			assertThat(this.store.deleteExpired(MUCH_LATER, Duration.ZERO, 10).more()).isFalse();
		}
		assertThat(this.store.deleteExpired(CREATED.plus(DAY.multipliedBy(3)), Duration.ZERO, 10).deleted()).hasSize(1);
	}

	@Test
	void secondNodeHasALeaseToo() {
		SessionRecord record = insertInAllPartitions(secureRow("bob"));
		assertThat(this.store.deleteExpired(MUCH_LATER, Duration.ZERO, 10).deleted()).hasSize(1);
		this.clock.advance(ExpiredKeys.LEASE.plusMillis(1));
		assertThat(node().deleteExpired(MUCH_LATER, Duration.ZERO, 10).deleted()).containsExactly(record);
		assertThat(node().deleteExpired(MUCH_LATER, Duration.ZERO, 10).deleted()).isEmpty();
	}

	@Test
	void noMoreIsAnsweredThanTheLimit() {
		for (int i = 0; i < 3; i++) {
			insertInAllPartitions(ofShard(7));
		}
		assertThat(this.store.deleteExpired(MUCH_LATER, Duration.ZERO, 2).deleted()).hasSize(2);
		assertThat(node().deleteExpired(MUCH_LATER, Duration.ZERO, 2).deleted()).hasSize(1);
		this.clock.advance(ExpiredKeys.LEASE.plusMillis(1));
		RedisSessionStore other = node();
		assertThat(other.deleteExpired(MUCH_LATER, Duration.ZERO, 2).deleted()).hasSize(2);
		assertThat(other.deleteExpired(MUCH_LATER, Duration.ZERO, 2).deleted()).hasSize(1);
	}

	@Test
	void leaseOfNothingIsForgotten() {
		SessionRecord record = insertInAllPartitions(insecureRow());
		assertThat(this.store.deleteExpired(MUCH_LATER, Duration.ZERO, 10).deleted()).hasSize(1);
		delete(this.names.untold(SessionKeys.shard(record.locator())).get(0));
		this.clock.advance(ExpiredKeys.LEASE.plusMillis(1));
		assertThat(node().deleteExpired(MUCH_LATER, Duration.ZERO, 10))
			.isEqualTo(new ExpiredSessions(List.of(), false));
		assertThat(keys()).isEmpty();
	}

	// the lists of users

	@Test
	void listOfOneUserIsKnownOnce() {
		String percent = IntStream.range(0, 100_000)
			.mapToObj((i) -> "user-" + i)
			.filter((name) -> digest(name)[31] == '%')
			.findFirst()
			.orElseThrow();
		SessionRecord record = insertInAllPartitions(secureRow(null));
		for (String name : List.of("bob", percent, percent, percent)) {
			assertThat(this.store.save(principal(record, name))).isTrue();
		}
		assertThat(lists(record)).hasSize(2 * 32);
	}

	@Test
	void aSessionKnowsTheListsOfItsLastEightUsers() {
		SessionRecord record = insertInAllPartitions(secureRow("user-0"));
		for (int i = 1; i < 20; i++) {
			this.store.save(principal(record, "user-" + i));
		}
		assertThat(lists(record)).hasSize(8 * 32).endsWith(digest("user-19"));
		this.store.delete(record.locator());
		assertThat(keys()).hasSize(12)
			.allSatisfy((key) -> assertThat(time(bytes(key))).isBetween(Duration.ZERO, DAY.plus(IDLE.multipliedBy(2))));
	}

	@Test
	void listForgetsWhatEnded() {
		insertInAllPartitions(secureRow("bob"));
		this.clock.advance(DAY.multipliedBy(2));
		insertInAllPartitions(secureRow("bob"));
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			assertThat(connection.zSetCommands().zCard(list("bob"))).isOne();
		}
	}

	@Test
	void listLivesAsLongAsWhatIsInIt() {
		Duration shortly = IDLE.multipliedBy(2).plus(DAY);
		insertInAllPartitions(withIdle(secureRow("bob"), DAY));
		insertInAllPartitions(secureRow("bob"));
		assertThat(time(list("bob"))).isCloseTo(DAY.multipliedBy(3), Duration.ofMinutes(1));
		insertInAllPartitions(secureRow("eve"));
		assertThat(time(list("eve"))).isCloseTo(shortly, Duration.ofMinutes(1));
		SessionRecord endless = insertInAllPartitions(withIdle(secureRow("eve"), Duration.ZERO));
		SessionRecord another = insertInAllPartitions(withIdle(secureRow("eve"), Duration.ZERO));
		insertInAllPartitions(secureRow("eve"));
		assertThat(time(list("eve"))).isNegative();
		// throws what a deletion leaves alone
		users().unlist(endless.locator(), UserList.of("eve").digest());
		assertThat(time(list("eve"))).isNegative();
		this.store.delete(endless.locator());
		assertThat(time(list("eve"))).isNegative();
		this.store.delete(another.locator());
		assertThat(time(list("eve"))).isCloseTo(shortly, Duration.ofMinutes(1));
	}

	@Test
	void userIsListedUntilARequestAfterTheNext() {
		SessionRecord record = insertInAllPartitions(withIdle(secureRow("bob"), Duration.ofDays(3)));
		this.store.save(access(record, this.clock.instant(), true));
		this.clock.advance(Duration.ofDays(4));
		this.store.save(access(record, this.clock.instant(), true));
		// 3 days later at the latest, and as much for accesses that are recorded late
		this.clock.advance(Duration.ofDays(6));
		assertThat(this.store.findByPrincipalName("bob")).hasSize(1);
	}

	@Test
	void userIsListedForEverWhileTheSessionIsEndless() {
		SessionRecord record = insertInAllPartitions(secureRow("bob"));
		this.store.save(idle(record, Duration.ZERO));
		assertThat(time(list("bob"))).isNegative();
		this.store.save(idle(record, IDLE));
		assertThat(time(list("bob"))).isCloseTo(IDLE.multipliedBy(2).plus(DAY), Duration.ofMinutes(1));
		this.store.save(idle(record, Duration.ZERO));
		this.clock.advance(Duration.ofDays(365));
		assertThat(this.store.findByPrincipalName("bob")).hasSize(1);
		this.store.save(idle(record, IDLE));
		assertThat(time(list("bob"))).isCloseTo(IDLE.multipliedBy(2).plus(DAY), Duration.ofMinutes(1));
	}

	@Test
	void userWhoLeavesIsNotListedAgain() {
		SessionRecord record = insertInAllPartitions(secureRow("bob"));
		assertThat(calls(() -> this.store.save(principal(record, null)))).isEqualTo(1);
	}

	@Test
	void listOfAFormerUserEndsThoughTheSessionWasEndless() {
		SessionRecord record = insertInAllPartitions(withIdle(secureRow("user-0"), Duration.ZERO));
		assertThat(time(list("user-0"))).isNegative();
		for (int i = 1; i < 12; i++) {
			this.store.save(principal(record, "user-" + i));
			assertThat(time(list("user-" + i))).isNegative();
			assertThat(time(list("user-" + (i - 1)))).isCloseTo(DAY, Duration.ofMinutes(1));
		}
		this.store.save(principal(record, "user-10"));
		assertThat(this.store.findByPrincipalName("user-10")).hasSize(1);
		assertThat(time(list("user-10"))).isNegative();
		assertThat(time(list("user-11"))).isCloseTo(DAY, Duration.ofMinutes(1));
		this.store.save(principal(record, null));
		assertThat(time(list("user-10"))).isCloseTo(DAY, Duration.ofMinutes(1));
	}

	@Test
	void listOfTheUserOfASecureSideThatEndedEnds() {
		SessionRecord record = insertInAllPartitions(withIdle(secureRow("bob"), Duration.ZERO));
		assertThat(this.store.update(restart(record))).isTrue();
		this.store.save(access(record(record.locator()), LATER, true));
		assertThat(time(list("bob"))).isCloseTo(DAY, Duration.ofMinutes(1));
		assertThat(calls(() -> this.store.save(access(record, LATER.plusSeconds(1), true)))).isEqualTo(1);
	}

	@Test
	void userWhoLogsInAgainStaysListedForEver() {
		SessionRecord record = insertInAllPartitions(withIdle(secureRow("bob"), Duration.ZERO));
		// listed, saved, listed for ever, and that recorded
		assertThat(calls(() -> this.store.save(principal(record, "bob")))).isEqualTo(4);
		assertThat(time(list("bob"))).isNegative();
	}

	@Test
	void loginThatIsNotWrittenTakesNoSessionOffItsList() {
		SessionRecord record = insertInAllPartitions(withIdle(secureRow("bob"), Duration.ZERO));
		SessionDelta loser = principal(record, "bob");
		assertThat(this.store.update(TestSessions.login(record))).isTrue();
		this.store.save(loser);
		assertThat(time(list("bob"))).isNegative();
		this.clock.advance(DAY.multipliedBy(2));
		assertThat(this.store.findByPrincipalName("bob")).hasSize(1);
	}

	@Test
	void whoeverListsASessionLastListsItAsItIs() {
		SessionRecord record = insertInAllPartitions(secureRow("bob"));
		UserSessions users = users();
		this.store.save(idle(record, Duration.ZERO));
		// a request that read the session while it had an end
		users.listAgain(record.locator(), SessionFields.name("bob"), IDLE);
		assertThat(time(list("bob"))).isNegative();
		this.store.save(idle(record, IDLE));
		users.listAgain(record.locator(), SessionFields.name("bob"), Duration.ZERO);
		assertThat(time(list("bob"))).isPositive();
	}

	@Test
	void listingForLessShortensNone() {
		SessionRecord record = insertInAllPartitions(secureRow("bob"));
		users().listAgain(record.locator(), SessionFields.name("bob"), DAY.multipliedBy(30));
		users().listAgain(record.locator(), SessionFields.name("bob"), IDLE);
		assertThat(time(list("bob"))).isCloseTo(DAY.multipliedBy(61), Duration.ofMinutes(1));
	}

	@Test
	void formerUserWhoIsListedLastTellsNothingOfTheUser() {
		Duration idle = Duration.ofHours(6);
		SessionRecord record = insertInAllPartitions(withIdle(secureRow("bob"), idle));
		this.store.save(principal(record, "eve"));
		users().listAgain(record.locator(), SessionFields.name("bob"), idle);
		this.clock.advance(Duration.ofHours(20));
		this.store.save(access(record, this.clock.instant(), true));
		this.clock.advance(Duration.ofHours(5));
		assertThat(this.store.findByPrincipalName("eve")).hasSize(1);
	}

	@Test
	void userWhoReturnsAsTheListingEndsIsListed() {
		SessionRecord record = insertInAllPartitions(withIdle(secureRow("bob"), Duration.ZERO));
		UserSessions users = users();
		users.endEndless(record.locator(), "bob");
		assertThat(time(list("bob"))).isNegative();
		this.store.save(principal(record, "eve"));
		this.store.save(principal(record, "bob"));
		assertThat(time(list("bob"))).isNegative();
		assertThat(time(list("eve"))).isPositive();
	}

	@Test
	void endlessSessionIsListedOnce() {
		SessionRecord record = insertInAllPartitions(withIdle(secureRow("bob"), Duration.ZERO));
		assertThat(calls(() -> this.store.save(access(record, LATER, true)))).isEqualTo(1);
	}

	@Test
	void endlessSessionIsListedAgainThoughItsListWasLost() {
		for (Duration idle : List.of(Duration.ZERO, DAY.multipliedBy(-2))) {
			SessionRecord record = insertInAllPartitions(withIdle(secureRow("user" + idle), idle));
			delete(list("user" + idle));
			this.clock.advance(DAY);
			this.store.save(access(record, this.clock.instant(), true));
			assertThat(this.store.findByPrincipalName("user" + idle)).isEmpty();
			this.clock.advance(Duration.ofMillis(1));
			this.store.save(access(record, this.clock.instant(), true));
			assertThat(this.store.findByPrincipalName("user" + idle)).hasSize(1);
			assertThat(time(list("user" + idle))).isNegative();
			assertThat(calls(() -> this.store.save(access(record, this.clock.instant(), true)))).isEqualTo(1);
		}
	}

	@Test
	void listThatWasLostIsNotEndedAtEveryAccess() {
		SessionRecord record = insertInAllPartitions(withIdle(secureRow("bob"), Duration.ZERO));
		assertThat(this.store.update(restart(record))).isTrue();
		delete(list("bob"));
		SessionRecord restarted = record(record.locator());
		this.store.save(access(restarted, LATER, true));
		assertThat(calls(() -> this.store.save(access(restarted, LATER.plusSeconds(1), true)))).isEqualTo(1);
	}

	@Test
	void sessionThatEndedMeanwhileIsNotListed() {
		UserSessions users = users();
		for (Duration idle : List.of(IDLE, Duration.ZERO)) {
			users.listAgain(insecureRow().locator(), SessionFields.name("bob"), idle);
			assertThat(keys()).isEmpty();
		}
	}

	@Test
	void endlessSessionThatWasLostIsForgottenOnReading() {
		SessionRecord record = insertInAllPartitions(withIdle(secureRow("bob"), Duration.ZERO));
		this.names.withPartitions(record.locator(), List.of(Partition.values())).forEach(this::delete);
		assertThat(this.store.findByPrincipalName("bob")).isEmpty();
		assertThat(time(list("bob"))).isCloseTo(DAY, Duration.ofMinutes(1));
	}

	@Test
	void loginThatEndsAnEndlessSessionEndsItsListing() {
		SessionRecord record = insertInAllPartitions(withIdle(secureRow("bob"), Duration.ZERO));
		SessionDelta login = principal(record, "bob");
		this.store.save(new SessionDelta(login.locator(), null, null, IDLE, login.principal(), null, login.loginCount(),
				List.of(), false, null, login.family()));
		assertThat(time(list("bob"))).isCloseTo(DAY.plus(IDLE.multipliedBy(2)), Duration.ofMinutes(1));
	}

	@Test
	void sessionThatIsAboutToBeStoredStaysListed() {
		UserSessions users = users();
		for (Duration idle : List.of(IDLE, Duration.ZERO)) {
			SessionRecord record = withIdle(secureRow("bob"), idle);
			users.list(record.locator(), "bob", idle);
			assertThat(this.store.findByPrincipalName("bob")).isEmpty();
			assertThat(users.findListed("bob")).containsExactly(record.locator());
			assertThat(time(list("bob"))).isCloseTo(DAY.plus(idle.multipliedBy(2)), Duration.ofMinutes(1));
			delete(list("bob"));
		}
	}

	private UserSessions users() {
		RedisScripts scripts = new RedisScripts(TestRedis.SINGLE.connections(), null);
		return new UserSessions(scripts, this.names, new SessionQueries(scripts, this.names), this.clock);
	}

	private RedisSessionStore node() {
		return new RedisSessionStore(TestRedis.SINGLE.connections(), this.namespace, this.clock);
	}

	private SessionRecord insertInAllPartitions(SessionRecord record) {
		List<StoredAttribute> attributes = new ArrayList<>();
		for (Partition partition : Partition.values()) {
			attributes.add(attribute("a", partition, "1"));
		}
		this.store.insert(new StoredSession(record, attributes));
		return record;
	}

	private static SessionRecord ofShard(int shard) {
		return Stream.generate(() -> secureRow("bob"))
			.filter((record) -> SessionKeys.shard(record.locator()) == shard)
			.findFirst()
			.orElseThrow();
	}

	private SessionRecord record(Locator locator) {
		return Objects.requireNonNull(this.store.find(locator, ALL)).record();
	}

	/** As if the session had expired a while ago. */
	private void writeTimeOfExpiry(Locator locator) {
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			connection.zSetCommands()
				.zAdd(this.names.expiry(SessionKeys.shard(locator)), (double) CREATED.toEpochMilli(),
						locator.toBytes());
		}
	}

	private byte[] lists(SessionRecord record) {
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			return Objects
				.requireNonNull(connection.hashCommands().hGet(this.names.session(record.locator()), bytes("lists")));
		}
	}

	private void writeField(SessionRecord record, String field, String value) {
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			connection.hashCommands().hSet(this.names.session(record.locator()), bytes(field), bytes(value));
		}
	}

	private static long sizeOf(byte[] set) {
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			return Objects.requireNonNull(connection.zSetCommands().zCard(set));
		}
	}

	private byte[] list(String name) {
		return this.names.user(new UserList(digest(name)));
	}

	private static byte[] digest(String name) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(("t" + name).getBytes(StandardCharsets.UTF_8));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void delete(byte[] key) {
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			connection.keyCommands().del(key);
		}
	}

	private List<Long> times(Locator locator) {
		return this.names.withPartitions(locator, List.of(Partition.values()))
			.stream()
			.map((key) -> time(key).toMillis())
			.toList();
	}

	/** How long a key lives, negative for ever. */
	private Duration time(byte[] key) {
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			return Duration.ofMillis(Objects.requireNonNull(connection.keyCommands().pTtl(key)));
		}
	}

	private Set<String> keys() {
		return TestRedis.SINGLE.keys(this.namespace + ":*");
	}

	/** How often Redis is asked: a script that it does not know is sent once more. */
	private static long calls(Runnable action) {
		List<String> sent = new ArrayList<>();
		TestRedis.SINGLE.listen(sent::add, action);
		return sent.stream().filter("EVALSHA"::equals).count();
	}

}
