package io.github.mixedsession.store.redis;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.test.MutableClock;
import io.github.mixedsession.test.TestRedis;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisScriptingCommands;

import static io.github.mixedsession.store.contract.TestSessions.ALL;
import static io.github.mixedsession.store.contract.TestSessions.CREATED;
import static io.github.mixedsession.store.contract.TestSessions.access;
import static io.github.mixedsession.store.contract.TestSessions.idle;
import static io.github.mixedsession.store.contract.TestSessions.principal;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static io.github.mixedsession.store.contract.TestSessions.withIdle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * One master of a cluster is down: what lies on the others goes on.
 */
class PartOfRedisTests {

	private static final Instant LATER = CREATED.plus(Duration.ofDays(1));

	private final MutableClock clock = new MutableClock();

	private final String namespace = TestRedis.newNamespace();

	private final SessionKeys names = new SessionKeys(this.namespace);

	private final SessionStore store = new RedisSessionStore(
			proxy(RedisConnectionFactory.class, TestRedis.SINGLE.connections()), this.namespace, this.clock);

	private Predicate<String> isDown = (key) -> false;

	private int failed;

	/** Four of them are too much. */
	private Duration timeout = Patience.LIMIT.dividedBy(4).plusMillis(1);

	private final List<SessionRecord> records = new ArrayList<>();

	@BeforeEach
	void insert() {
		for (int i = 0; i < 20; i++) {
			SessionRecord record = secureRow("bob");
			this.store.insert(new StoredSession(record, List.of()));
			this.records.add(record);
		}
	}

	@Test
	void sessionHasEndedThoughTheListOfItsUserIsElsewhere() {
		Locator locator = this.records.get(0).locator();
		this.isDown = (key) -> key.contains(":user:");
		assertThat(this.store.delete(locator)).isTrue();
		assertThat(this.failed).isOne();
		assertThat(this.store.find(locator, ALL)).isNull();
		this.isDown = (key) -> false;
		assertThat(this.store.findByPrincipalName("bob")).hasSize(19);
	}

	@Test
	void expiredSessionIsAnsweredThoughTheListOfItsUserIsElsewhere() {
		this.isDown = (key) -> key.contains(":user:");
		assertThat(this.store.deleteExpired(LATER, Duration.ZERO, 100).deleted()).hasSize(20);
		assertThat(this.failed).isEqualTo(4);
	}

	@Test
	void expiredSessionsOfTheOthersAreAnswered() {
		String tag = tag(SessionKeys.shard(this.records.get(0).locator()));
		Set<SessionRecord> alive = new HashSet<>(this.records);
		alive.removeIf(
				(record) -> SessionKeys.shard(record.locator()) == SessionKeys.shard(this.records.get(0).locator()));
		this.isDown = (key) -> key.contains(tag);
		ExpiredSessions expired = this.store.deleteExpired(LATER, Duration.ZERO, 100);
		assertThat(expired.deleted()).containsExactlyInAnyOrderElementsOf(alive);
		assertThat(expired.more()).isTrue();
		this.store.told(expired.deleted());
		assertThatExceptionOfType(DataAccessResourceFailureException.class)
			.isThrownBy(() -> this.store.deleteExpired(LATER, Duration.ZERO, 100));
		this.isDown = (key) -> false;
		assertThat(this.store.deleteExpired(LATER, Duration.ZERO, 100).deleted()).hasSize(20 - alive.size());
	}

