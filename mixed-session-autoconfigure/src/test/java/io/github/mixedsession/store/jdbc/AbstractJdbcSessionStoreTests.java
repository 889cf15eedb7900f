package io.github.mixedsession.store.jdbc;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import com.sun.management.ThreadMXBean;
import io.github.mixedsession.Channel;
import io.github.mixedsession.store.Concurrently;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Rotation;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.SessionStoreContractTests;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.TestSessions;
import io.github.mixedsession.test.TestDatabase;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.support.ProxyDataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static io.github.mixedsession.store.TestSessions.ALL;
import static io.github.mixedsession.store.TestSessions.CREATED;
import static io.github.mixedsession.store.TestSessions.access;
import static io.github.mixedsession.store.TestSessions.attribute;
import static io.github.mixedsession.store.TestSessions.bytes;
import static io.github.mixedsession.store.TestSessions.guarded;
import static io.github.mixedsession.store.TestSessions.insecureRow;
import static io.github.mixedsession.store.TestSessions.login;
import static io.github.mixedsession.store.TestSessions.newId;
import static io.github.mixedsession.store.TestSessions.principal;
import static io.github.mixedsession.store.TestSessions.replacement;
import static io.github.mixedsession.store.TestSessions.rotation;
import static io.github.mixedsession.store.TestSessions.secureRow;
import static io.github.mixedsession.store.TestSessions.write;
import static io.github.mixedsession.store.TestSessions.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractJdbcSessionStoreTests extends SessionStoreContractTests {

	private final List<String> statements = Collections.synchronizedList(new ArrayList<>());

	private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

	private final List<String> transactions = Collections.synchronizedList(new ArrayList<>());

	private final TestDatabase database;

	final ProxyDataSource dataSource;

	private final JdbcTransactionManager transactionManager;

	private final JdbcTemplate jdbc;

	AbstractJdbcSessionStoreTests(TestDatabase database) {
		this.database = database;
		this.dataSource = ProxyDataSourceBuilder.create(database.createDataSourceWithTables())
			.afterQuery((execution, queries) -> {
				queries.stream().map(QueryInfo::getQuery).forEach(this.statements::add);
				if (!execution.isSuccess()) {
					this.failures.add(String.valueOf(execution.getThrowable()));
				}
			})
			.beforeMethod((method) -> {
				if (method.getMethod().getName().matches("commit|rollback|setAutoCommit")) {
					this.transactions.add(method.getMethod().getName());
				}
			})
			.build();
		this.transactionManager = new JdbcTransactionManager(this.dataSource);
		this.jdbc = new JdbcTemplate(this.dataSource);
	}

	@Override
	protected SessionStore createStore() {
		this.jdbc.update("DELETE FROM MIXED_SESSION");
		return new JdbcSessionStore(this.dataSource, this.transactionManager, JdbcSessionStore.DEFAULT_TABLE_NAME);
	}

	@AfterEach
	void leavesNoOrphans() {
		for (String table : List.of("MIXED_SESSION_ATTRIBUTE", "MIXED_SESSION_RETIRED")) {
			assertThat(this.jdbc.queryForList(
					"SELECT * FROM " + table + " WHERE SESSION_KEY NOT IN (SELECT SESSION_KEY FROM MIXED_SESSION)"))
				.isEmpty();
		}
	}

	@Test
	void findByIdIsOneStatement() {
		SessionRow row = insert(secureRow("bob"), attribute("a", Partition.SHARED, "1"),
				attribute("b", Partition.SECURE, "2"));
		assertThat(statementsOf(() -> this.store.findById(Channel.SECURE, row.secureId(), ALL))).hasSize(1);
		assertThat(statementsOf(() -> this.store.findById(Channel.INSECURE, newId(), ALL))).hasSize(1);
		assertThat(statementsOf(() -> this.store.findByKey(row.key(), ALL))).hasSize(1);
		assertThat(statementsOf(() -> this.store.findRetired(newId()))).hasSize(1);
	}

	@Test
	void findByIdWhenInsecureViewThenAsksForNothingSecure() {
		SessionRow row = insert(secureRow("bob"));
		assertThat(statementsOf(() -> this.store.findById(Channel.INSECURE, row.insecureId(),
				EnumSet.of(Partition.SHARED, Partition.INSECURE))))
			.singleElement()
			.asString()
			.contains("ATTRIBUTE_PARTITION IN ('SHARED', 'INSECURE')")
			.contains("NULL AS PRINCIPAL_NAME")
			.doesNotContain("S.PRINCIPAL_NAME");
	}

	@Test
	void findByIdWhenInsecureViewThenReadsNoByteOfTheSecureSide() {
		String secret = "s".repeat(100_000);
		SessionRow light = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "mug"));
		SessionRow heavy = insert(secureRow("eve"), attribute("cart", Partition.SHARED, "mug"),
				attribute("scan", Partition.SECURE, secret));
		Set<Partition> insecure = EnumSet.of(Partition.SHARED, Partition.INSECURE);
		long expected = bytesToFind(light, insecure);
		assertThat(bytesToFind(heavy, ALL)).isGreaterThan(expected + secret.length());
		assertThat(bytesToFind(heavy, insecure)).isCloseTo(expected, Offset.offset(1_000L));
	}

	/**
	 * Returns the least of many, for the first reads prepare statements.
	 */
	private long bytesToFind(SessionRow row, Set<Partition> partitions) {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 50; i++) {
			least = Math.min(least, allocatedBy(
					() -> assertThat(this.store.findById(Channel.INSECURE, row.insecureId(), partitions)).isNotNull()));
		}
		return least;
	}

	@Test
	void writesAreFewStatements() {
		SessionRow row = insert(secureRow("bob"));
		assertThat(statementsOf(() -> this.store.save(writes(row, write("a", Partition.SHARED, "1"))))).hasSize(1);
		assertThat(statementsOf(() -> this.store.save(writes(row, replacement("a", Partition.SHARED, "2")))))
			.singleElement()
			.asString()
			.startsWith("UPDATE");
		assertThat(statementsOf(() -> this.store.save(writes(row, write("a", Partition.SHARED, null))))).hasSize(1);
		assertThat(statementsOf(() -> this.store.save(access(row, CREATED, true)))).hasSize(1);
		assertThat(statementsOf(() -> this.store.save(principal(row, "eve")))).hasSize(1);
		assertThat(statementsOf(() -> this.store.save(access(row, CREATED, true, write("a", Partition.SHARED, "1")))))
			.hasSize(2);
		assertThat(
				statementsOf(() -> this.store.save(access(row, CREATED, true, guarded("auth", Partition.SECURE, "1")))))
			.hasSize(3);
		assertThat(statementsOf(() -> this.store.compareAndSet(row.key(), "b", Partition.SHARED, 0, bytes("1"))))
			.hasSize(1);
		assertThat(statementsOf(() -> insert(insecureRow(), attribute("a", Partition.SHARED, "1"),
				attribute("b", Partition.SHARED, "2"))))
			.hasSize(combines() ? 1 : 2);
		Rotation rotation = rotation(row);
		assertThat(statementsOf(() -> this.store.rotate(rotation))).hasSize(combines() ? 1 : 2);
		SessionRow rotated = rotation.result();
		boolean joins = this.database == TestDatabase.MARIADB;
		assertThat(statementsOf(() -> this.store.confirm(row.key(), rotated.insecureId(), rotated.secureId(), CREATED)))
			.hasSize((combines() || joins) ? 1 : 2);
		assertThat(statementsOf(() -> this.store.rotate(login(rotated)))).hasSize(combines() ? 1 : 2);
	}

	@Test
	void turnCostsTheSameHoweverOftenTheSessionTurned() {
		SessionRow row = insert(secureRow("bob"));
		long[] costs = new long[300];
		for (int i = 0; i < costs.length; i++) {
			Rotation rotation = login(row);
			SessionRow next = rotation.result();
			costs[i] = allocatedBy(() -> {
				this.store.rotate(rotation);
				this.store.confirm(next.key(), next.insecureId(), next.secureId(), CREATED);
			});
			row = next;
		}
		long first = Arrays.stream(costs, 20, 60).min().orElseThrow();
		assertThat(Arrays.stream(costs, 260, 300).min().orElseThrow()).isLessThan(2 * first);
	}

	private static long allocatedBy(Runnable action) {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadAllocatedBytes();
		action.run();
		return threads.getCurrentThreadAllocatedBytes() - before;
	}

	/**
	 * Whether statements that belong together can be one.
	 */
	private boolean combines() {
		return this.database == TestDatabase.POSTGRESQL;
	}

	@Test
	void singleStatementsNeedNoTransaction() {
		SessionRow row = insert(secureRow("bob"));
		this.transactions.clear();
		this.store.save(writes(row, write("a", Partition.SHARED, "1")));
		this.store.save(access(row, CREATED.plusSeconds(60), true));
		this.store.compareAndSet(row.key(), "b", Partition.SHARED, 0, bytes("1"));
		this.store.findById(Channel.SECURE, row.secureId(), ALL);
		this.store.delete(row.key());
		assertThat(this.transactions).isEmpty();
		this.store
			.save(writes(insert(insecureRow()), write("a", Partition.SHARED, "1"), write("b", Partition.SHARED, "1")));
		assertThat(this.transactions).isNotEmpty();
	}

	@Test
	void whenConnectionsDoNotCommitByThemselvesThenNothingIsLost() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			SingleConnectionDataSource manual = new SingleConnectionDataSource(connection, true);
			SessionStore other = new JdbcSessionStore(manual, new JdbcTransactionManager(manual),
					JdbcSessionStore.DEFAULT_TABLE_NAME);
			SessionRow row = insecureRow();
			other.insert(new StoredSession(row, List.of()));
			other.save(writes(row, write("a", Partition.SHARED, "1")));
			connection.rollback();
			assertThat(valueOf(row, "a", Partition.SHARED)).isEqualTo("1");
			assertThat(other.delete(row.key())).isTrue();
			connection.rollback();
			assertThat(this.store.findByKey(row.key(), ALL)).isNull();
			connection.setAutoCommit(true);
		}
	}

	@Test
	void noStatementButInsertAndRotateNamesAnIdColumnToWrite() {
		SessionRow row = insert(secureRow("bob"));
		List<String> written = statementsOf(() -> {
			this.store.save(access(row, CREATED, true, write("a", Partition.SHARED, "1")));
			this.store.save(principal(row, "eve"));
			this.store.confirm(row.key(), row.insecureId(), row.secureId(), CREATED);
			this.store.clear(row.key(), ALL);
		});
		assertThat(written).isNotEmpty()
			.noneMatch((sql) -> Pattern.compile(" SET ((?! WHERE ).)*_ID = ").matcher(sql).find());
	}

	@Test
	void rotateWhenItFailsHalfwayThenHasNotHappened() {
		SessionRow row = insert(insecureRow());
		SessionRow other = insert(insecureRow());
		this.jdbc.update("INSERT INTO MIXED_SESSION_RETIRED (RETIRED_ID, SESSION_KEY, KIND, LOGIN_COUNT) "
				+ "VALUES (?, ?, 'INSECURE', 0)", row.insecureId().toBytes(), other.key());
		Rotation rotation = rotation(row);
		assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> this.store.rotate(rotation));
		assertThat(row(row)).isEqualTo(row);
	}

	@Test
	void whenApplicationRollsBackThenSessionDataStays() {
		SessionRow row = insert(insecureRow());
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			this.store.save(writes(row, write("a", Partition.SHARED, "1")));
			status.setRollbackOnly();
		});
		assertThat(valueOf(row, "a", Partition.SHARED)).isEqualTo("1");
	}

	@Test
	void whenApplicationHasATransactionThenReadsRunOutsideIt() {
		SessionRow row = insert(insecureRow());
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			this.jdbc.update("UPDATE MIXED_SESSION SET CLIENT_ADDRESS = 'x' WHERE SESSION_KEY = ?", row.key());
			assertThat(row(row)).isEqualTo(row);
			status.setRollbackOnly();
		});
	}

	@Test
	void saveWhenALoginIsUnderWayThenWaitsAndDropsGuardedWrites() throws Exception {
		SessionRow row = insert(secureRow(null));
		boolean saved = whileUncommitted("UPDATE MIXED_SESSION SET LOGIN_COUNT = LOGIN_COUNT + 1 WHERE SESSION_KEY = ?",
				row, () -> this.store.save(writes(row, guarded("auth", Partition.SECURE, "eve"))));
		assertThat(saved).isTrue();
		assertThat(valueOf(row, "auth", Partition.SECURE)).isEqualTo("absent");
	}

	@Test
	void saveWhenADeletionIsUnderWayThenWaitsAndReturnsFalse() throws Exception {
		SessionRow row = insert(insecureRow());
		assertThat(whileUncommitted("DELETE FROM MIXED_SESSION WHERE SESSION_KEY = ?", row,
				() -> this.store.save(writes(row, write("a", Partition.SHARED, "1")))))
			.isFalse();
	}

	@Test
	void saveWhenWhatItReplacesIsBeingDeletedThenWaitsAndReturnsFalse() throws Exception {
		SessionRow row = insert(insecureRow(), attribute("a", Partition.SHARED, "1"));
		assertThat(whileUncommitted("DELETE FROM MIXED_SESSION WHERE SESSION_KEY = ?", row,
				() -> this.store.save(writes(row, replacement("a", Partition.SHARED, "2")))))
			.isFalse();
	}

	@Test
	void clearWaitsForWhoeverLockedTheSession() throws Exception {
		SessionRow row = insert(insecureRow(), attribute("a", Partition.SHARED, "1"));
		String lock = "UPDATE MIXED_SESSION SET LOGIN_COUNT = LOGIN_COUNT WHERE SESSION_KEY = ?";
		whileUncommitted(lock, row, () -> {
			this.store.clear(row.key(), ALL);
			return true;
		});
		assertThat(this.store.findByKey(row.key(), ALL).attributes()).isEmpty();
	}

	@Test
	void compareAndSetWhenADeletionIsUnderWayThenWaitsAndReturnsFalse() throws Exception {
		SessionRow row = insert(insecureRow());
		assertThat(whileUncommitted("DELETE FROM MIXED_SESSION WHERE SESSION_KEY = ?", row,
				() -> this.store.compareAndSet(row.key(), "a", Partition.SHARED, 0, bytes("1"))))
			.isFalse();
	}

	@Test
	void loginsOfDifferentSessionsAreNotInEachOthersWay() throws Exception {
		this.failures.clear();
		Concurrently.run(8, (i) -> () -> {
			for (int n = 0; n < 25; n++) {
				SessionRow row = insert(secureRow("bob"));
				Rotation login = login(row);
				assertThat(this.store.rotate(login)).isTrue();
				SessionRow result = login.result();
				this.store.confirm(row.key(), result.insecureId(), result.secureId(), CREATED);
			}
			return true;
		});
		assertThat(this.failures).isEmpty();
	}

	@Test
	void deleteExpiredLooksAtNoMoreThanTheLimit() {
		for (int i = 0; i < 5; i++) {
			this.store.save(access(insert(insecureRow()), CREATED.plus(Duration.ofDays(1)), true));
		}
		List<String> first = statementsOf(
				() -> assertThat(this.store.deleteExpired(CREATED.plus(Duration.ofDays(1)), Duration.ZERO, 2))
					.isEqualTo(new ExpiredSessions(List.of(), true)));
		assertThat(first).hasSize(2).allMatch((sql) -> sql.startsWith("SELECT") || sql.startsWith("UPDATE"));
		assertThat(this.store.deleteExpired(CREATED.plus(Duration.ofDays(1)), Duration.ZERO, 4).more()).isFalse();
	}

	@Test
	void deleteExpiredSkipsWhatSomebodyElseIsWorkingOn() {
		SessionRow row = insert(insecureRow());
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			this.jdbc.queryForList("SELECT 1 FROM MIXED_SESSION WHERE SESSION_KEY = ? FOR UPDATE", row.key());
			assertThat(this.store.deleteExpired(CREATED.plus(Duration.ofDays(1)), Duration.ZERO, 10).deleted())
				.isEmpty();
		});
		assertThat(row(row)).isEqualTo(row);
	}

	@Test
	void validateWhenTablesAreThereThenPasses() {
		assertThatNoException().isThrownBy(store(this.dataSource, "MIXED_SESSION")::validate);
	}

	@Test
	void validateWhenTablesAreMissingThenSaysHowToCreateThem() {
		JdbcSessionStore store = store(this.database.createDataSource(), "MIXED_SESSION");
		assertThatExceptionOfType(MissingSessionTableException.class).isThrownBy(store::validate)
			.satisfies((ex) -> assertThat(ex.getTableName()).isEqualTo("MIXED_SESSION"))
			.withMessageContaining("mixed-session.jdbc.initialize-schema")
			.withMessageContaining("schema-" + this.database.name().toLowerCase(Locale.ROOT) + ".sql");
	}

	@Test
	void validateWhenOneTableOrColumnIsMissingThenNamesTheTable() {
		DataSource dataSource = this.database.createDataSourceWithTables();
		JdbcSessionStore store = store(dataSource, "MIXED_SESSION");
		new JdbcTemplate(dataSource).execute("ALTER TABLE MIXED_SESSION_RETIRED DROP COLUMN LOGIN_COUNT");
		assertThatExceptionOfType(MissingSessionTableException.class).isThrownBy(store::validate)
			.satisfies((ex) -> assertThat(ex.getTableName()).isEqualTo("MIXED_SESSION_RETIRED"));
		new JdbcTemplate(dataSource).execute("DROP TABLE MIXED_SESSION_ATTRIBUTE");
		assertThatExceptionOfType(MissingSessionTableException.class).isThrownBy(store::validate)
			.satisfies((ex) -> assertThat(ex.getTableName()).isEqualTo("MIXED_SESSION_ATTRIBUTE"));
	}

	@Test
	void scriptsCanRunAgainAndKeepTheData() {
		SessionRow row = insert(insecureRow());
		this.database.createTables(this.dataSource);
		assertThat(row(row)).isEqualTo(row);
		DataSource other = this.database.createDataSourceWithTables();
		this.database.dropTables(other);
		this.database.dropTables(other);
		assertThatExceptionOfType(MissingSessionTableException.class)
			.isThrownBy(store(other, "MIXED_SESSION")::validate);
		this.database.createTables(other);
		assertThatNoException().isThrownBy(store(other, "MIXED_SESSION")::validate);
	}

	@Test
	void tablesMayHaveAnotherName() throws Exception {
		DataSource other = this.database.createDataSource();
		String script = new ClassPathResource("schema-" + this.database.name().toLowerCase(Locale.ROOT) + ".sql",
				JdbcSessionStore.class)
			.getContentAsString(StandardCharsets.UTF_8);
		new ResourceDatabasePopulator(
				new ByteArrayResource(script.replace("MIXED_SESSION", "SHOP_VISIT").getBytes(StandardCharsets.UTF_8)))
			.execute(other);
		JdbcSessionStore store = store(other, "SHOP_VISIT");
		store.validate();
		this.store = store;
		SessionRow row = insert(insecureRow());
		assertThat(store.save(access(row, CREATED, true, write("a", Partition.SHARED, "1")))).isTrue();
		assertThat(store.rotate(rotation(row))).isTrue();
		assertThat(valueOf(row, "a", Partition.SHARED)).isEqualTo("1");
		assertThat(store.deleteExpired(CREATED.plus(Duration.ofDays(1)), Duration.ZERO, 1).deleted()).hasSize(1);
	}

	/**
	 * Runs the statement on the session, then starts the action in another thread, gives
	 * it time to run into the lock, and commits.
	 */
	final boolean whileUncommitted(String statement, SessionRow row, Callable<Boolean> action) throws Exception {
		FutureTask<Boolean> task = new FutureTask<>(action);
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			this.jdbc.update(statement, row.key());
			new Thread(task).start();
			LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
			assertThat(task).isNotDone();
		});
		return task.get(10, TimeUnit.SECONDS);
	}

	private JdbcSessionStore store(DataSource dataSource, String tableName) {
		return new JdbcSessionStore(dataSource, new JdbcTransactionManager(dataSource), tableName);
	}

	private List<String> statementsOf(Runnable action) {
		this.statements.clear();
		action.run();
		return List.copyOf(this.statements);
	}

}
