package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestDatabase;

class InsecureTakeOverH2Tests extends InsecureTakeOverTests {

	InsecureTakeOverH2Tests() {
		super(Migration.inside(TestDatabase.H2));
	}

}
