package io.github.mixedsession.store.jdbc;

import javax.sql.DataSource;

import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.contract.SessionStoreContractTests;
import io.github.mixedsession.test.TestDatabase;
import org.junit.jupiter.api.Nested;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * H2 as it pretends to be another database, or to read names in another way.
 */
class H2ModeTests {

	@Nested
	class PostgreSql extends Contract {

		PostgreSql() {
			super(";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
		}

	}

	@Nested
	class MySql extends Contract {

		MySql() {
			super(";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE");
		}

	}

	@Nested
	class MariaDb extends Contract {

		MariaDb() {
			super(";MODE=MariaDB;DATABASE_TO_LOWER=TRUE");
		}

	}

	@Nested
	class Oracle extends Contract {

		Oracle() {
			super(";MODE=Oracle;DEFAULT_NULL_ORDERING=HIGH");
		}

	}

	@Nested
	class SqlServer extends Contract {

		SqlServer() {
			super(";MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE");
		}

	}

	@Nested
	class Db2 extends Contract {

		Db2() {
			super(";MODE=DB2;DEFAULT_NULL_ORDERING=HIGH");
		}

	}

	@Nested
	class Derby extends Contract {

		Derby() {
			super(";MODE=Derby");
		}

	}

	@Nested
	class HsqlDb extends Contract {

		HsqlDb() {
			super(";MODE=HSQLDB");
		}

	}

	@Nested
	class Legacy extends Contract {

		Legacy() {
			super(";MODE=LEGACY");
		}

	}

	@Nested
	class Strict extends Contract {

		Strict() {
			super(";MODE=STRICT");
		}

	}

	@Nested
	class IgnoreCase extends Contract {

		IgnoreCase() {
			super(";IGNORECASE=TRUE");
		}

	}

	abstract static class Contract extends SessionStoreContractTests {

		private final DataSource dataSource;

		Contract(String settings) {
			this.dataSource = TestDatabase.H2.createDataSource(settings);
			TestDatabase.H2.createTables(this.dataSource);
		}

		@Override
		protected SessionStore createStore() {
			new JdbcTemplate(this.dataSource).update("DELETE FROM MIXED_SESSION");
			JdbcSessionStore store = new JdbcSessionStore(this.dataSource, new JdbcTransactionManager(this.dataSource),
					JdbcSessionStore.DEFAULT_TABLE_NAME);
			store.validate();
			return store;
		}

	}

}
