package io.github.mixedsession.store.jdbc;

import io.github.mixedsession.test.TestDatabase;

class JdbcSessionStoreMariaDbTests extends AbstractJdbcSessionStoreTests {

	JdbcSessionStoreMariaDbTests() {
		super(TestDatabase.MARIADB);
	}

}
