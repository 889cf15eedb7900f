package io.github.mixedsession.e2e;

import io.github.mixedsession.test.OnMySql;
import io.github.mixedsession.test.TestDatabase;

@OnMySql
class InsecureImportMySqlTests extends InsecureImportTests {

	InsecureImportMySqlTests() {
		super(TestDatabase.MYSQL);
	}

}