	@Test
	void nobodyWaitsForAllShardsOfADeadServer() {
		this.isDown = (key) -> true;
		assertThatExceptionOfType(DataAccessResourceFailureException.class)
			.isThrownBy(() -> this.store.deleteExpired(LATER, Duration.ZERO, 100));
		assertThat(this.failed).isEqualTo(4);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void othersExpireThoughAThirdIsDown(int timeoutsOfACall) {
		this.timeout = Patience.LIMIT.dividedBy(timeoutsOfACall).plusMillis(1);
		List<SessionRecord> told = this.store.deleteExpired(LATER, Duration.ZERO, 100).deleted();
		assertThat(told).hasSize(20);
		this.isDown = (
				key) -> SessionKeys.shards().stream().anyMatch((shard) -> shard % 3 == 0 && key.contains(tag(shard)));
		// of some of them listeners know, and Redis does not
		this.store.told(told);
		Set<SessionRecord> alive = new HashSet<>();
		for (int i = 0; i < 200; i++) {
			SessionRecord record = secureRow(null);
			if (SessionKeys.shard(record.locator()) % 3 != 0) {
				this.store.insert(new StoredSession(record, List.of()));
				alive.add(record);
			}
		}
		Set<SessionRecord> found = new HashSet<>();
		int runs = 0;
		for (; runs < 256 && !found.equals(alive); runs++) {
			try {
				List<SessionRecord> deleted = this.store.deleteExpired(LATER, Duration.ZERO, 1000).deleted();
				int before = this.failed;
				this.store.told(deleted);
				assertThat(this.failed).isEqualTo(before);
				assertThat(found).doesNotContainAnyElementsOf(deleted);
				found.addAll(deleted);
			}
			catch (DataAccessResourceFailureException ex) {
				// none of the shards before the fourth that is down had any
			}
		}
		assertThat(found).isEqualTo(alive);
		// each shard that is down was found out once
		assertThat(runs).isLessThanOrEqualTo(1 + 256 / 3 / timeoutsOfACall + 1);
	}

	@Test
	void whatIsNoSessionOfAShardCostsTheOthersNothing() {
		SessionRecord first = this.records.get(0);
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			connection.zSetCommands()
				.zAdd(this.names.expiry(SessionKeys.shard(first.locator())), 0, new byte[] { 1, 2, 3 });
		}
		assertThat(this.store.deleteExpired(LATER, Duration.ZERO, 100).deleted()).hasSizeGreaterThan(10)
			.doesNotContain(first);
	}

