package io.github.mixedsession.store.jdbc;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.JdbcOperations;

import io.github.mixedsession.Channel;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Rotation;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.StoredSession;

/**
 * The statements on the session table, and the one that joins the attributes.
 */
final class SessionTable {

	static final String COLUMNS = "SESSION_KEY, INSECURE_ID, SECURE_ID, CHANNEL, CREATED_AT, LAST_ACCESSED_AT, "
			+ "MAX_INACTIVE_SECONDS, EXPIRES_AT, SECURE_SINCE, SECURE_LAST_ACCESSED_AT, LOGIN_COUNT, "
			+ "INSECURE_ID_UNCONFIRMED, SECURE_ID_UNCONFIRMED, PRINCIPAL_NAME, CLIENT_ADDRESS";

	static final int COLUMN_COUNT = COLUMNS.split(",").length;

	private static final SessionRowMapper ROWS = new SessionRowMapper();

	private static final StoredSessionExtractor SESSIONS = new StoredSessionExtractor();

	private final JdbcOperations jdbc;

	private final TableNames tables;

	private final String select;

	private final String selectDue;

	private final String insert;

	private final String delete;

	private final String postpone;

	/** By column, then by partitions: they are few, and asked for with every request. */
	private final Map<String, Map<Set<Partition>, String>> finds = new ConcurrentHashMap<>();

	SessionTable(JdbcOperations jdbc, JdbcDialect dialect, TableNames tables) {
		this.jdbc = jdbc;
		this.tables = tables;
		this.select = "SELECT " + COLUMNS + " FROM " + tables.session();
		this.selectDue = this.select + " WHERE EXPIRES_AT < ? ORDER BY EXPIRES_AT" + dialect.limit()
				+ " FOR UPDATE SKIP LOCKED";
		this.insert = insertInto(tables);
		this.delete = "DELETE FROM " + tables.session() + " WHERE SESSION_KEY = ?";
		this.postpone = "UPDATE " + tables.session() + " SET EXPIRES_AT = ? WHERE SESSION_KEY = ?";
	}

	@Nullable StoredSession findById(Channel kind, IdHash id, Set<Partition> partitions) {
		return find(column(kind), id, partitions);
	}

	@Nullable StoredSession findByKey(String key, Set<Partition> partitions) {
		return find("SESSION_KEY", key, partitions);
	}

	List<SessionRow> findByPrincipalName(String principalName) {
		return this.jdbc.query(this.select + " WHERE PRINCIPAL_NAME = ?",
				Parameters.of(ColumnLimits.principalName(principalName)),
				(resultSet, row) -> SessionRowMapper.map(resultSet, principalName));
	}

	void insert(SessionRow row) {
		this.jdbc.update(this.insert, Parameters.of(values(row).toArray()));
	}

	static String insertInto(TableNames tables) {
		return "INSERT INTO " + tables.session() + " (" + COLUMNS
				+ ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
	}

	static List<@Nullable Object> values(SessionRow row) {
		return Arrays.asList(row.key(), row.insecureId(), row.secureId(), row.channel(), row.createdAt(),
				row.lastAccessedAt(), ColumnLimits.seconds(row.maxInactiveInterval()), expiresAt(row),
				row.secureSince(), row.secureLastAccessedAt(), row.loginCount(), row.insecureIdUnconfirmed(),
				row.secureIdUnconfirmed(), ColumnLimits.principalName(row.principalName()),
				ColumnLimits.clientAddress(row.clientAddress()));
	}

	/**
	 * Locks a session until the end of the transaction.
	 * @return its login count, {@code null} if it is gone
	 */
	@Nullable Integer lock(String key) {
		return DataAccessUtils.singleResult(this.jdbc.query(
				"SELECT LOGIN_COUNT FROM " + this.tables.session() + " WHERE SESSION_KEY = ? FOR UPDATE",
				Parameters.of(key), (resultSet, row) -> resultSet.getInt(1)));
	}

	boolean exists(String key) {
		return !this.jdbc
			.query("SELECT 1 FROM " + this.tables.session() + " WHERE SESSION_KEY = ?", Parameters.of(key),
					(resultSet, row) -> row)
			.isEmpty();
	}

