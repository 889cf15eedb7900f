package io.github.mixedsession.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.test.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static io.github.mixedsession.store.contract.TestSessions.ALL;
import static io.github.mixedsession.store.contract.TestSessions.insecureRow;
import static io.github.mixedsession.store.contract.TestSessions.proof;
import static io.github.mixedsession.store.contract.TestSessions.restart;
import static io.github.mixedsession.store.contract.TestSessions.rotation;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a database aborts for the sake of others is tried again, and nothing else.
 */
class StoreTransactionsTests {

	private final AbortingDataSource dataSource = new AbortingDataSource();

	private final SessionRecord record = secureRow("bob");

	private SessionStore store;

	@BeforeEach
	void setUp() {
		this.store = new JdbcSessionStore(this.dataSource, new JdbcTransactionManager(this.dataSource),
				JdbcSessionStore.DEFAULT_TABLE_NAME);
		this.store.insert(new StoredSession(this.record, List.of()));
	}

	@ParameterizedTest
	@CsvSource({ "40001, 0", "40P01, 0", "40001, 1213", "HY000, 1205", "41000, 1205" })
	void abortedReadsAndWritesAreTriedAgain(String state, int code) {
		this.dataSource.abort(7, new SQLException("aborted", state, code));
		assertThat(this.store.find(this.record.locator(), ALL)).isNotNull();
		this.dataSource.abort(7, new SQLException("aborted", state, code));
		assertThat(this.store.findByPrincipalName("bob")).hasSize(1);
		this.dataSource.abort(7, new SQLException("aborted", state, code));
		this.store.insert(new StoredSession(insecureRow(), List.of()));
		this.dataSource.abort(7, new SQLException("aborted", state, code));
		assertThat(this.store.find(this.record.locator(), proof(this.record, IdKind.SECURE), ALL)).isNotNull();
		IdUpdate rotation = rotation(this.record);
		this.dataSource.abort(7, new SQLException("aborted", state, code));
		assertThat(this.store.update(rotation)).isTrue();
		this.dataSource.abort(7, new SQLException("aborted", state, code));
		assertThat(this.store.update(restart(rotation.result()))).isTrue();
		this.dataSource.abort(7, new SQLException("aborted", state, code));
		assertThat(this.store.delete(this.record.locator())).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "40001, 0", "HY000, 1205" })
	void readThatIsAbortedAgainAndAgainFails(String state, int code) {
		this.dataSource.abort(8, new SQLException("aborted", state, code));
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> this.store.find(this.record.locator(), ALL))
			.withRootCauseInstanceOf(SQLException.class);
		assertThat(this.dataSource.left).isZero();
	}

	@Test
	void readThatFailsOtherwiseIsNotTriedAgain() {
		this.dataSource.abort(2, new SQLException("wrong", "22001", 0));
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> this.store.find(this.record.locator(), ALL));
		assertThat(this.dataSource.left).isEqualTo(1);
	}

	/**
	 * Fails the next statements.
	 */
	private static final class AbortingDataSource extends DelegatingDataSource {

		private int left;

		private SQLException failure = new SQLException();

		private AbortingDataSource() {
			super(TestDatabase.H2.createDataSourceWithTables());
		}

		void abort(int statements, SQLException failure) {
			this.left = statements;
			this.failure = failure;
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, args) -> {
						if (method.getName().equals("prepareStatement") && this.left > 0) {
							this.left--;
							throw this.failure;
						}
						try {
							return method.invoke(connection, args);
						}
						catch (InvocationTargetException ex) {
							throw ex.getTargetException();
						}
					});
		}

	}

}
