package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestDatabase;

class InsecureImportH2Tests extends InsecureImportTests {

	InsecureImportH2Tests() {
		super(TestDatabase.H2);
	}

}
