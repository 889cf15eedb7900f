package io.github.mixedsession.store.jdbc;

import io.github.mixedsession.test.TestDatabase;

class JdbcSessionStoreMariaDbTests extends AbstractInnoDbSessionStoreTests {

	JdbcSessionStoreMariaDbTests() {
		super(TestDatabase.MARIADB);
	}

}
