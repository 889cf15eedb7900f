package io.github.mixedsession.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.test.TestDatabase;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static io.github.mixedsession.store.contract.TestSessions.insecureRow;
import static io.github.mixedsession.store.contract.TestSessions.write;
import static io.github.mixedsession.store.contract.TestSessions.writes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What MariaDB and MySQL have in common.
 */
abstract class AbstractInnoDbSessionStoreTests extends AbstractJdbcSessionStoreTests {

	AbstractInnoDbSessionStoreTests(TestDatabase database) {
		super(database);
	}

	@Test
	void whatLostADeadlockIsTriedAgain() throws Exception {
		assertThat(deadlock()).isNotEmpty().allMatch((failure) -> failure.startsWith("40001 1213 "));
	}

	@Test
	void whatWaitedTooLongForALockIsTriedAgain() throws Exception {
		DataSource impatient = new DelegatingDataSource(this.dataSource) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				try (Statement statement = connection.createStatement()) {
					statement.execute("SET SESSION innodb_lock_wait_timeout = 1");
				}
				return connection;
			}

		};
		assertThat(lockWait(new JdbcSessionStore(impatient, new JdbcTransactionManager(impatient),
				JdbcSessionStore.DEFAULT_TABLE_NAME)))
			.isNotEmpty()
			.allMatch((failure) -> failure.contains(" 1205 "));
	}

	@Test
	void saveDuringADeletionAtReadCommittedReturnsFalse() throws Exception {
		DataSource readCommitted = new DelegatingDataSource(this.dataSource) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
				return connection;
			}

		};
		JdbcSessionStore store = new JdbcSessionStore(readCommitted, new JdbcTransactionManager(readCommitted),
				JdbcSessionStore.DEFAULT_TABLE_NAME);
		SessionRecord record = insert(insecureRow());
		assertThat(whileUncommitted("DELETE FROM MIXED_SESSION WHERE LOCATOR = ?", record,
				() -> store.save(writes(record, write("a", Partition.SHARED, "1")))))
			.isFalse();
	}

}
