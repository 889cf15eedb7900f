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
import io.github.mixedsession.store.SessionRecord;
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
		SessionRecord record = insert(secureRow("bob"), attribute("a", Partition.SHARED, "1"),
				attribute("b", Partition.SECURE, "2"));
		for (IdKind kind : IdKind.values()) {
			Proof right = proof(record, kind);
			assertThat(statementsOf(() -> this.store.find(record.locator(), right, ALL))).hasSize(1);
			assertThat(statementsOf(() -> this.store.find(newLocator(), right, ALL))).hasSize(1);
			Proof several = new Proof(kind, List.of(newId(), newId(), record.ids().current(kind)));
			assertThat(statementsOf(() -> this.store.find(record.locator(), several, ALL))).hasSize(1);
		}
		assertThat(statementsOf(() -> this.store.find(record.locator(), ALL))).hasSize(1);
		assertThat(statementsOf(() -> this.store.find(newLocator(), ALL))).hasSize(1);
	}

	@Test
	void wrongRestIsAnsweredByOneStatementWithTheRowAlone() {
		SessionRecord retired = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "book"),
				attribute("auth", Partition.SECURE, "bob"), attribute("csrf", Partition.INSECURE, "1"));
		IdUpdate rotation = rotation(retired);
		assertThat(this.store.update(rotation)).isTrue();
		SessionRecord record = rotation.result();
		for (IdKind kind : IdKind.values()) {
			boolean secure = kind == IdKind.SECURE;
			assertThat(answersTo(record, proof(record, kind))).hasSize(secure ? 3 : 2)
				.allSatisfy((answer) -> assertThat(answer.get("ATTRIBUTE_VALUE")).isNotNull())
				.allSatisfy((answer) -> assertThat(answer).containsEntry("PRINCIPAL_NAME", secure ? "bob" : null));
			IdKind other = secure ? IdKind.INSECURE : IdKind.SECURE;
			for (Proof wrong : List.of(new Proof(kind, newId()), new Proof(kind, record.ids().current(other)),
					proof(retired, kind), new Proof(kind, List.of(newId(), retired.ids().current(kind), newId())))) {
				assertThat(answersTo(record, wrong)).singleElement()
					.satisfies((answer) -> assertThat(answer).containsEntry("PRINCIPAL_NAME", null)
						.containsEntry("ATTRIBUTE_NAME", null)
						.containsEntry("ATTRIBUTE_VALUE", null));
			}
		}
	}

	/**
	 * Returns what the database answers to the one statement of a look-up.
	 */
	private List<Map<String, Object>> answersTo(SessionRecord record, Proof proof) {
		this.queries.clear();
		assertThat(this.store.find(record.locator(), proof, ALL)).isNotNull();
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
	void insecureViewAsksForNothingSecure() {
		SessionRecord record = insert(secureRow("bob"));
		assertThat(statementsOf(() -> this.store.find(record.locator(), proof(record, IdKind.INSECURE),
				EnumSet.of(Partition.SHARED, Partition.INSECURE))))
			.singleElement()
			.asString()
			.contains("ATTRIBUTE_PARTITION IN ('SHARED', 'INSECURE')")
			.contains("NULL AS PRINCIPAL_NAME")
			.doesNotContain("S.PRINCIPAL_NAME");
	}

	@Test
	void secureValuesAreNotReadForAnInsecureViewOrAWrongRest() {
		String secret = "s".repeat(100_000);
		SessionRecord light = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "mug"));
		SessionRecord heavy = insert(secureRow("eve"), attribute("cart", Partition.SHARED, "mug"),
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
	private long bytesToFind(SessionRecord record, Proof proof, Set<Partition> partitions) {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 50; i++) {
			least = Math.min(least,
					allocatedBy(() -> assertThat(this.store.find(record.locator(), proof, partitions)).isNotNull()));
		}
		return least;
	}

	@Test
	void writesAreFewStatements() {
		SessionRecord record = insert(secureRow("bob"));
		assertThat(statementsOf(() -> this.store.save(writes(record, write("a", Partition.SHARED, "1"))))).hasSize(1);
		assertThat(statementsOf(() -> this.store.save(writes(record, replacement("a", Partition.SHARED, "2")))))
			.singleElement()
			.asString()
			.startsWith("UPDATE");
		assertThat(statementsOf(() -> this.store.save(writes(record, write("a", Partition.SHARED, null))))).hasSize(1);
		assertThat(statementsOf(() -> this.store.save(access(record, CREATED, true)))).hasSize(1);
		assertThat(statementsOf(() -> this.store.save(principal(record, "eve")))).hasSize(1);
		assertThat(
				statementsOf(() -> this.store.save(access(record, CREATED, true, write("a", Partition.SHARED, "1")))))
			.hasSize(2);
		assertThat(statementsOf(
				() -> this.store.save(access(record, CREATED, true, guarded("auth", Partition.SECURE, "1")))))
			.hasSize(3);
		assertThat(statementsOf(() -> this.store.compareAndSet(record.locator(), "b", Partition.SHARED, 0, bytes("1"))))
			.hasSize(1);
	}

	@Test
	void updateOfIdsIsOneStatementWithoutATransaction() {
		SessionRecord record = insert(secureRow("bob"));
		List<Function<SessionRecord, IdUpdate>> rotations = List.of(TestSessions::rotation, TestSessions::login,
				TestSessions::insecureRotation,
				(current) -> confirmation(current, CREATED, IdKind.INSECURE, IdKind.SECURE));
		this.transactions.clear();
		for (Function<SessionRecord, IdUpdate> rotation : rotations) {
			IdUpdate update = rotation.apply(record);
			assertThat(statementsOf(() -> assertThat(this.store.update(update)).isTrue())).singleElement()
				.asString()
				.startsWith("UPDATE MIXED_SESSION SET ")
				.endsWith(" WHERE LOCATOR = ? AND GENERATION = ?");
			assertThat(statementsOf(() -> assertThat(this.store.update(update)).isFalse())).hasSize(1);
			record = update.result();
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
		SessionRecord record = insert(secureRow("bob"), attribute("a", Partition.SECURE, "1"));
		this.transactions.clear();
		assertThat(statementsOf(() -> updated(restart(record)))).hasSize(2);
		assertThat(this.transactions).filteredOn("commit"::equals).hasSize(1);
		assertThat(this.transactions).doesNotContain("rollback");
		assertThat(statementsOf(() -> assertThat(this.store.update(restart(record))).isFalse())).hasSize(1);
	}

	/**
	 * A crossing confirms what the one before it handed out, and comes up and down again.
	 */
	@Test
	void crossingCostsTheSameAfterTenThousand() {
		SessionRecord record = insert(secureRow("bob"));
		long[] allocated = new long[10_000];
		long[] logged = new long[10];
		Set<Integer> lengths = new HashSet<>();
		for (int i = 0; i < allocated.length; i++) {
			IdUpdate crossing = (i % 2 == 0) ? insecureRotation(record) : rotation(record);
			IdUpdate confirming = new IdUpdate(record, crossing.ids().confirmed(EnumSet.allOf(IdKind.class), CREATED),
					crossing.side(), crossing.secureAccess(), false);
			long logBefore = (i % 1_000 == 0) ? this.database.loggedBytes(this.jdbc) : 0;
			this.queries.clear();
			allocated[i] = allocatedBy(() -> assertThat(this.store.update(confirming)).isTrue());
			assertThat(this.queries).hasSize(1);
			record = confirming.result();
			logged[i / 1_000] -= logBefore;
			if (i % 1_000 == 999) {
				logged[i / 1_000] += this.database.loggedBytes(this.jdbc);
				lengths.add(
						this.jdbc.queryForObject("SELECT OCTET_LENGTH(RETIRED_IDS) FROM MIXED_SESSION", Integer.class));
			}
		}
		assertThat(record(record)).isEqualTo(record);
		assertThat(record.ids().retired()).hasSize(2 * SessionIds.REMEMBERED);
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
		SessionRecord record = insert(secureRow("bob"));
		this.transactions.clear();
		this.store.save(writes(record, write("a", Partition.SHARED, "1")));
		this.store.save(access(record, CREATED.plusSeconds(60), true));
		this.store.compareAndSet(record.locator(), "b", Partition.SHARED, 0, bytes("1"));
		this.store.find(record.locator(), proof(record, IdKind.SECURE), ALL);
		this.store.find(record.locator(), new Proof(IdKind.SECURE, newId()), ALL);
		SessionRecord rotated = updated(rotation(record));
		SessionRecord loggedIn = updated(login(rotated));
		updated(confirmation(loggedIn, CREATED, IdKind.SECURE));
		this.store.delete(record.locator());
		assertThat(this.transactions).isEmpty();
		this.store
			.save(writes(insert(insecureRow()), write("a", Partition.SHARED, "1"), write("b", Partition.SHARED, "1")));
		assertThat(this.transactions).isNotEmpty();
	}

	@Test
	void nothingIsLostOnConnectionsThatDoNotCommitByThemselves() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			SingleConnectionDataSource manual = new SingleConnectionDataSource(connection, true);
			SessionStore other = new JdbcSessionStore(manual, new JdbcTransactionManager(manual),
					JdbcSessionStore.DEFAULT_TABLE_NAME);
			SessionRecord record = insecureRow();
			other.insert(new StoredSession(record, List.of()));
			other.save(writes(record, write("a", Partition.SHARED, "1")));
			connection.rollback();
			assertThat(valueOf(record, "a", Partition.SHARED)).isEqualTo("1");
			assertThat(other.delete(record.locator())).isTrue();
			connection.rollback();
			assertThat(this.store.find(record.locator(), ALL)).isNull();
			connection.setAutoCommit(true);
		}
	}

	@Test
	void noStatementButInsertAndUpdateNamesAnIdColumnToWrite() {
		SessionRecord record = insert(secureRow("bob"));
		SessionRecord expired = insert(withIdle(insecureRow(), Duration.ofSeconds(1)));
		List<String> written = statementsOf(() -> {
			this.store.save(access(record, CREATED, true, write("a", Partition.SHARED, "1")));
			this.store.save(writes(record, write("b", Partition.SHARED, "1"), guarded("c", Partition.SECURE, "1")));
			this.store.save(writes(record, replacement("a", Partition.SHARED, "2")));
			this.store.save(idle(record, Duration.ofHours(1)));
			this.store.save(new SessionDelta(record.locator(), CREATED.minusSeconds(1), null, null, null, null,
					record.loginCount(), List.of(), true, null, null));
			this.store.save(principal(record, "eve"));
			this.store.compareAndSet(record.locator(), "d", Partition.SHARED, 0, bytes("1"));
			this.store.clear(record.locator(), ALL);
			this.store.deleteUnlessSecure(record.locator());
			this.store.deleteIfEmpty(record.locator(), IdKind.INSECURE, record.loginCount());
			this.store.deleteExpired(CREATED.plus(IDLE), Duration.ZERO, 10);
			this.store.delete(record.locator());
		});
		assertThat(written).isNotEmpty().noneMatch(AbstractJdbcSessionStoreTests::writesIds);
		assertThat(this.store.find(expired.locator(), ALL)).isNull();
		SessionRecord other = insert(secureRow("bob"));
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
	void restartThatFailsHalfwayChangesNothing() {
		SessionRecord record = insert(secureRow("bob"), attribute("auth", Partition.SECURE, "bob"));
		DataSource failing = ProxyDataSourceBuilder.create(this.dataSource).beforeQuery((execution, queries) -> {
			if (queries.stream().anyMatch((query) -> query.getQuery().startsWith("DELETE"))) {
				throw new IllegalStateException("halfway");
			}
		}).build();
		JdbcSessionStore other = store(failing, JdbcSessionStore.DEFAULT_TABLE_NAME);
		assertThatIllegalStateException().isThrownBy(() -> other.update(restart(record))).withMessage("halfway");
		assertThat(record(record)).isEqualTo(record);
		assertThat(valueOf(record, "auth", Partition.SECURE)).isEqualTo("bob");
	}

	@Test
	void updateWaitsForAnotherUpdateAndReturnsFalse() throws Exception {
		SessionRecord record = insert(secureRow("bob"), attribute("auth", Partition.SECURE, "bob"));
		String rotated = "UPDATE MIXED_SESSION SET GENERATION = GENERATION + 1 WHERE LOCATOR = ?";
		assertThat(whileUncommitted(rotated, record, () -> this.store.update(rotation(record)))).isFalse();
		SessionRecord next = withGeneration(record, 1);
		assertThat(whileUncommitted(rotated, record, () -> this.store.update(restart(next)))).isFalse();
		assertThat(record(record)).isEqualTo(withGeneration(record, 2));
		assertThat(valueOf(record, "auth", Partition.SECURE)).isEqualTo("bob");
	}

	@Test
	void updateWaitsForADeletionAndReturnsFalse() throws Exception {
		SessionRecord record = insert(secureRow("bob"));
		assertThat(whileUncommitted("DELETE FROM MIXED_SESSION WHERE LOCATOR = ?", record,
				() -> this.store.update(rotation(record))))
			.isFalse();
	}

	@Test
	void sessionDataStaysWhenTheApplicationRollsBack() {
		SessionRecord record = insert(insecureRow());
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			this.store.save(writes(record, write("a", Partition.SHARED, "1")));
			status.setRollbackOnly();
		});
		assertThat(valueOf(record, "a", Partition.SHARED)).isEqualTo("1");
	}

	@Test
	void readsRunOutsideTheTransactionOfTheApplication() {
		SessionRecord record = insert(insecureRow());
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			this.jdbc.update("UPDATE MIXED_SESSION SET CLIENT_ADDRESS = 'x' WHERE LOCATOR = ?", key(record));
			assertThat(record(record)).isEqualTo(record);
			status.setRollbackOnly();
		});
	}

	@Test
	void saveWaitsForALoginAndDropsGuardedWrites() throws Exception {
		SessionRecord record = insert(secureRow(null));
		boolean saved = whileUncommitted("UPDATE MIXED_SESSION SET LOGIN_COUNT = LOGIN_COUNT + 1 WHERE LOCATOR = ?",
				record, () -> this.store.save(writes(record, guarded("auth", Partition.SECURE, "eve"))));
		assertThat(saved).isTrue();
		assertThat(valueOf(record, "auth", Partition.SECURE)).isEqualTo("absent");
	}

	@Test
	void saveWaitsForADeletionAndReturnsFalse() throws Exception {
		SessionRecord record = insert(insecureRow());
		assertThat(whileUncommitted("DELETE FROM MIXED_SESSION WHERE LOCATOR = ?", record,
				() -> this.store.save(writes(record, write("a", Partition.SHARED, "1")))))
			.isFalse();
	}

	@Test
	void replacementWaitsForADeletionAndReturnsFalse() throws Exception {
		SessionRecord record = insert(insecureRow(), attribute("a", Partition.SHARED, "1"));
		assertThat(whileUncommitted("DELETE FROM MIXED_SESSION WHERE LOCATOR = ?", record,
				() -> this.store.save(writes(record, replacement("a", Partition.SHARED, "2")))))
			.isFalse();
	}

	@Test
	void clearWaitsForWhoeverLockedTheSession() throws Exception {
		SessionRecord record = insert(insecureRow(), attribute("a", Partition.SHARED, "1"));
		String lock = "UPDATE MIXED_SESSION SET LOGIN_COUNT = LOGIN_COUNT WHERE LOCATOR = ?";
		whileUncommitted(lock, record, () -> {
			this.store.clear(record.locator(), ALL);
			return true;
		});
		assertThat(this.store.find(record.locator(), ALL).attributes()).isEmpty();
	}

	@Test
	void compareAndSetWaitsForADeletionAndReturnsFalse() throws Exception {
		SessionRecord record = insert(insecureRow());
		assertThat(whileUncommitted("DELETE FROM MIXED_SESSION WHERE LOCATOR = ?", record,
				() -> this.store.compareAndSet(record.locator(), "a", Partition.SHARED, 0, bytes("1"))))
			.isFalse();
	}

	@Test
	void loginsOfDifferentSessionsAreNotInEachOthersWay() throws Exception {
		this.failures.clear();
		Concurrently.run(8, (i) -> () -> {
			for (int n = 0; n < 25; n++) {
				SessionRecord record = insert(secureRow("bob"), attribute("cart", Partition.SHARED, "book"));
				SessionRecord loggedIn = updated(login(record));
				SessionRecord confirmed = updated(confirmation(loggedIn, CREATED, IdKind.INSECURE, IdKind.SECURE));
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
				SessionRecord record = insert(withLocator(insecureRow(), Locator.generate(Instant.now())));
				assertThat(this.store.save(writes(record, write("a", Partition.SHARED, null),
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
		SessionRecord record = insert(insecureRow());
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			this.jdbc.queryForList("SELECT 1 FROM MIXED_SESSION WHERE LOCATOR = ? FOR UPDATE", key(record));
			assertThat(this.store.deleteExpired(CREATED.plus(Duration.ofDays(1)), Duration.ZERO, 10).deleted())
				.isEmpty();
		});
		assertThat(record(record)).isEqualTo(record);
	}

	@Test
	void validationPassesWhenTheTablesAreThere() {
		assertThatNoException().isThrownBy(store(this.dataSource, "MIXED_SESSION")::validate);
	}

	@Test
	void validationSaysHowToCreateMissingTables() {
		JdbcSessionStore store = store(this.database.createDataSource(), "MIXED_SESSION");
		assertThatExceptionOfType(MissingSessionTableException.class).isThrownBy(store::validate)
			.satisfies((ex) -> assertThat(ex.getTableName()).isEqualTo("MIXED_SESSION"))
			.withMessageContaining("mixed-session.jdbc.initialize-schema")
			.withMessageContaining("schema-" + this.database.name().toLowerCase(Locale.ROOT) + ".sql");
	}

	@Test
	void validationNamesTheTableThatIsMissingOrLacksAColumn() {
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
		SessionRecord record = insert(insecureRow());
		this.database.createTables(this.dataSource);
		assertThat(record(record)).isEqualTo(record);
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
		SessionRecord record = insert(insecureRow());
		assertThat(store.save(access(record, CREATED, true, write("a", Partition.SHARED, "1")))).isTrue();
		assertThat(store.update(restart(updated(rotation(record))))).isTrue();
		assertThat(valueOf(record, "a", Partition.SHARED)).isEqualTo("1");
		assertThat(store.deleteExpired(CREATED.plus(Duration.ofDays(1)), Duration.ZERO, 1).deleted()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\0b", "\ud800", "\udc00a" })
	void attributeNameThatIsNoTextIsRefusedAndFindsNothing(String name) {
		SessionRecord record = insert(insecureRow(), attribute("?", Partition.SHARED, "1"));
		SessionRecord other = insecureRow();
		assertThatIllegalArgumentException().isThrownBy(() -> insert(other, attribute(name, Partition.SHARED, "1")));
		assertThat(this.store.find(other.locator(), ALL)).isNull();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.store.save(writes(record, write(name, Partition.SHARED, "1"))));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.store.compareAndSet(record.locator(), name, Partition.SHARED, 0, bytes("1")));
		assertThat(this.store.findAttribute(record.locator(), name, Partition.SHARED)).isNull();
		assertThat(this.store.compareAndSet(record.locator(), name, Partition.SHARED, 0, null)).isTrue();
		assertThat(this.store.save(writes(record, write(name, Partition.SHARED, null)))).isTrue();
		assertThat(valueOf(record, "?", Partition.SHARED)).isEqualTo("1");
	}

	@Test
	void insertOfATooLongAttributeNameThrowsAndStoresNothing() {
		SessionRecord record = insecureRow();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> insert(record, attribute("a".repeat(201), Partition.SHARED, "1")))
			.withMessageContaining("200");
		assertThat(this.store.find(record.locator(), ALL)).isNull();
	}

	@Test
	void saveOfATooLongNameThrowsAndWritesNothing() {
		SessionRecord record = insert(secureRow(null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.store
			.save(access(record, CREATED.plusSeconds(60), true, write("a".repeat(201), Partition.SHARED, "1"))));
		assertThat(record(record)).isEqualTo(record);
	}

	@Test
	void compareAndSetOfATooLongNameThrows() {
		SessionRecord record = insert(insecureRow());
		assertThatIllegalArgumentException().isThrownBy(
				() -> this.store.compareAndSet(record.locator(), "a".repeat(201), Partition.SHARED, 0, bytes("1")));
	}

	/**
	 * Runs the statement on the session, then starts the action in another thread, gives
	 * it time to run into the lock, and commits.
	 */
	final boolean whileUncommitted(String statement, SessionRecord record, Callable<Boolean> action) throws Exception {
		FutureTask<Boolean> task = new FutureTask<>(action);
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			this.jdbc.update(statement, key(record));
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
		SessionRecord record = insert(insecureRow(), attribute("a", Partition.SHARED, "1"));
		SessionRecord other = insert(insecureRow());
		this.failures.clear();
		FutureTask<Boolean> task = new FutureTask<>(() -> this.store
			.save(writes(record, write("a", Partition.SHARED, "2"), write("b", Partition.SHARED, "2"))));
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			for (int i = 0; i < 50; i++) {
				this.jdbc.update("UPDATE MIXED_SESSION SET CLIENT_ADDRESS = ? WHERE LOCATOR = ?", String.valueOf(i),
						key(other));
			}
			this.jdbc.update("UPDATE MIXED_SESSION_ATTRIBUTE SET ATTRIBUTE_VERSION = 99 WHERE LOCATOR = ?",
					key(record));
			new Thread(task).start();
			LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
			assertThat(task).isNotDone();
			this.jdbc.queryForList("SELECT 1 FROM MIXED_SESSION WHERE LOCATOR = ? FOR UPDATE", key(record));
		});
		assertThat(task.get(10, TimeUnit.SECONDS)).isTrue();
		assertThat(valueOf(record, "a", Partition.SHARED)).isEqualTo("2");
		assertThat(valueOf(record, "b", Partition.SHARED)).isEqualTo("2");
		return List.copyOf(this.failures);
	}

	/**
	 * Has somebody hold a session's lock until the store has given up waiting for it
	 * once.
	 * @return what the database said to the store
	 */
	final List<String> lockWait(SessionStore impatient) throws Exception {
		SessionRecord record = insert(insecureRow());
		this.failures.clear();
		FutureTask<Boolean> task = new FutureTask<>(() -> impatient.update(rotation(record)));
		new TransactionTemplate(this.transactionManager).executeWithoutResult((status) -> {
			this.jdbc.update("UPDATE MIXED_SESSION SET CLIENT_ADDRESS = 'x' WHERE LOCATOR = ?", key(record));
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

	private SessionRecord updated(IdUpdate update) {
		assertThat(this.store.update(update)).isTrue();
		return update.result();
	}

	private Object key(SessionRecord record) {
		return JdbcDialect.valueOf(this.database.name()).key(record.locator());
	}

}
