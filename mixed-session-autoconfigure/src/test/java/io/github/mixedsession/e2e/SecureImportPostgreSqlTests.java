package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestDatabase;

class SecureImportPostgreSqlTests extends SecureScriptTests {

	SecureImportPostgreSqlTests() {
		super(TestDatabase.POSTGRESQL);
	}

}
