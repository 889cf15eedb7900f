package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestDatabase;
import io.github.mixedsession.test.TestRedis;

class SecureTakeOverFromH2ToRedisTests extends SecureTakeOverTests {

	SecureTakeOverFromH2ToRedisTests() {
		super(Migration.between(TestDatabase.H2, TestRedis.SINGLE));
	}

}
