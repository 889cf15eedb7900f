package io.github.mixedsession.e2e;

import io.github.mixedsession.test.TestDatabase;

class SecureImportH2Tests extends SecureScriptTests {

	SecureImportH2Tests() {
		super(TestDatabase.H2);
	}

}
