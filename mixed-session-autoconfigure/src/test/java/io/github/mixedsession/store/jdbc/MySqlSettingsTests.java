package io.github.mixedsession.store.jdbc;

import javax.sql.DataSource;

import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.contract.SessionStoreContractTests;
import io.github.mixedsession.test.OnMySql;
import io.github.mixedsession.test.TestDatabase;
import org.junit.jupiter.api.TestInstance;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Settings of MySQL and its driver that applications have for the sake of other
 * statements, and that change what is counted, sent or understood.
 */
@OnMySql
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MySqlSettingsTests extends SessionStoreContractTests {

	private final DataSource dataSource = TestDatabase.MYSQL.createDataSource("&useAffectedRows=true"
			+ "&useServerPrepStmts=true&rewriteBatchedStatements=true&sessionVariables=sql_mode='ANSI,TRADITIONAL'");

	MySqlSettingsTests() {
		TestDatabase.MYSQL.createTables(this.dataSource);
	}

	@Override
	protected SessionStore createStore() {
		new JdbcTemplate(this.dataSource).update("DELETE FROM MIXED_SESSION");
		return new JdbcSessionStore(this.dataSource, new JdbcTransactionManager(this.dataSource),
				JdbcSessionStore.DEFAULT_TABLE_NAME);
	}

}
