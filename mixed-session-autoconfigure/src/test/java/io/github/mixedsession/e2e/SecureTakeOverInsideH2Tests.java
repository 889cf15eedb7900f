package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestDatabase;

class SecureTakeOverInsideH2Tests extends SecureTakeOverTests {

	SecureTakeOverInsideH2Tests() {
		super(Migration.inside(TestDatabase.H2));
	}

}
