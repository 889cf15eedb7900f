package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestDatabase;

class SecureImportPostgreSqlTests extends SecureImportTests {

	SecureImportPostgreSqlTests() {
		super(TestDatabase.POSTGRESQL);
	}

}
