package io.github.mixedsession.store.jdbc;

import io.github.mixedsession.test.TestDatabase;

class JdbcSessionStoreH2Tests extends AbstractJdbcSessionStoreTests {

	JdbcSessionStoreH2Tests() {
		super(TestDatabase.H2);
	}

}
