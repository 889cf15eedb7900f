package io.github.mixedsession.store.jdbc;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import com.sun.management.ThreadMXBean;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.contract.Concurrently;
import io.github.mixedsession.store.contract.SessionStoreContractTests;
import io.github.mixedsession.store.contract.TestSessions;
import io.github.mixedsession.test.TestDatabase;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.support.ProxyDataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static io.github.mixedsession.store.contract.TestSessions.ALL;
import static io.github.mixedsession.store.contract.TestSessions.CREATED;
import static io.github.mixedsession.store.contract.TestSessions.IDLE;
import static io.github.mixedsession.store.contract.TestSessions.access;
import static io.github.mixedsession.store.contract.TestSessions.attribute;
import static io.github.mixedsession.store.contract.TestSessions.bytes;
import static io.github.mixedsession.store.contract.TestSessions.confirmation;
import static io.github.mixedsession.store.contract.TestSessions.guarded;
import static io.github.mixedsession.store.contract.TestSessions.idle;
import static io.github.mixedsession.store.contract.TestSessions.insecureRotation;
import static io.github.mixedsession.store.contract.TestSessions.insecureRow;
import static io.github.mixedsession.store.contract.TestSessions.login;
import static io.github.mixedsession.store.contract.TestSessions.newId;
import static io.github.mixedsession.store.contract.TestSessions.newLocator;
import static io.github.mixedsession.store.contract.TestSessions.principal;
import static io.github.mixedsession.store.contract.TestSessions.proof;
import static io.github.mixedsession.store.contract.TestSessions.replacement;
import static io.github.mixedsession.store.contract.TestSessions.restart;
import static io.github.mixedsession.store.contract.TestSessions.rotation;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static io.github.mixedsession.store.contract.TestSessions.withGeneration;
import static io.github.mixedsession.store.contract.TestSessions.withIdle;
import static io.github.mixedsession.store.contract.TestSessions.withLocator;
import static io.github.mixedsession.store.contract.TestSessions.write;
import static io.github.mixedsession.store.contract.TestSessions.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractJdbcSessionStoreTests extends SessionStoreContractTests {

	private final List<QueryInfo> queries = Collections.synchronizedList(new ArrayList<>());

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
				this.queries.addAll(queries);
				if (!execution.isSuccess()) {
					this.failures.add(describe(execution.getThrowable()));
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
		assertThat(this.jdbc.queryForList(
				"SELECT * FROM MIXED_SESSION_ATTRIBUTE WHERE LOCATOR NOT IN (SELECT LOCATOR FROM MIXED_SESSION)"))
			.isEmpty();
	}

	@Test
	void findIsOneStatement() {
		SessionRow row = insert(secureRow("bob"), attribute("a", Partition.SHARED, "1"),
				attribute("b", Partition.SECURE, "2"));
		for (IdKind kind : IdKind.values()) {
			Proof right = proof(row, kind);
			assertThat(statementsOf(() -> this.store.find(row.locator(), right, ALL))).hasSize(1);
			assertThat(statementsOf(() -> this.store.find(newLocator(), right, ALL))).hasSize(1);
			Proof several = new Proof(kind, List.of(newId(), newId(), row.ids().current(kind)));
			assertThat(statementsOf(() -> this.store.find(row.locator(), several, ALL))).hasSize(1);
		}
		assertThat(statementsOf(() -> this.store.find(row.locator(), ALL))).hasSize(1);
		assertThat(statementsOf(() -> this.store.find(newLocator(), ALL))).hasSize(1);
	}

	@Test
	void findWhenTheRestIsWrongThenIsOneStatementThatAnswersNothingButTheRow() {
		SessionRow retired = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "book"),
				attribute("auth", Partition.SECURE, "bob"), attribute("csrf", Partition.INSECURE, "1"));
		IdUpdate rotation = rotation(retired);
		assertThat(this.store.update(rotation)).isTrue();
		SessionRow row = rotation.result();
		for (IdKind kind : IdKind.values()) {
			boolean secure = kind == IdKind.SECURE;
			assertThat(answersTo(row, proof(row, kind))).hasSize(secure ? 3 : 2)
				.allSatisfy((answer) -> assertThat(answer.get("ATTRIBUTE_VALUE")).isNotNull())
				.allSatisfy((answer) -> assertThat(answer).containsEntry("PRINCIPAL_NAME", secure ? "bob" : null));
			IdKind other = secure ? IdKind.INSECURE : IdKind.SECURE;
			for (Proof wrong : List.of(new Proof(kind, newId()), new Proof(kind, row.ids().current(other)),
					proof(retired, kind), new Proof(kind, List.of(newId(), retired.ids().current(kind), newId())))) {
				assertThat(answersTo(row, wrong)).singleElement()
					.satisfies((answer) -> assertThat(answer).containsEntry("PRINCIPAL_NAME", null)
						.containsEntry("ATTRIBUTE_NAME", null)
						.containsEntry("ATTRIBUTE_VALUE", null));
			}
		}
	}

	/**
	 * Returns what the database answers to the one statement of a look-up.
	 */
	private List<Map<String, Object>> answersTo(SessionRow row, Proof proof) {
		this.queries.clear();
		assertThat(this.store.find(row.locator(), proof, ALL)).isNotNull();
		assertThat(this.queries).hasSize(1);
		QueryInfo query = this.queries.get(0);
		Object[] parameters = query.getParametersList()
			.get(0)
			.stream()
			.map((operation) -> operation.getArgs()[1])
			.toArray();
		return this.jdbc.queryForList(query.getQuery(), parameters);
	}

	@Test
	void findWhenInsecureViewThenAsksForNothingSecure() {
		SessionRow row = insert(secureRow("bob"));
		assertThat(statementsOf(() -> this.store.find(row.locator(), proof(row, IdKind.INSECURE),
				EnumSet.of(Partition.SHARED, Partition.INSECURE))))
			.singleElement()
			.asString()
			.contains("ATTRIBUTE_PARTITION IN ('SHARED', 'INSECURE')")
			.contains("NULL AS PRINCIPAL_NAME")
			.doesNotContain("S.PRINCIPAL_NAME");
	}

	@Test
	void findWhenInsecureViewOrWrongRestThenReadsNoByteOfTheSecureSide() {
		String secret = "s".repeat(100_000);
		SessionRow light = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "mug"));
		SessionRow heavy = insert(secureRow("eve"), attribute("cart", Partition.SHARED, "mug"),
				attribute("scan", Partition.SECURE, secret));
		Set<Partition> insecure = EnumSet.of(Partition.SHARED, Partition.INSECURE);
		Proof wrong = new Proof(IdKind.SECURE, newId());
		long expected = bytesToFind(light, proof(light, IdKind.INSECURE), insecure);
		assertThat(bytesToFind(heavy, proof(heavy, IdKind.SECURE), ALL)).isGreaterThan(expected + secret.length());
		assertThat(bytesToFind(heavy, proof(heavy, IdKind.INSECURE), insecure)).isCloseTo(expected,
				Offset.offset(1_000L));
		assertThat(bytesToFind(heavy, wrong, ALL)).isCloseTo(bytesToFind(light, wrong, ALL), Offset.offset(1_000L));
		assertThat(bytesToFind(heavy, wrong, ALL)).isLessThan(expected + 5_000);
	}

	/**
	 * Returns the least of many, for the first reads prepare statements.
	 */
	private long bytesToFind(SessionRow row, Proof proof, Set<Partition> partitions) {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 50; i++) {
			least = Math.min(least,
					allocatedBy(() -> assertThat(this.store.find(row.locator(), proof, partitions)).isNotNull()));
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
		assertThat(statementsOf(() -> this.store.compareAndSet(row.locator(), "b", Partition.SHARED, 0, bytes("1"))))
			.hasSize(1);
	}

	@Test
	void updateOfIdsIsOneStatementWithoutATransaction() {
		SessionRow row = insert(secureRow("bob"));
		List<Function<SessionRow, IdUpdate>> rotations = List.of(TestSessions::rotation, TestSessions::login,
				TestSessions::insecureRotation,
				(current) -> confirmation(current, CREATED, IdKind.INSECURE, IdKind.SECURE));
		this.transactions.clear();
		for (Function<SessionRow, IdUpdate> rotation : rotations) {
			IdUpdate update = rotation.apply(row);
			assertThat(statementsOf(() -> assertThat(this.store.update(update)).isTrue())).singleElement()
				.asString()
				.startsWith("UPDATE MIXED_SESSION SET ")
				.endsWith(" WHERE LOCATOR = ? AND GENERATION = ?");
			assertThat(statementsOf(() -> assertThat(this.store.update(update)).isFalse())).hasSize(1);
			row = update.result();
		}
		assertThat(this.transactions).isEmpty();
	}

	@Test
	void newSessionAndRestartAreTwoStatementsInOneTransaction() {
		this.transactions.clear();
		List<String> inserted = statementsOf(() -> insert(insecureRow(), attribute("a", Partition.SHARED, "1"),
				attribute("b", Partition.SHARED, "2")));
		assertThat(inserted).hasSize(combines() ? 1 : 2);
		assertThat(this.transactions).filteredOn("commit"::equals).hasSize(combines() ? 0 : 1);
		SessionRow row = insert(secureRow("bob"), attribute("a", Partition.SECURE, "1"));
		this.transactions.clear();
		assertThat(statementsOf(() -> updated(restart(row)))).hasSize(2);
		assertThat(this.transactions).filteredOn("commit"::equals).hasSize(1);
		assertThat(this.transactions).doesNotContain("rollback");
		assertThat(statementsOf(() -> assertThat(this.store.update(restart(row))).isFalse())).hasSize(1);
	}

	/**
	 * A crossing confirms what the one before it handed out, and comes up and down again.
	 */
	@Test
	void crossingCostsTheSameAfterTenThousand() {
		SessionRow row = insert(secureRow("bob"));
		long[] allocated = new long[10_000];
		long[] logged = new long[10];
		Set<Integer> lengths = new HashSet<>();
		for (int i = 0; i < allocated.length; i++) {
			IdUpdate crossing = (i % 2 == 0) ? insecureRotation(row) : rotation(row);
			IdUpdate confirming = new IdUpdate(row, crossing.ids().confirmed(EnumSet.allOf(IdKind.class), CREATED),
					crossing.side(), crossing.secureAccess(), false);
			long logBefore = (i % 1_000 == 0) ? this.database.loggedBytes(this.jdbc) : 0;
			this.queries.clear();
			allocated[i] = allocatedBy(() -> assertThat(this.store.update(confirming)).isTrue());
			assertThat(this.queries).hasSize(1);
			row = confirming.result();
			logged[i / 1_000] -= logBefore;
			if (i % 1_000 == 999) {
				logged[i / 1_000] += this.database.loggedBytes(this.jdbc);
				lengths.add(
						this.jdbc.queryForObject("SELECT OCTET_LENGTH(RETIRED_IDS) FROM MIXED_SESSION", Integer.class));
			}
		}
		assertThat(row(row)).isEqualTo(row);
		assertThat(row.ids().retired()).hasSize(2 * SessionIds.REMEMBERED);
		assertThat(lengths).hasSize(1).allMatch((length) -> length <= 1024);
		assertThat(this.jdbc.queryForList("SELECT LOCATOR FROM MIXED_SESSION")).hasSize(1);
		long first = Arrays.stream(allocated, 20, 60).min().orElseThrow();
		assertThat(Arrays.stream(allocated, 9_960, 10_000).min().orElseThrow()).isLessThan(2 * first);
		// what the server does beside it is in it: of some thousand, the least
		long early = Arrays.stream(logged, 0, 3).min().orElseThrow();
		assertThat(Arrays.stream(logged, 7, 10).min().orElseThrow()).isLessThanOrEqualTo(early * 5 / 4);
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
		this.store.compareAndSet(row.locator(), "b", Partition.SHARED, 0, bytes("1"));
		this.store.find(row.locator(), proof(row, IdKind.SECURE), ALL);
		this.store.find(row.locator(), new Proof(IdKind.SECURE, newId()), ALL);
		SessionRow rotated = updated(rotation(row));
		SessionRow loggedIn = updated(login(rotated));
		updated(confirmation(loggedIn, CREATED, IdKind.SECURE));
		this.store.delete(row.locator());
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
			assertThat(other.delete(row.locator())).isTrue();
			connection.rollback();
			assertThat(this.store.find(row.locator(), ALL)).isNull();
			connection.setAutoCommit(true);
		}
	}

	@Test
	void noStatementButInsertAndUpdateNamesAnIdColumnToWrite() {
		SessionRow row = insert(secureRow("bob"));
		SessionRow expired = insert(withIdle(insecureRow(), Duration.ofSeconds(1)));
		List<String> written = statementsOf(() -> {
			this.store.save(access(row, CREATED, true, write("a", Partition.SHARED, "1")));
			this.store.save(writes(row, write("b", Partition.SHARED, "1"), guarded("c", Partition.SECURE, "1")));
			this.store.save(writes(row, replacement("a", Partition.SHARED, "2")));
			this.store.save(idle(row, Duration.ofHours(1)));
			this.store.save(new SessionDelta(row.locator(), CREATED.minusSeconds(1), null, null, null, null,
					row.loginCount(), List.of(), true, null, null));
			this.store.save(principal(row, "eve"));
			this.store.compareAndSet(row.locator(), "d", Partition.SHARED, 0, bytes("1"));
			this.store.clear(row.locator(), ALL);
			this.store.deleteUnlessSecure(row.locator());
			this.store.deleteIfEmpty(row.locator(), IdKind.INSECURE, row.loginCount());
			this.store.deleteExpired(CREATED.plus(IDLE), Duration.ZERO, 10);
			this.store.delete(row.locator());
		});
		assertThat(written).isNotEmpty().noneMatch(AbstractJdbcSessionStoreTests::writesIds);
		assertThat(this.store.find(expired.locator(), ALL)).isNull();
		SessionRow other = insert(secureRow("bob"));
		assertThat(statementsOf(() -> updated(rotation(other)))).allMatch(AbstractJdbcSessionStoreTests::writesIds);
	}

	private static boolean writesIds(String sql) {
		return Pattern
			.compile(" SET (((?! WHERE ).)*, )?"
					+ "(LOCATOR|GENERATION|INSECURE_ID|SECURE_ID|FAMILY|LOGIN_COUNT|RETIRED_IDS|SIDE) = ")
			.matcher(sql)
			.find();
	}

	@Test
	void indexesAreThePrimaryKeysAndThoseOfExpiryAndPrincipalAlone() {
		assertThat(indexes("MIXED_SESSION")).containsExactlyInAnyOrder("LOCATOR", "EXPIRES_AT", "PRINCIPAL_NAME");
		assertThat(indexes("MIXED_SESSION_ATTRIBUTE")).containsExactly("LOCATOR, ATTRIBUTE_PARTITION, ATTRIBUTE_NAME");
	}

	/**
	 * Returns the columns of each index, as the database tells them, without the one that
	 * H2 makes of a foreign key, whatever the primary key is.
	 */
	private List<String> indexes(String table) {
		return this.jdbc.execute((ConnectionCallback<List<String>>) (connection) -> {
			DatabaseMetaData metaData = connection.getMetaData();
			String name = metaData.storesLowerCaseIdentifiers() ? table.toLowerCase(Locale.ROOT) : table;
			Map<String, String> indexes = new TreeMap<>();
			try (ResultSet columns = metaData.getIndexInfo(connection.getCatalog(), connection.getSchema(), name, false,
					false)) {
				while (columns.next()) {
					String column = columns.getString("COLUMN_NAME");
					if (column != null) {
						indexes.merge(columns.getString("INDEX_NAME"), column.toUpperCase(Locale.ROOT),
								(first, next) -> first + ", " + next);
					}
				}
			}
			if (this.database == TestDatabase.H2) {
				indexes.keySet().removeIf((index) -> index.startsWith(table + "_FK_INDEX_"));
			}
			return List.copyOf(indexes.values());
		});
	}

	@Test
	void restartWhenItFailsHalfwayThenHasNotHappened() {
		SessionRow row = insert(secureRow("bob"), attribute("auth", Partition.SECURE, "bob"));
		DataSource failing = ProxyDataSourceBuilder.create(this.dataSource).beforeQuery((execution, queries) -> {
			if (queries.stream().anyMatch((query) -> query.getQuery().startsWith("DELETE"))) {
				throw new IllegalStateException("halfway");
			}
		}).build();
		JdbcSessionStore other = store(failing, JdbcSessionStore.DEFAULT_TABLE_NAME);
		assertThatIllegalStateException().isThrownBy(() -> other.update(restart(row))).withMessage("halfway");
		assertThat(row(row)).isEqualTo(row);
		assertThat(valueOf(row, "auth", Partition.SECURE)).isEqualTo("bob");
	}

	@Test
	void updateWhenAnotherIsUnderWayThenWaitsAndReturnsFalse() throws Exception {
		SessionRow row = insert(secureRow("bob"), attribute("auth", Partition.SECURE, "bob"));
		String rotated = "UPDATE MIXED_SESSION SET GENERATION = GENERATION + 1 WHERE LOCATOR = ?";
		assertThat(whileUncommitted(rotated, row, () -> this.store.update(rotation(row)))).isFalse();
		SessionRow next = withGeneration(row, 1);
		assertThat(whileUncommitted(rotated, row, () -> this.store.update(restart(next)))).isFalse();
		assertThat(row(row)).isEqualTo(withGeneration(row, 2));
		assertThat(valueOf(row, "auth", Partition.SECURE)).isEqualTo("bob");
	}

	@Test
	void updateWhenADeletionIsUnderWayThenWaitsAndReturnsFalse() throws Exception {
		SessionRow row = insert(secureRow("bob"));
		assertThat(whileUncommitted("DELETE FROM MIXED_SESSION WHERE LOCATOR = ?", row,
				() -> this.store.update(rotation(row))))
			.isFalse();
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
			this.jdbc.update("UPDATE MIXED_SESSION SET CLIENT_ADDRESS = 'x' WHERE LOCATOR = ?", key(row));
			assertThat(row(row)).isEqualTo(row);
			status.setRollbackOnly();
		});
	}

	@Test
	void saveWhenALoginIsUnderWayThenWaitsAndDropsGuardedWrites() throws Exception {
		SessionRow row = insert(secureRow(null));
		boolean saved = whileUncommitted("UPDATE MIXED_SESSION SET LOGIN_COUNT = LOGIN_COUNT + 1 WHERE LOCATOR = ?",
				row, () -> this.store.save(writes(row, guarded("auth", Partition.SECURE, "eve"))));
		assertThat(saved).isTrue();
		assertThat(valueOf(row, "auth", Partition.SECURE)).isEqualTo("absent");
	}

	@Test
	void saveWhenADeletionIsUnderWayThenWaitsAndReturnsFalse() throws Exception {
		SessionRow row = insert(insecureRow());
		assertThat(whileUncommitted("DELETE FROM MIXED_SESSION WHERE LOCATOR = ?", row,
				() -> this.store.save(writes(row, write("a", Partition.SHARED, "1")))))
			.isFalse();
	}

	@Test
	void saveWhenWhatItReplacesIsBeingDeletedThenWaitsAndReturnsFalse() throws Exception {
		SessionRow row = insert(insecureRow(), attribute("a", Partition.SHARED, "1"));
		assertThat(whileUncommitted("DELETE FROM MIXED_SESSION WHERE LOCATOR = ?", row,
				() -> this.store.save(writes(row, replacement("a", Partition.SHARED, "2")))))
			.isFalse();
	}

	@Test
	void clearWaitsForWhoeverLockedTheSession() throws Exception {
		SessionRow row = insert(insecureRow(), attribute("a", Partition.SHARED, "1"));
		String lock = "UPDATE MIXED_SESSION SET LOGIN_COUNT = LOGIN_COUNT WHERE LOCATOR = ?";
		whileUncommitted(lock, row, () -> {
			this.store.clear(row.locator(), ALL);
			return true;
		});
		assertThat(this.store.find(row.locator(), ALL).attributes()).isEmpty();
	}

	@Test
	void compareAndSetWhenADeletionIsUnderWayThenWaitsAndReturnsFalse() throws Exception {
		SessionRow row = insert(insecureRow());
		assertThat(whileUncommitted("DELETE FROM MIXED_SESSION WHERE LOCATOR = ?", row,
				() -> this.store.compareAndSet(row.locator(), "a", Partition.SHARED, 0, bytes("1"))))
			.isFalse();
	}

	@Test
	void loginsOfDifferentSessionsAreNotInEachOthersWay() throws Exception {
		this.failures.clear();
		Concurrently.run(8, (i) -> () -> {
			for (int n = 0; n < 25; n++) {
				SessionRow row = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "book"));
				SessionRow loggedIn = updated(login(row));
				SessionRow confirmed = updated(confirmation(loggedIn, CREATED, IdKind.INSECURE, IdKind.SECURE));
				if (n % 5 == 0) {
					updated(restart(confirmed));
				}
			}
			return true;
		});
		assertThat(this.failures).isEmpty();
	}

	/**
	 * Young sessions lie together, so what is locked beside one is in the way of others.
	 */
	@Test
	void savesOfDifferentYoungSessionsAreNotInEachOthersWay() throws Exception {
		this.failures.clear();
		Concurrently.run(8, (i) -> () -> {
			for (int n = 0; n < 25; n++) {
				SessionRow row = insert(withLocator(insecureRow(), Locator.generate(Instant.now())));
				assertThat(this.store.save(writes(row, write("a", Partition.SHARED, null),
						write("b", Partition.SHARED, "1"), write("c", Partition.SECURE, "1"))))
					.isTrue();
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
			this.jdbc.queryForList("SELECT 1 FROM MIXED_SESSION WHERE LOCATOR = ? FOR UPDATE", key(row));
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
		new JdbcTemplate(dataSource).execute("ALTER TABLE MIXED_SESSION DROP COLUMN RETIRED_IDS");
		assertThatExceptionOfType(MissingSessionTableException.class).isThrownBy(store::validate)
			.satisfies((ex) -> assertThat(ex.getTableName()).isEqualTo("MIXED_SESSION"));
		new JdbcTemplate(dataSource).execute("ALTER TABLE MIXED_SESSION ADD COLUMN RETIRED_IDS INTEGER");
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
		assertThat(store.update(restart(updated(rotation(row))))).isTrue();
		assertThat(valueOf(row, "a", Partition.SHARED)).isEqualTo("1");
		assertThat(store.deleteExpired(CREATED.plus(Duration.ofDays(1)), Duration.ZERO, 1).deleted()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\0b", "\ud800", "\udc00a" })
	void whenAttributeNameIsNoTextThenThrowsAndFindsNothing(String name) {
		SessionRow row = insert(insecureRow(), attribute("?", Partition.SHARED, "1"));
		SessionRow other = insecureRow();
		assertThatIllegalArgumentException().isThrownBy(() -> insert(other, attribute(name, Partition.SHARED, "1")));
		assertThat(this.store.find(other.locator(), ALL)).isNull();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.store.save(writes(row, write(name, Partition.SHARED, "1"))));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.store.compareAndSet(row.locator(), name, Partition.SHARED, 0, bytes("1")));
		assertThat(this.store.findAttribute(row.locator(), name, Partition.SHARED)).isNull();
		assertThat(this.store.compareAndSet(row.locator(), name, Partition.SHARED, 0, null)).isTrue();
		assertThat(this.store.save(writes(row, write(name, Partition.SHARED, null)))).isTrue();
		assertThat(valueOf(row, "?", Partition.SHARED)).isEqualTo("1");
	}

	@Test
	void insertWhenAttributeNameIsTooLongThenThrowsAndStoresNothing() {
		SessionRow row = insecureRow();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> insert(row, attribute("a".repeat(201), Partition.SHARED, "1")))
			.withMessageContaining("200");
		assertThat(this.store.find(row.locator(), ALL)).isNull();
	}

	@Test
	void saveWhenNameIsTooLongThenThrowsAndWritesNothing() {
		SessionRow row = insert(secureRow(null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.store
			.save(access(row, CREATED.plusSeconds(60), true, write("a".repeat(201), Partition.SHARED, "1"))));
		assertThat(row(row)).isEqualTo(row);
	}

	@Test
	void compareAndSetWhenNameIsTooLongThenThrows() {
		SessionRow row = insert(insecureRow());
		assertThatIllegalArgumentException().isThrownBy(
				() -> this.store.compareAndSet(row.locator(), "a".repeat(201), Partition.SHARED, 0, bytes("1")));
	}

	/**
	 * Runs the statement on the session, then starts the action in another thread, gives
	 * it time to run into the lock, and commits.
	 */
	final boolean whileUncommitted(String statement, SessionRow row, Callable<Boolean> action) throws Exception {
		FutureTask<Boolean> task = new FutureTask<>(action);
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			this.jdbc.update(statement, key(row));
			new Thread(task).start();
			LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
			assertThat(task).isNotDone();
		});
		return task.get(10, TimeUnit.SECONDS);
	}

	private static String describe(Throwable failure) {
		return (failure instanceof SQLException ex) ? ex.getSQLState() + " " + ex.getErrorCode() + " " + ex
				: String.valueOf(failure);
	}

	/**
	 * Has the store and somebody else lock a session and its attribute in opposite
	 * orders. The store has changed less, so that it is the one that is aborted.
	 * @return what the database said to the store
	 */
	final List<String> deadlock() throws Exception {
		SessionRow row = insert(insecureRow(), attribute("a", Partition.SHARED, "1"));
		SessionRow other = insert(insecureRow());
		this.failures.clear();
		FutureTask<Boolean> task = new FutureTask<>(() -> this.store
			.save(writes(row, write("a", Partition.SHARED, "2"), write("b", Partition.SHARED, "2"))));
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			for (int i = 0; i < 50; i++) {
				this.jdbc.update("UPDATE MIXED_SESSION SET CLIENT_ADDRESS = ? WHERE LOCATOR = ?", String.valueOf(i),
						key(other));
			}
			this.jdbc.update("UPDATE MIXED_SESSION_ATTRIBUTE SET ATTRIBUTE_VERSION = 99 WHERE LOCATOR = ?", key(row));
			new Thread(task).start();
			LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
			assertThat(task).isNotDone();
			this.jdbc.queryForList("SELECT 1 FROM MIXED_SESSION WHERE LOCATOR = ? FOR UPDATE", key(row));
		});
		assertThat(task.get(10, TimeUnit.SECONDS)).isTrue();
		assertThat(valueOf(row, "a", Partition.SHARED)).isEqualTo("2");
		assertThat(valueOf(row, "b", Partition.SHARED)).isEqualTo("2");
		return List.copyOf(this.failures);
	}

	/**
	 * Has somebody hold a session's lock until the store has given up waiting for it
	 * once.
	 * @return what the database said to the store
	 */
	final List<String> lockWait(SessionStore impatient) throws Exception {
		SessionRow row = insert(insecureRow());
		this.failures.clear();
		FutureTask<Boolean> task = new FutureTask<>(() -> impatient.update(rotation(row)));
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			this.jdbc.update("UPDATE MIXED_SESSION SET CLIENT_ADDRESS = 'x' WHERE LOCATOR = ?", key(row));
			new Thread(task).start();
			Awaitility.await().until(() -> !this.failures.isEmpty());
		});
		assertThat(task.get(10, TimeUnit.SECONDS)).isTrue();
		return List.copyOf(this.failures);
	}

	private JdbcSessionStore store(DataSource dataSource, String tableName) {
		return new JdbcSessionStore(dataSource, new JdbcTransactionManager(dataSource), tableName);
	}

	private List<String> statementsOf(Runnable action) {
		this.queries.clear();
		action.run();
		return this.queries.stream().map(QueryInfo::getQuery).toList();
	}

	private SessionRow updated(IdUpdate update) {
		assertThat(this.store.update(update)).isTrue();
		return update.result();
	}

	private Object key(SessionRow row) {
		return JdbcDialect.valueOf(this.database.name()).key(row.locator());
	}

}
