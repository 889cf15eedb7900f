package io.github.mixedsession.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.test.TestDatabase;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static io.github.mixedsession.store.contract.TestSessions.ALL;
import static io.github.mixedsession.store.contract.TestSessions.attribute;
import static io.github.mixedsession.store.contract.TestSessions.insecureRow;
import static io.github.mixedsession.store.contract.TestSessions.rotation;
import static io.github.mixedsession.store.contract.TestSessions.text;
import static io.github.mixedsession.store.contract.TestSessions.write;
import static io.github.mixedsession.store.contract.TestSessions.writes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What PostgreSQL aborts for the sake of others is tried again, and succeeds then. It is
 * the server that aborts here.
 */
class PostgreSqlAbortTests {

	private static final String TOUCH = "UPDATE MIXED_SESSION SET CLIENT_ADDRESS = '192.0.2.99' WHERE LOCATOR = ?";

	private final DataSource pool = TestDatabase.POSTGRESQL.createDataSource("&options=-c%20deadlock_timeout=50ms");

	private final JdbcTemplate jdbc = new JdbcTemplate(this.pool);

	private final TransactionTemplate somebodyElse = new TransactionTemplate(new JdbcTransactionManager(this.pool));

	/** What the server said to the store. */
	private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

	private final SessionRecord record = insecureRow();

	private final SessionStore store;

	private volatile int isolation = Connection.TRANSACTION_READ_COMMITTED;

	private volatile Runnable onceLocked = () -> {
	};

	PostgreSqlAbortTests() {
		TestDatabase.POSTGRESQL.createTables(this.pool);
		DataSource ofTheStore = ProxyDataSourceBuilder.create(new IsolatedDataSource())
			.afterQuery((execution, queries) -> {
				if (execution.getThrowable() instanceof SQLException ex) {
					this.failures.add(ex.getSQLState());
				}
				else if (queries.get(0).getQuery().endsWith(" FOR UPDATE")) {
					this.onceLocked.run();
				}
			})
			.build();
		this.store = new JdbcSessionStore(ofTheStore, new JdbcTransactionManager(ofTheStore),
				JdbcSessionStore.DEFAULT_TABLE_NAME);
		this.store.insert(new StoredSession(this.record, List.of(attribute("a", Partition.SHARED, "1"))));
	}

	/**
	 * The store believes what connections said when it was made: it would have its
	 * transactions read what is committed.
	 */
	@Test
	void statementWhoseSnapshotIsTooOldIsTriedAgain() throws Exception {
		this.isolation = Connection.TRANSACTION_REPEATABLE_READ;
		IdUpdate rotation = rotation(this.record);
		assertThat(whileSomebodyElseChangesTheSession(() -> this.store.update(rotation))).isTrue();
		assertThat(this.failures).containsExactly("40001");
		assertThat(this.store.find(this.record.locator(), ALL)).isNotNull()
			.extracting((found) -> found.record().ids())
			.isEqualTo(rotation.ids());
	}

	@Test
	void transactionWhoseSnapshotIsTooOldIsTriedAgain() throws Exception {
		this.isolation = Connection.TRANSACTION_SERIALIZABLE;
		assertThat(whileSomebodyElseChangesTheSession(this::saveTwoAttributes)).isTrue();
		assertThat(this.failures).containsExactly("40001");
		assertSaved();
	}

