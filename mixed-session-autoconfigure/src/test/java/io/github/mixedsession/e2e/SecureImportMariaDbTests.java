package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestDatabase;

class SecureImportMariaDbTests extends SecureScriptTests {

	SecureImportMariaDbTests() {
		super(TestDatabase.MARIADB);
	}

}
