package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestDatabase;

class InsecureImportMariaDbTests extends InsecureImportTests {

	InsecureImportMariaDbTests() {
		super(TestDatabase.MARIADB);
	}

}
