package io.github.mixedsession.store.jdbc;

import javax.sql.DataSource;

import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.contract.SessionStoreContractTests;
import io.github.mixedsession.test.OnMySql;
import io.github.mixedsession.test.TestDatabase;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Stricter isolation than the databases have by themselves: what they refuse then, for
 * others to be serialised with, is tried again.
 */
class IsolationTests {

	@Nested
	class PostgreSqlSerializable extends Contract {

		PostgreSqlSerializable() {
			super(TestDatabase.POSTGRESQL, "&options=-c%20default_transaction_isolation=serializable");
		}

	}

	@Nested
	class PostgreSqlRepeatableRead extends Contract {

		PostgreSqlRepeatableRead() {
			super(TestDatabase.POSTGRESQL, "&options=-c%20default_transaction_isolation=repeatable%5C%20read");
		}

	}

	@Nested
	class MariaDbSerializable extends Contract {

		MariaDbSerializable() {
			super(TestDatabase.MARIADB, "&sessionVariables=tx_isolation='SERIALIZABLE'");
		}

	}

	@Nested
	@OnMySql
	class MySqlSerializable extends Contract {

		MySqlSerializable() {
			super(TestDatabase.MYSQL, "&sessionVariables=transaction_isolation='SERIALIZABLE'");
		}

	}

	@Nested
	class H2Serializable extends Contract {

		H2Serializable() {
			super(TestDatabase.H2, ";INIT=SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE");
		}

	}

	@Nested
	class H2RepeatableRead extends Contract {

		H2RepeatableRead() {
			super(TestDatabase.H2, ";INIT=SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ");
		}

	}

	@TestInstance(TestInstance.Lifecycle.PER_CLASS)
	abstract static class Contract extends SessionStoreContractTests {

		private final DataSource dataSource;

		Contract(TestDatabase database, String settings) {
			this.dataSource = database.createDataSource(settings);
			database.createTables(this.dataSource);
		}

		@Override
		protected SessionStore createStore() {
			new JdbcTemplate(this.dataSource).update("DELETE FROM MIXED_SESSION");
			return new JdbcSessionStore(this.dataSource, new JdbcTransactionManager(this.dataSource),
					JdbcSessionStore.DEFAULT_TABLE_NAME);
		}

	}

}
