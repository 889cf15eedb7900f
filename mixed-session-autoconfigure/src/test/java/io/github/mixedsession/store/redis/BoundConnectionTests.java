package io.github.mixedsession.store.redis;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.test.MutableClock;
import io.github.mixedsession.test.TestRedis;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

import static io.github.mixedsession.store.contract.TestSessions.ALL;
import static io.github.mixedsession.store.contract.TestSessions.attribute;
import static io.github.mixedsession.store.contract.TestSessions.bytes;
import static io.github.mixedsession.store.contract.TestSessions.principal;
import static io.github.mixedsession.store.contract.TestSessions.rotation;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application has a connection of its own bound to the thread, where nothing is
 * answered at once: the store does not use it.
 */
class BoundConnectionTests {

	private static final StringRedisTemplate APPLICATION = new StringRedisTemplate(TestRedis.SINGLE.connections());

	private final SessionStore store = new RedisSessionStore(TestRedis.SINGLE.connections(), TestRedis.newNamespace(),
			new MutableClock());

	@ParameterizedTest
	@MethodSource
	void storeAnswersAtOnce(Consumer<Runnable> application) {
		SessionRecord record = secureRow("bob");
		this.store.insert(new StoredSession(record, List.of(attribute("a", Partition.SHARED, "1"))));
		application.accept(() -> {
			assertThat(this.store.find(record.locator(), ALL)).isNotNull();
			assertThat(this.store.findByPrincipalName("bob")).hasSize(1);
			assertThat(this.store.update(rotation(record))).isTrue();
			assertThat(this.store.compareAndSet(record.locator(), "b", Partition.SHARED, 0, bytes("2"))).isTrue();
			assertThat(this.store.save(principal(record, "eve"))).isTrue();
			this.store.insert(new StoredSession(secureRow(null), List.of()));
			assertThat(this.store.delete(record.locator())).isTrue();
			assertThat(this.store.find(record.locator(), ALL)).isNull();
		});
	}

	static Stream<Named<Consumer<Runnable>>> storeAnswersAtOnce() {
		return Stream.of(Named.of("a transaction", BoundConnectionTests::inATransaction),
				Named.of("a pipeline", BoundConnectionTests::inAPipeline),
				Named.of("a transaction of Spring's", BoundConnectionTests::inATransactionOfSprings));
	}

	private static void inATransaction(Runnable application) {
		APPLICATION.execute(new SessionCallback<Object>() {

			@Override
			public <K, V> Object execute(RedisOperations<K, V> operations) throws DataAccessException {
				operations.multi();
				application.run();
				return operations.exec();
			}

		});
	}

	private static void inAPipeline(Runnable application) {
		APPLICATION.executePipelined(new SessionCallback<Object>() {

			@Override
			public <K, V> Object execute(RedisOperations<K, V> operations) throws DataAccessException {
				application.run();
				return null;
			}

		});
	}

	private static void inATransactionOfSprings(Runnable application) {
		StringRedisTemplate template = new StringRedisTemplate(TestRedis.SINGLE.connections());
		template.setEnableTransactionSupport(true);
		TransactionSynchronizationManager.initSynchronization();
		TransactionSynchronizationManager.setActualTransactionActive(true);
		try {
			template.opsForValue().set(TestRedis.newNamespace(), "1");
			application.run();
		}
		finally {
			TransactionSynchronizationUtils.triggerAfterCompletion(0);
			TransactionSynchronizationManager.clear();
		}
	}

}
