package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestRedis;

class InsecureTakeOverRedisTests extends InsecureTakeOverTests {

	InsecureTakeOverRedisTests() {
		super(Migration.inside(TestRedis.SINGLE, false));
	}

}
