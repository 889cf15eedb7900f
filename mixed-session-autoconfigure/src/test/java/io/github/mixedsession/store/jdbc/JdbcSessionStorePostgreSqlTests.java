package io.github.mixedsession.store.jdbc;

import io.github.mixedsession.test.TestDatabase;

class JdbcSessionStorePostgreSqlTests extends AbstractJdbcSessionStoreTests {

	JdbcSessionStorePostgreSqlTests() {
		super(TestDatabase.POSTGRESQL);
	}

}
