package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestRedis;

class SecureTakeOverInsideRedisTests extends SecureTakeOverTests {

	SecureTakeOverInsideRedisTests() {
		super(Migration.inside(TestRedis.SINGLE, false));
	}

}
