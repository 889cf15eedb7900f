package io.github.mixedsession.store.redis;

import io.github.mixedsession.test.TestRedis;

class RedisClusterSessionStoreTests extends AbstractRedisSessionStoreTests {

	RedisClusterSessionStoreTests() {
		super(TestRedis.CLUSTER);
	}

}
