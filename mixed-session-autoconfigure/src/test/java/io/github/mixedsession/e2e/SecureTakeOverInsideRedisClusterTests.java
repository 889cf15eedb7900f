package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestRedis;

class SecureTakeOverInsideRedisClusterTests extends SecureTakeOverTests {

	SecureTakeOverInsideRedisClusterTests() {
		super(Migration.inside(TestRedis.CLUSTER, false));
	}

}