	/**
	 * The store has the session and wants the attribute, somebody else has the attribute
	 * and wants the session. The store looks for a deadlock long before the other one
	 * does, so it is the one that is aborted.
	 */
	@Test
	void transactionThatLostADeadlockIsTriedAgain() throws Exception {
		FutureTask<Boolean> save = new FutureTask<>(this::saveTwoAttributes);
		CountDownLatch locked = new CountDownLatch(1);
		this.somebodyElse.executeWithoutResult((status) -> {
			this.jdbc.execute("SET LOCAL deadlock_timeout = '60s'");
			int other = currentProcess();
			this.onceLocked = () -> {
				if (locked.getCount() > 0) {
					locked.countDown();
					Awaitility.await().until(() -> isWaiting(other));
				}
			};
			this.jdbc.update("UPDATE MIXED_SESSION_ATTRIBUTE SET ATTRIBUTE_VERSION = ATTRIBUTE_VERSION + 1");
			new Thread(save).start();
			Awaitility.await().until(() -> locked.getCount() == 0);
			this.jdbc.update(TOUCH, this.record.locator().uuid());
		});
		assertThat(save.get(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.failures).containsExactly("40P01");
		assertSaved();
	}

	/**
	 * The other one has read what was changed before the store began to read, and changes
	 * what the store reads: no order of the three explains what the store would see. Its
	 * snapshot is of before it waits for the table.
	 */
	@Test
	void readThatNoOrderExplainsIsTriedAgain() throws Exception {
		this.isolation = Connection.TRANSACTION_SERIALIZABLE;
		TransactionTemplate other = serializable();
		FutureTask<@Nullable StoredSession> find = new FutureTask<>(() -> this.store.find(this.record.locator(), ALL));
		other.executeWithoutResult((status) -> {
			this.jdbc.queryForList("SELECT ATTRIBUTE_VALUE FROM MIXED_SESSION_ATTRIBUTE");
			serializable().executeWithoutResult(
					(before) -> this.jdbc.update("UPDATE MIXED_SESSION_ATTRIBUTE SET ATTRIBUTE_VERSION = 42"));
			this.jdbc.update(TOUCH, this.record.locator().uuid());
			this.jdbc.execute("LOCK TABLE MIXED_SESSION");
			int process = currentProcess();
			new Thread(find).start();
			Awaitility.await().until(() -> isWaitedFor(process));
		});
		StoredSession found = find.get(30, TimeUnit.SECONDS);
		assertThat(this.failures).containsExactly("40001");
		assertThat(found).isNotNull();
		assertThat(found.record().clientAddress()).isEqualTo("192.0.2.99");
		assertThat(found.attributes()).extracting(StoredAttribute::version).containsExactly(42L);
	}

	private TransactionTemplate serializable() {
		TransactionTemplate template = new TransactionTemplate(new JdbcTransactionManager(this.pool));
		template.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
		template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		return template;
	}

	private boolean saveTwoAttributes() {
		return this.store
			.save(writes(this.record, write("a", Partition.SHARED, "2"), write("b", Partition.SHARED, "2")));
	}

	private void assertSaved() {
		for (String name : List.of("a", "b")) {
			assertThat(text(this.store.findAttribute(this.record.locator(), name, Partition.SHARED))).isEqualTo("2");
		}
		assertThat(this.jdbc.queryForList("SELECT CLIENT_ADDRESS FROM MIXED_SESSION", String.class))
			.containsExactly("192.0.2.99");
	}

	/**
	 * Changes the session, has the action run into that, and commits.
	 */
	private boolean whileSomebodyElseChangesTheSession(Callable<Boolean> action) throws Exception {
		FutureTask<Boolean> task = new FutureTask<>(action);
		this.somebodyElse.executeWithoutResult((status) -> {
			int other = currentProcess();
			this.jdbc.update(TOUCH, this.record.locator().uuid());
			new Thread(task).start();
			Awaitility.await().until(() -> isWaitedFor(other));
		});
		return task.get(30, TimeUnit.SECONDS);
	}

	private int currentProcess() {
		Integer process = this.jdbc.queryForObject("SELECT PG_BACKEND_PID()", Integer.class);
		return (process != null) ? process : -1;
	}

	private boolean isWaitedFor(int process) {
		return answer("SELECT EXISTS (SELECT 1 FROM PG_LOCKS WHERE NOT GRANTED AND ? = ANY (PG_BLOCKING_PIDS(PID)))",
				process);
	}

	private boolean isWaiting(int process) {
		return answer("SELECT CARDINALITY(PG_BLOCKING_PIDS(?)) > 0", process);
	}

	private boolean answer(String question, int process) {
		return Boolean.TRUE.equals(this.jdbc.queryForObject(question, Boolean.class, process));
	}

	/**
	 * The store's connections, as strict as the test wants them.
	 */
	private final class IsolatedDataSource extends DelegatingDataSource {

		private IsolatedDataSource() {
			super(PostgreSqlAbortTests.this.pool);
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			connection.setTransactionIsolation(PostgreSqlAbortTests.this.isolation);
			return connection;
		}

	}

}
