package io.github.mixedsession.store.redis;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.contract.Concurrently;
import io.github.mixedsession.test.MutableClock;
import io.github.mixedsession.test.Proof;
import io.github.mixedsession.test.TestRedis;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisScriptingCommands;

import static io.github.mixedsession.store.contract.TestSessions.ALL;
import static io.github.mixedsession.store.contract.TestSessions.CREATED;
import static io.github.mixedsession.store.contract.TestSessions.access;
import static io.github.mixedsession.store.contract.TestSessions.attribute;
import static io.github.mixedsession.store.contract.TestSessions.idle;
import static io.github.mixedsession.store.contract.TestSessions.login;
import static io.github.mixedsession.store.contract.TestSessions.principal;
import static io.github.mixedsession.store.contract.TestSessions.restart;
import static io.github.mixedsession.store.contract.TestSessions.rotation;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static io.github.mixedsession.store.contract.TestSessions.withIdle;
import static io.github.mixedsession.store.contract.TestSessions.write;
import static io.github.mixedsession.store.contract.TestSessions.writes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thousands of sessions of random lives, and nodes that tell of their ends: each end is
 * told, once, and nothing is left.
 */
@Tag(Proof.TAG)
class RedisExpiryTests {

	private static final Duration STEP = Duration.ofMinutes(5);

	private static final int LONGEST_IDLE = 30;

	private final MutableClock clock = new MutableClock();

	private final String namespace = TestRedis.newNamespace();

	private final SessionStore first = node(TestRedis.SINGLE.connections());

	private final SessionStore second = node(TestRedis.SINGLE.connections());

	private final Random random = new Random(7);

	private int lost;

	/** When each session expires, unless it is used before. */
	private final Map<Locator, Instant> expiry = new HashMap<>();

	/** How often the end of each was told. */
	private final Map<Locator, Integer> told = new ConcurrentHashMap<>();

	@Test
	void eachEndIsToldOnceWhileBothNodesLive() throws Exception {
		insert(Proof.steps(2_000, 10_000));
		while (isLeft()) {
			pass();
			Concurrently.run(2, (i) -> () -> tellOfAll((i == 0) ? this.first : this.second));
		}
		assertThat(this.told.values()).containsOnly(1);
	}

	@Test
	void nodeThatIsKilledDelaysAndDoublesWithinItsLeaseAndLosesNothing() throws Exception {
		insert(Proof.steps(1_000, 10_000));
		Map<Locator, Instant> doubtful = new HashMap<>();
		Set<Locator> half = new HashSet<>();
		while (isLeft()) {
			pass();
			List<SessionRecord> batch = node(TestRedis.SINGLE.connections())
				.deleteExpired(this.clock.instant(), Duration.ZERO, 20)
				.deleted();
			batch.forEach((record) -> doubtful.put(record.locator(), this.clock.instant()));
			for (SessionRecord record : batch.subList(0, batch.size() / 2)) {
				half.add(record.locator());
			}
			Concurrently.run(2, (i) -> () -> tellOfAll((i == 0) ? this.first : this.second, (locator) -> {
				Instant leased = doubtful.get(locator);
				assertThat(leased == null || leased.plus(ExpiredKeys.LEASE).isBefore(this.clock.instant())).isTrue();
			}));
		}
		assertThat(half).isNotEmpty();
		assertThat(this.told.values()).containsOnly(1);
	}

	@Test
	void noEndIsLostOrToldTwiceThoughAnswersAreLost() throws Exception {
		insert(Proof.steps(500, 5_000));
		SessionStore unlucky = node(losingAnswers(TestRedis.SINGLE.connections()));
		while (isLeft()) {
			pass();
			try {
				tellOfAll(unlucky);
			}
			catch (QueryTimeoutException ex) {
				// the next pass asks again
			}
		}
		assertThat(this.lost).isGreaterThan(3);
		assertThat(this.told.values()).containsOnly(1);
	}

	@Test
	void nothingIsLeftButWhatBelongsToSessionsThatLive() throws Exception {
		List<Set<Locator>> living = new ArrayList<>();
		for (int thousands = Proof.steps(5, 100); thousands > 0; thousands--) {
			int seed = 4 * thousands;
			living.addAll(Concurrently.run(4, (i) -> () -> live(250, new Random(seed + i))));
		}
		this.clock.advance(Duration.ofDays(3));
		boolean more = true;
		while (more) {
			ExpiredSessions expired = this.first.deleteExpired(this.clock.instant(), Duration.ZERO, 1000);
			this.first.told(expired.deleted());
			more = expired.more();
		}
		assertThatAllBelongsTo(living.stream().flatMap(Set::stream).collect(Collectors.toSet()));
		for (Set<Locator> each : living) {
			each.forEach(this.first::delete);
		}
		assertThat(TestRedis.SINGLE.keys(this.namespace + ":*")).isEmpty();
	}

