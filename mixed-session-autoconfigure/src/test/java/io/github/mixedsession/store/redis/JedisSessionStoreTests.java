package io.github.mixedsession.store.redis;

import java.util.stream.Stream;

import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.contract.SessionStoreContractTests;
import io.github.mixedsession.test.MutableClock;
import io.github.mixedsession.test.TestRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

/**
 * Through the other client.
 */
@ParameterizedClass
@MethodSource("servers")
class JedisSessionStoreTests extends SessionStoreContractTests {

	private final JedisConnectionFactory connections;

	JedisSessionStoreTests(TestRedis servers) {
		this.connections = servers.connectJedis();
	}

	static Stream<TestRedis> servers() {
		return Stream.of(TestRedis.SINGLE, TestRedis.CLUSTER);
	}

	@AfterEach
	void disconnect() {
		this.connections.destroy();
	}

	@Override
	protected SessionStore createStore() {
		return new RedisSessionStore(this.connections, TestRedis.newNamespace(), new MutableClock());
	}

}
