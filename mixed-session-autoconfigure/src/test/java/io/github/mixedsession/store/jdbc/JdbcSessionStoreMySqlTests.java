package io.github.mixedsession.store.jdbc;

import io.github.mixedsession.test.OnMySql;
import io.github.mixedsession.test.TestDatabase;

@OnMySql
class JdbcSessionStoreMySqlTests extends AbstractInnoDbSessionStoreTests {

	JdbcSessionStoreMySqlTests() {
		super(TestDatabase.MYSQL);
	}

}