	/**
	 * Lets sessions live.
	 * @return those that are never to end by themselves
	 */
	private Set<Locator> live(int sessions, Random lives) {
		Set<Locator> endless = new HashSet<>();
		for (int i = 0; i < sessions; i++) {
			SessionStore node = lives.nextBoolean() ? this.first : this.second;
			SessionRecord record = withIdle(secureRow(lives.nextInt(4) == 0 ? user(lives) : null),
					Duration.ofMinutes(lives.nextInt(60) - 2));
			node.insert(new StoredSession(record,
					lives.nextBoolean() ? List.of(attribute("a", Partition.SHARED, "1")) : List.of()));
			StoredSession now = node.find(record.locator(), ALL);
			for (int event = lives.nextInt(7); event > 0 && now != null; event--) {
				SessionRecord current = now.record();
				switch (lives.nextInt(9)) {
					case 0 -> node.update(login(current));
					case 1 -> node.update(restart(current));
					case 2 -> node.update(rotation(current));
					case 3 -> node.save(principal(current, user(lives)));
					case 4 -> node.save(principal(current, null));
					case 5 -> node.save(access(current, this.clock.instant().plusSeconds(event), true));
					case 6 -> node.save(writes(current, write("b" + event, Partition.SECURE, "1")));
					case 7 -> node.save(idle(current, Duration.ofMinutes(lives.nextInt(60) - 2)));
					default -> node.delete(current.locator());
				}
				now = node.find(record.locator(), ALL);
			}
			if (now != null && now.record().maxInactiveInterval().compareTo(Duration.ZERO) <= 0) {
				endless.add(record.locator());
			}
		}
		return endless;
	}

	private static String user(Random lives) {
		return "user-" + lives.nextInt(50);
	}

	private void assertThatAllBelongsTo(Set<Locator> living) {
		assertThat(living).isNotEmpty();
		Set<String> names = living.stream().map(Locator::toString).collect(Collectors.toSet());
		try (RedisConnection connection = TestRedis.SINGLE.connections().getConnection()) {
			for (String key : TestRedis.SINGLE.keys(this.namespace + ":*")) {
				if (key.startsWith(this.namespace + ":user:")) {
					assertThat(connection.zSetCommands().zRange(Arguments.bytes(key), 0, -1))
						.allSatisfy((locator) -> assertThat(living).contains(Locator.of(locator)));
				}
				else {
					assertThat(names).contains(key.split(":", -1)[2]);
				}
			}
		}
	}

	private void insert(int sessions) {
		for (int i = 0; i < sessions; i++) {
			Duration idle = Duration.ofMinutes(1 + this.random.nextInt(LONGEST_IDLE));
			SessionRecord record = withIdle(secureRow((i % 3 == 0) ? "user-" + i % 10 : null), idle);
			this.first.insert(new StoredSession(record, List.of(attribute("a", Partition.SHARED, "1"))));
			this.expiry.put(record.locator(), record.lastAccessedAt().plus(idle));
		}
	}

	/** Some time passes, and in the beginning some sessions are used. */
	private void pass() {
		this.clock.advance(STEP);
		Instant now = this.clock.instant();
		this.expiry.replaceAll((locator, end) -> {
			if (end.isBefore(now) || now.isAfter(CREATED.plus(STEP.multipliedBy(6))) || this.random.nextInt(8) != 0) {
				return end;
			}
			StoredSession session = Objects.requireNonNull(this.second.find(locator, ALL));
			this.second.save(access(session.record(), now, true));
			return now.plus(session.record().maxInactiveInterval());
		});
	}

	/** Whether there may be sessions that nobody has told of. */
	private boolean isLeft() {
		Instant longAgo = this.clock.instant().minus(ExpiredKeys.LEASE.multipliedBy(20));
		return this.told.size() < this.expiry.size()
				&& this.expiry.values().stream().anyMatch((end) -> end.isAfter(longAgo));
	}

	private boolean tellOfAll(SessionStore node) {
		return tellOfAll(node, (locator) -> {
		});
	}

	private boolean tellOfAll(SessionStore node, Consumer<Locator> check) {
		ExpiredSessions expired;
		do {
			expired = node.deleteExpired(this.clock.instant(), Duration.ZERO, 100);
			for (SessionRecord record : expired.deleted()) {
				check.accept(record.locator());
				assertThat(this.expiry.get(record.locator())).isBefore(this.clock.instant());
				this.told.merge(record.locator(), 1, Integer::sum);
			}
			node.told(expired.deleted());
		}
		while (expired.more());
		return true;
	}

	private SessionStore node(RedisConnectionFactory connections) {
		return new RedisSessionStore(connections, this.namespace, this.clock);
	}

	/** Connections that are cut after a script has run, and before it has answered. */
	private RedisConnectionFactory losingAnswers(RedisConnectionFactory connections) {
		return proxy(RedisConnectionFactory.class, connections);
	}

	private <T> T proxy(Class<T> type, Object target) {
		return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> {
					Object answer;
					try {
						answer = method.invoke(target, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
					if (method.getName().startsWith("eval") && this.random.nextInt(1000) == 0) {
						this.lost++;
						throw new QueryTimeoutException("No answer");
					}
					return switch (method.getName()) {
						case "getConnection" -> proxy(RedisConnection.class, answer);
						case "scriptingCommands" -> proxy(RedisScriptingCommands.class, answer);
						default -> answer;
					};
				}));
	}

}
