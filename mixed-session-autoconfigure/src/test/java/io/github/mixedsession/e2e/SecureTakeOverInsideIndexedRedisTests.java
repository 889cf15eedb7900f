package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestRedis;

class SecureTakeOverInsideIndexedRedisTests extends SecureTakeOverTests {

	SecureTakeOverInsideIndexedRedisTests() {
		super(Migration.inside(TestRedis.SINGLE, true));
	}

}