	@Test
	void logoutWaitsForOneListAtMost() {
		SessionRecord record = this.records.get(0);
		for (int i = 0; i < 8; i++) {
			this.store.save(principal(record, "user-" + i));
		}
		this.isDown = (key) -> key.contains(":user:");
		assertThat(this.store.delete(record.locator())).isTrue();
		assertThat(this.failed).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "eve", "bob" })
	void endedSessionLeavesTheListOfItsUserThoughThatOfAFormerOneIsElsewhere(String first) {
		SessionRecord record = withIdle(secureRow(first), Duration.ZERO);
		this.store.insert(new StoredSession(record, List.of()));
		this.store.save(principal(record, "eve"));
		this.store.save(principal(record, "bob"));
		String eve = new String(this.names.user(UserList.of("eve")), StandardCharsets.UTF_8);
		this.isDown = (key) -> key.equals(eve);
		assertThat(this.store.delete(record.locator())).isTrue();
		assertThat(this.failed).isOne();
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			byte[] bob = this.names.user(UserList.of("bob"));
			assertThat(connection.zSetCommands().zScore(bob, record.locator().toBytes())).isNull();
		}
	}

	@Test
	void accessIsRecordedThoughTheListOfTheUserIsElsewhere() {
		SessionRecord record = secureRow("bob");
		this.store.insert(new StoredSession(record, List.of()));
		this.clock.advance(Duration.ofDays(1).plusSeconds(1));
		this.isDown = (key) -> key.contains(":user:");
		assertThat(this.store.save(access(record, this.clock.instant(), true))).isTrue();
		assertThat(this.failed).isOne();
		assertThatExceptionOfType(DataAccessResourceFailureException.class)
			.isThrownBy(() -> this.store.save(idle(record, Duration.ZERO)));
		this.isDown = (key) -> false;
		this.clock.advance(Duration.ofDays(2));
		assertThat(this.store.findByPrincipalName("bob")).isEmpty();
		this.store.save(access(record, this.clock.instant(), true));
		assertThat(this.store.findByPrincipalName("bob")).hasSize(1);
	}

	@Test
	void whoReadsAListTakesNobodyOffItWhoLogsInMeanwhile() {
		SessionRecord record = withIdle(secureRow("bob"), Duration.ZERO);
		this.store.insert(new StoredSession(record, List.of()));
		// as if the listing of an earlier login had not been ended
		this.isDown = (key) -> key.contains(":user:");
		this.store.save(principal(record, null));
		AtomicInteger calls = new AtomicInteger();
		SessionStore other = new RedisSessionStore(TestRedis.SINGLE.connections(), this.namespace, this.clock);
		this.records.forEach((each) -> other.delete(each.locator()));
		this.isDown = (key) -> {
			if (key.contains(":user:") && calls.incrementAndGet() == 2) {
				other.save(principal(record, "bob"));
			}
			return false;
		};
		this.store.findByPrincipalName("bob");
		assertThat(calls).hasValueGreaterThan(1);
		this.clock.advance(Duration.ofDays(30));
		assertThat(this.store.findByPrincipalName("bob")).hasSize(1);
	}

	@Test
	void sessionIsListedAgainThoughTheLastTimeFailed() {
		SessionRecord record = withIdle(secureRow("bob"), Duration.ZERO);
		this.store.insert(new StoredSession(record, List.of()));
		this.records.forEach((each) -> this.store.delete(each.locator()));
		downAtTheCallOf(2, record);
		assertThatExceptionOfType(DataAccessResourceFailureException.class)
			.isThrownBy(() -> this.store.save(idle(record, Duration.ofMinutes(30))));
		this.store.save(idle(record, Duration.ZERO));
		this.clock.advance(Duration.ofDays(30));
		assertThat(this.store.findByPrincipalName("bob")).hasSize(1);
	}

	@Test
	void whoLogsInAsALogoutFailsIsListedAgain() {
		SessionRecord record = withIdle(secureRow("bob"), Duration.ZERO);
		this.store.insert(new StoredSession(record, List.of()));
		this.records.forEach((each) -> this.store.delete(each.locator()));
		SessionStore other = new RedisSessionStore(TestRedis.SINGLE.connections(), this.namespace, this.clock);
		downAtTheCallOf(3, record);
		Predicate<String> third = this.isDown;
		AtomicInteger calls = new AtomicInteger();
		this.isDown = (key) -> {
			if (key.contains(":user:") && calls.incrementAndGet() == 1) {
				other.save(principal(record, "bob"));
			}
			return third.test(key);
		};
		assertThat(this.store.save(principal(record, null))).isTrue();
		assertThat(this.failed).isOne();
		other.save(access(record, this.clock.instant(), true));
		this.clock.advance(Duration.ofDays(30));
		assertThat(other.findByPrincipalName("bob")).hasSize(1);
	}

	private void downAtTheCallOf(int number, SessionRecord record) {
		String session = new String(this.names.session(record.locator()), StandardCharsets.UTF_8);
		AtomicInteger calls = new AtomicInteger();
		this.isDown = (key) -> key.equals(session) && calls.incrementAndGet() == number;
	}

	@Test
	void loginIsDoneThoughTheListOfAFormerUserIsElsewhere() {
		SessionRecord record = withIdle(secureRow("bob"), Duration.ZERO);
		this.store.insert(new StoredSession(record, List.of()));
		String bob = new String(this.names.user(UserList.of("bob")), StandardCharsets.UTF_8);
		this.isDown = (key) -> key.equals(bob);
		assertThat(this.store.save(principal(record, "eve"))).isTrue();
		assertThat(this.failed).isOne();
		assertThat(this.store.findByPrincipalName("eve")).hasSize(1);
		this.isDown = (key) -> false;
		assertThat(TestRedis.SINGLE.keys(bob)).isNotEmpty();
		this.records.forEach((each) -> this.store.delete(each.locator()));
		assertThat(this.store.findByPrincipalName("bob")).isEmpty();
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			assertThat(connection.keyCommands().pTtl(bob.getBytes(StandardCharsets.UTF_8))).isPositive();
		}
	}

	@Test
	void whatWasToldOfIsForgottenOnceThatIsPossible() {
		Collection<SessionRecord> expired = this.store.deleteExpired(LATER, Duration.ZERO, 100).deleted();
		this.isDown = (key) -> true;
		this.store.told(expired);
		assertThat(this.failed).isEqualTo(4);
		this.isDown = (key) -> false;
		this.store.deleteExpired(LATER, Duration.ZERO, 100);
		assertThat(TestRedis.SINGLE.keys(this.namespace + ":*")).isEmpty();
	}

	/** What all keys of a shard have in common. */
	private String tag(int shard) {
		String key = new String(this.names.expiry(shard), StandardCharsets.UTF_8);
		return key.substring(key.indexOf('{'), key.indexOf('}') + 1);
	}

	private <T> T proxy(Class<T> type, Object target) {
		return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> {
					if (method.getName().startsWith("eval") && Arrays.stream((byte[][]) arguments[3])
						.limit((int) arguments[2])
						.map((key) -> new String(key, StandardCharsets.UTF_8))
						.anyMatch(this.isDown)) {
						this.failed++;
						this.clock.advance(this.timeout);
						throw new DataAccessResourceFailureException("It is down");
					}
					try {
						Object answer = method.invoke(target, arguments);
						return switch (method.getName()) {
							case "getConnection" -> proxy(RedisConnection.class, answer);
							case "scriptingCommands" -> proxy(RedisScriptingCommands.class, answer);
							default -> answer;
						};
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				}));
	}

}
