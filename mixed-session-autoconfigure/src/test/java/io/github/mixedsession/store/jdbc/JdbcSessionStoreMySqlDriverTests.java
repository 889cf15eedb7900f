package io.github.mixedsession.store.jdbc;

import javax.sql.DataSource;

import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.contract.SessionStoreContractTests;
import io.github.mixedsession.test.TestDatabase;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * MariaDB's server and MySQL's driver, which says "MySQL" whatever it talks to.
 */
class JdbcSessionStoreMySqlDriverTests extends SessionStoreContractTests {

	private static final DataSource DATA_SOURCE = TestDatabase.createMariaDbWithMySqlDriver();

	static {
		TestDatabase.MARIADB.createTables(DATA_SOURCE);
	}

	@Override
	protected SessionStore createStore() {
		new JdbcTemplate(DATA_SOURCE).update("DELETE FROM MIXED_SESSION");
		return new JdbcSessionStore(DATA_SOURCE, new JdbcTransactionManager(DATA_SOURCE),
				JdbcSessionStore.DEFAULT_TABLE_NAME);
	}

	@Test
	void serverIsRecognised() {
		assertThat(JdbcDialect.of(DATA_SOURCE)).isEqualTo(JdbcDialect.MARIADB);
	}

}