	boolean update(SessionDelta delta) {
		UpdateStatement update = SessionUpdates.of(delta);
		return !update.isEmpty() && update(update.where("S.SESSION_KEY = ?", delta.key()));
	}

	boolean rotate(Rotation rotation) {
		return update(SessionUpdates.of(rotation));
	}

	boolean confirm(String key, @Nullable IdHash insecureId, @Nullable IdHash secureId) {
		return update(SessionUpdates.confirmation(key, insecureId, secureId));
	}

	boolean delete(String key) {
		return this.jdbc.update(this.delete, Parameters.of(key)) > 0;
	}

	boolean deleteUnlessSecure(String key) {
		return this.jdbc.update(this.delete + " AND SECURE_ID IS NULL", Parameters.of(key)) > 0;
	}

	boolean deleteIfEmpty(String key, Channel kind) {
		String condition = " AND PRINCIPAL_NAME IS NULL AND NOT EXISTS (SELECT 1 FROM " + this.tables.attribute()
				+ " WHERE SESSION_KEY = ?)" + ((kind == Channel.INSECURE) ? " AND SECURE_ID IS NULL" : "");
		return this.jdbc.update(this.delete + condition, Parameters.of(key, key)) > 0;
	}

	private static long expiresAt(SessionRow row) {
		long seconds = ColumnLimits.seconds(row.maxInactiveInterval());
		return (seconds > 0) ? row.lastAccessedAt().toEpochMilli() + seconds * 1000 : ColumnLimits.NEVER;
	}

	/**
	 * Deletes sessions that have expired and that nobody else is working on.
	 * {@code EXPIRES_AT} says when to look at a session again: accesses leave it alone,
	 * for it is indexed, and each would write to the index. Where a session was used
	 * since, it is moved on here, once in each idle time.
	 */
	ExpiredSessions deleteExpired(Instant before, int limit) {
		List<SessionRow> due = this.jdbc.query(this.selectDue, Parameters.of(before, limit), ROWS);
		List<SessionRow> living = due.stream().filter((row) -> expiresAt(row) >= before.toEpochMilli()).toList();
		List<SessionRow> expired = due.stream().filter((row) -> expiresAt(row) < before.toEpochMilli()).toList();
		forEach(living, this.postpone, (row) -> Parameters.of(expiresAt(row), row.key()));
		forEach(expired, this.delete, (row) -> Parameters.of(row.key()));
		return new ExpiredSessions(expired, due.size() == limit);
	}

	private void forEach(List<SessionRow> rows, String sql, Function<SessionRow, Parameters> parameters) {
		if (!rows.isEmpty()) {
			this.jdbc.batchUpdate(sql, rows, rows.size(),
					(statement, row) -> parameters.apply(row).setValues(statement));
		}
	}

	private @Nullable StoredSession find(String column, Object value, Set<Partition> partitions) {
		Map<Set<Partition>, String> byPartitions = this.finds.computeIfAbsent(column,
				(any) -> new ConcurrentHashMap<>());
		String sql = byPartitions.get(partitions);
		if (sql == null) {
			sql = find(column, partitions);
			byPartitions.put(Set.copyOf(partitions), sql);
		}
		return DataAccessUtils.singleResult(this.jdbc.query(sql, Parameters.of(value), SESSIONS));
	}

	private String find(String column, Set<Partition> partitions) {
		String columns = "S." + COLUMNS.replace(", ", ", S.");
		if (!partitions.contains(Partition.SECURE)) {
			columns = columns.replace("S.PRINCIPAL_NAME", "NULL AS PRINCIPAL_NAME");
		}
		return "SELECT " + columns + ", " + AttributeTable.COLUMNS + " FROM " + this.tables.session() + " S LEFT JOIN "
				+ this.tables.attribute() + " A ON A.SESSION_KEY = S.SESSION_KEY AND "
				+ AttributeTable.isIn("A.ATTRIBUTE_PARTITION", partitions) + " WHERE S." + column + " = ?";
	}

	private boolean update(UpdateStatement update) {
		return this.jdbc.update(update.sql(this.tables.session() + " S"), Parameters.of(update.values().toArray())) > 0;
	}

	static String column(Channel kind) {
		return (kind == Channel.SECURE) ? "SECURE_ID" : "INSECURE_ID";
	}

}
