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
import java.util.function.Predicate;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.test.MutableClock;
import io.github.mixedsession.test.TestRedis;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisScriptingCommands;

import static io.github.mixedsession.store.contract.TestSessions.ALL;
import static io.github.mixedsession.store.contract.TestSessions.CREATED;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * One master of a cluster is down: what lies on the others goes on.
 */
class PartOfRedisTests {

	private static final Instant LATER = CREATED.plus(Duration.ofDays(1));

	private final String namespace = TestRedis.newNamespace();

	private final SessionKeys names = new SessionKeys(this.namespace);

	private final SessionStore store = new RedisSessionStore(
			proxy(RedisConnectionFactory.class, TestRedis.SINGLE.connections()), this.namespace, new MutableClock());

	private Predicate<String> isDown = (key) -> false;

	private int failed;

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
		assertThat(this.failed).isEqualTo(20);
	}

	@Test
	void expiredSessionsOfTheOthersAreAnswered() {
		String dead = new String(this.names.expiry(SessionKeys.shard(this.records.get(0).locator())),
				StandardCharsets.UTF_8);
		String tag = dead.substring(dead.indexOf('{'), dead.indexOf('}') + 1);
		Set<SessionRecord> alive = new HashSet<>(this.records);
		alive.removeIf(
				(record) -> SessionKeys.shard(record.locator()) == SessionKeys.shard(this.records.get(0).locator()));
		this.isDown = (key) -> key.contains(tag);
		ExpiredSessions expired = this.store.deleteExpired(LATER, Duration.ZERO, 100);
		assertThat(expired.deleted()).containsExactlyInAnyOrderElementsOf(alive);
		assertThat(expired.more()).isFalse();
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

	@Test
	void whatWasToldOfIsForgottenOnceThatIsPossible() {
		Collection<SessionRecord> expired = this.store.deleteExpired(LATER, Duration.ZERO, 100).deleted();
		this.isDown = (key) -> true;
		assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(() -> this.store.told(expired));
		this.isDown = (key) -> false;
		this.store.deleteExpired(LATER, Duration.ZERO, 100);
		assertThat(TestRedis.SINGLE.keys(this.namespace + ":*")).isEmpty();
	}

	private <T> T proxy(Class<T> type, Object target) {
		return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> {
					if (method.getName().startsWith("eval") && Arrays.stream((byte[][]) arguments[3])
						.limit((int) arguments[2])
						.map((key) -> new String(key, StandardCharsets.UTF_8))
						.anyMatch(this.isDown)) {
						this.failed++;
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
