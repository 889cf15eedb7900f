package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestDatabase;

class SecureImportMariaDbTests extends SecureImportTests {

	SecureImportMariaDbTests() {
		super(TestDatabase.MARIADB);
	}

}
