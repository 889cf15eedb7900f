package io.github.mixedsession.e2e;

import io.github.mixedsession.test.OnMySql;
import io.github.mixedsession.test.TestDatabase;

@OnMySql
class SecureImportMySqlTests extends SecureImportTests {

	SecureImportMySqlTests() {
		super(TestDatabase.MYSQL);
	}

}
