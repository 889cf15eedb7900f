package io.github.mixedsession.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.test.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

import static io.github.mixedsession.store.contract.TestSessions.ALL;
import static io.github.mixedsession.store.contract.TestSessions.CREATED;
import static io.github.mixedsession.store.contract.TestSessions.access;
import static io.github.mixedsession.store.contract.TestSessions.bytes;
import static io.github.mixedsession.store.contract.TestSessions.confirmation;
import static io.github.mixedsession.store.contract.TestSessions.proof;
import static io.github.mixedsession.store.contract.TestSessions.restart;
import static io.github.mixedsession.store.contract.TestSessions.rotation;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

/**
 * A store that can't reach its data never answers as if there were none (invariant 14).
 */
class UnreachableDatabaseTests {

	private static final SessionRecord ROW = secureRow("bob");

	@ParameterizedTest
	@MethodSource("calls")
	void storeThrowsWhenTheDatabaseIsDown(Call call) {
		FailingDataSource dataSource = new FailingDataSource();
		JdbcSessionStore store = new JdbcSessionStore(dataSource, new JdbcTransactionManager(dataSource),
				JdbcSessionStore.DEFAULT_TABLE_NAME);
		dataSource.down = true;
		assertThatRuntimeException().isThrownBy(() -> call.on(store)).withRootCauseInstanceOf(SQLException.class);
	}

	static Stream<Call> calls() {
		Locator locator = ROW.locator();
		return Stream.of((store) -> store.find(locator, proof(ROW, IdKind.SECURE), ALL),
				(store) -> store.find(locator, ALL), (store) -> store.findByPrincipalName("bob"),
				(store) -> store.insert(new StoredSession(ROW, List.of())), (store) -> store.update(rotation(ROW)),
				(store) -> store.update(restart(ROW)),
				(store) -> store.update(confirmation(ROW, CREATED, IdKind.SECURE)),
				(store) -> store.save(access(ROW, CREATED, true)),
				(store) -> store.findAttribute(locator, "a", Partition.SHARED),
				(store) -> store.hasAttribute(locator, "a", Partition.SECURE),
				(store) -> store.compareAndSet(locator, "a", Partition.SHARED, 0, bytes("1")),
				(store) -> store.delete(locator), (store) -> store.deleteUnlessSecure(locator),
				(store) -> store.deleteIfEmpty(locator, IdKind.SECURE, 0),
				(store) -> store.deleteIfUnchanged(locator, 0), (store) -> store.clear(locator, ALL),
				(store) -> store.deleteExpired(CREATED, Duration.ZERO, 1));
	}

	@FunctionalInterface
	interface Call {

		void on(SessionStore store);

	}

	private static final class FailingDataSource extends DelegatingDataSource {

		private boolean down;

		private FailingDataSource() {
			super(TestDatabase.H2.createDataSourceWithTables());
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.down) {
				throw new SQLException("down");
			}
			return super.getConnection();
		}

	}

}
