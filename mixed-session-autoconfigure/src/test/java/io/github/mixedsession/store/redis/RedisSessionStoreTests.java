package io.github.mixedsession.store.redis;

import io.github.mixedsession.test.TestRedis;

class RedisSessionStoreTests extends AbstractRedisSessionStoreTests {

	RedisSessionStoreTests() {
		super(TestRedis.SINGLE);
	}

}
