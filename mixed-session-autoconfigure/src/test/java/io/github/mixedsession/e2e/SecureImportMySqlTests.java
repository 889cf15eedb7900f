package io.github.mixedsession.e2e;

import io.github.mixedsession.test.OnMySql;
import io.github.mixedsession.test.TestDatabase;

@OnMySql
class SecureImportMySqlTests extends SecureScriptTests {

	SecureImportMySqlTests() {
		super(TestDatabase.MYSQL);
	}

}
