package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestDatabase;

class InsecureImportPostgreSqlTests extends InsecureImportTests {

	InsecureImportPostgreSqlTests() {
		super(TestDatabase.POSTGRESQL);
	}

}
