package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestDatabase;

class SecureTakeOverInsidePostgreSqlTests extends SecureTakeOverTests {

	SecureTakeOverInsidePostgreSqlTests() {
		super(Migration.inside(TestDatabase.POSTGRESQL));
	}

}
