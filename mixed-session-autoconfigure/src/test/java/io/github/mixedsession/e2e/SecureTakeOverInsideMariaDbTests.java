package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestDatabase;

class SecureTakeOverInsideMariaDbTests extends SecureTakeOverTests {

	SecureTakeOverInsideMariaDbTests() {
		super(Migration.inside(TestDatabase.MARIADB));
	}

}
