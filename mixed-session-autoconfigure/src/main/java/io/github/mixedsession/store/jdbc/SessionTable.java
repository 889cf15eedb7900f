package io.github.mixedsession.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.JdbcOperations;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.RetiredIds;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StorableValues;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * The statements on the session table, and the one that joins the attributes.
 */
final class SessionTable {

	/** A statement is parsed anew for each number of attributes. */
	private static final int MAX_INSERTED_AT_ONCE = 32;

	private final JdbcOperations jdbc;

	private final JdbcDialect dialect;

	private final TableNames tables;

	private final SessionRowMapper rows;

	private final StoredSessionExtractor sessions;

	private final String select;

	private final String selectDue;

	private final String insert;

	private final String delete;

	private final String postpone;

	/** They are few, and asked for with every request. */
	private final Map<Find, String> finds = new ConcurrentHashMap<>();

	SessionTable(JdbcOperations jdbc, JdbcDialect dialect, TableNames tables) {
		this.jdbc = jdbc;
		this.dialect = dialect;
		this.tables = tables;
		this.rows = new SessionRowMapper(dialect);
		this.sessions = new StoredSessionExtractor(this.rows);
		this.select = "SELECT " + SessionRowMapper.COLUMNS + " FROM " + tables.session();
		this.selectDue = this.select + " WHERE EXPIRES_AT < ? ORDER BY EXPIRES_AT" + dialect.limit()
				+ " FOR UPDATE SKIP LOCKED";
		this.insert = "INSERT INTO " + tables.session() + " (" + SessionRowMapper.COLUMNS + ") VALUES (?"
				+ ", ?".repeat(SessionRowMapper.COLUMN_COUNT - 1) + ")";
		this.delete = "DELETE FROM " + tables.session() + " WHERE LOCATOR = ?";
		this.postpone = "UPDATE " + tables.session() + " SET EXPIRES_AT = ? WHERE LOCATOR = ?";
	}

	/**
	 * Finds a session with attributes that are let out for the proof alone, if there has
	 * to be one.
	 */
	@Nullable StoredSession find(Locator locator, @Nullable Proof proof, Set<Partition> partitions) {
		Find find = Find.of(proof, partitions);
		String sql = this.finds.get(find);
		if (sql == null) {
			sql = sql(find);
			this.finds.put(find.copy(), sql);
		}
		List<@Nullable Object> values = new ArrayList<>();
		if (proof != null) {
			values.addAll(proof.ids());
			if (find.partitions().contains(Partition.SECURE)) {
				values.addAll(proof.ids());
			}
		}
		values.add(this.dialect.key(locator));
		return DataAccessUtils.singleResult(this.jdbc.query(sql, Parameters.of(values.toArray()), this.sessions));
	}

	List<SessionRecord> findByPrincipalName(String principalName) {
		return this.jdbc.query(this.select + " WHERE PRINCIPAL_NAME = ?",
				Parameters.of(ColumnLimits.principalName(principalName)),
				(resultSet, row) -> this.rows.map(resultSet, principalName));
	}

	void insert(SessionRecord row) {
		this.jdbc.update(this.insert, Parameters.of(values(row).toArray()));
	}

	/**
	 * Inserts a session and its attributes with one statement, which PostgreSQL can do:
	 * one round trip, and one transaction.
	 * @return {@code false} if it can't be done here
	 */
	boolean insertAtOnce(StoredSession session) {
		List<StoredAttribute> attributes = session.attributes();
		if (this.dialect != JdbcDialect.POSTGRESQL || attributes.isEmpty()
				|| attributes.size() > MAX_INSERTED_AT_ONCE) {
			return false;
		}
		List<@Nullable Object> values = new ArrayList<>(values(session.record()));
		attributes.forEach((attribute) -> values.addAll(AttributeTable.values(attribute)));
		String rows = String.join(", ",
				Collections.nCopies(attributes.size(), "(?::VARCHAR, ?::VARCHAR, ?::BIGINT, ?::BYTEA)"));
		this.jdbc.update("WITH S AS (" + this.insert + " RETURNING LOCATOR) INSERT INTO " + this.tables.attribute()
				+ " (LOCATOR, " + StoredAttributeMapper.COLUMNS + ") SELECT LOCATOR, V.* FROM S, (VALUES " + rows
				+ ") V", Parameters.of(values.toArray()));
		return true;
	}

	private List<@Nullable Object> values(SessionRecord row) {
		SessionIds ids = row.ids();
		SecureSide side = row.secureSide();
		String name = row.principalName();
		return Arrays.asList(this.dialect.key(row.locator()), ids.generation(), ids.insecure(), ids.secure(),
				ids.family(), ids.loginCount(), ids.restarts(), RetiredIds.pack(ids.retired()), ids.insecureExposed(),
				row.side(), row.createdAt(), row.lastAccessedAt(), StorableValues.seconds(row.maxInactiveInterval()),
				expiresAt(row), (side != null) ? side.since() : null, (side != null) ? side.lastAccessedAt() : null,
				(name != null) ? ColumnLimits.principalName(name) : null,
				StorableValues.clientAddress(row.clientAddress()), row.macs().ids(), row.macs().login(),
				row.macs().access());
	}

	/**
	 * Locks a session until the end of the transaction.
	 * @return its login count, {@code null} if it is gone
	 */
	@Nullable Integer lock(Locator locator) {
		return DataAccessUtils.singleResult(
				this.jdbc.query("SELECT LOGIN_COUNT FROM " + this.tables.session() + " WHERE LOCATOR = ? FOR UPDATE",
						Parameters.of(this.dialect.key(locator)), (resultSet, row) -> resultSet.getInt(1)));
	}

	boolean exists(Locator locator) {
		return !this.jdbc
			.query("SELECT 1 FROM " + this.tables.session() + " WHERE LOCATOR = ?",
					Parameters.of(this.dialect.key(locator)), (resultSet, row) -> row)
			.isEmpty();
	}

	boolean update(SessionDelta delta) {
		UpdateStatement update = SessionUpdates.of(delta);
		return !update.isEmpty() && update(update.where("LOCATOR = ?", this.dialect.key(delta.locator())));
	}

	boolean update(IdUpdate change) {
		SessionRecord result = change.result();
		SessionIds ids = result.ids();
		UpdateStatement update = new UpdateStatement()
			.set("GENERATION = ?, INSECURE_ID = ?, SECURE_ID = ?, FAMILY = ?", ids.generation(), ids.insecure(),
					ids.secure(), ids.family())
			.set("LOGIN_COUNT = ?, RETIRED_IDS = ?, INSECURE_ID_EXPOSED = ?, SIDE = ?, IDS_MAC = ?", ids.loginCount(),
					RetiredIds.pack(ids.retired()), ids.insecureExposed(), result.side(), change.macs().ids());
		SecureSide side = result.secureSide();
		if (change.secureAccess() != null && side != null) {
			if (change.beginsSecureSide()) {
				update.set("RESTARTS = ?", ids.restarts());
				update.set("ACCESS_MAC = ?, SECURE_LAST_ACCESSED_AT = ?", change.macs().access(), side.lastAccessedAt())
					.set("SECURE_SINCE = ?, LOGIN_MAC = ?, PRINCIPAL_NAME = NULL", side.since(), change.macs().login());
			}
			else {
				// another request may have moved it since
				update
					.set("ACCESS_MAC = CASE WHEN SECURE_LAST_ACCESSED_AT > ? THEN ACCESS_MAC ELSE ? END",
							side.lastAccessedAt(), change.macs().access())
					.set("SECURE_LAST_ACCESSED_AT = CASE WHEN SECURE_LAST_ACCESSED_AT > ? THEN "
							+ "SECURE_LAST_ACCESSED_AT ELSE ? END", side.lastAccessedAt(), side.lastAccessedAt());
			}
		}
		return update(update.where("LOCATOR = ? AND GENERATION = ?", this.dialect.key(result.locator()),
				change.expected().ids().generation()));
	}

	boolean delete(Locator locator) {
		return this.jdbc.update(this.delete, Parameters.of(this.dialect.key(locator))) > 0;
	}

	boolean deleteUnlessSecure(Locator locator) {
		return this.jdbc.update(this.delete + " AND SECURE_ID IS NULL", Parameters.of(this.dialect.key(locator))) > 0;
	}

	boolean deleteIfEmpty(Locator locator, IdKind kind, int loginCount) {
		String condition = " AND LOGIN_COUNT = ? AND PRINCIPAL_NAME IS NULL AND NOT EXISTS (SELECT 1 FROM "
				+ this.tables.attribute() + " WHERE LOCATOR = ?)"
				+ ((kind == IdKind.INSECURE) ? " AND SECURE_ID IS NULL" : "");
		return this.jdbc.update(this.delete + condition,
				Parameters.of(this.dialect.key(locator), loginCount, this.dialect.key(locator))) > 0;
	}

	boolean deleteIfUnchanged(Locator locator, long generation) {
		return this.jdbc.update(this.delete + " AND GENERATION = ?",
				Parameters.of(this.dialect.key(locator), generation)) > 0;
	}

	private static long expiresAt(SessionRecord row) {
		long seconds = StorableValues.seconds(row.maxInactiveInterval());
		return (seconds > 0) ? row.lastAccessedAt().toEpochMilli() + seconds * 1000 : ColumnLimits.NEVER;
	}

	/**
	 * Deletes sessions that have expired and that nobody else is working on.
	 * {@code EXPIRES_AT} says when to look at a session again: accesses leave it alone,
	 * for it is indexed, and each would write to the index. Where a session was used
	 * since, it is moved on here, once in each idle time.
	 */
	ExpiredSessions deleteExpired(Instant before, int limit) {
		List<SessionRecord> due = this.jdbc.query(this.selectDue, Parameters.of(before, limit), this.rows);
		List<SessionRecord> living = due.stream().filter((row) -> expiresAt(row) >= before.toEpochMilli()).toList();
		List<SessionRecord> expired = due.stream().filter((row) -> expiresAt(row) < before.toEpochMilli()).toList();
		forEach(living, this.postpone, (row) -> Parameters.of(expiresAt(row), this.dialect.key(row.locator())));
		forEach(expired, this.delete, (row) -> Parameters.of(this.dialect.key(row.locator())));
		return new ExpiredSessions(expired, due.size() == limit);
	}

	private void forEach(List<SessionRecord> rows, String sql, Function<SessionRecord, Parameters> parameters) {
		if (!rows.isEmpty()) {
			this.jdbc.batchUpdate(sql, rows, rows.size(),
					(statement, row) -> parameters.apply(row).setValues(statement));
		}
	}

	private String sql(Find find) {
		String columns = "S." + SessionRowMapper.COLUMNS.replace(", ", ", S.");
		String condition = "";
		if (find.kind() != null) {
			condition = "S." + ((find.kind() == IdKind.SECURE) ? "SECURE_ID" : "INSECURE_ID") + " IN (?"
					+ ", ?".repeat(find.ids() - 1) + ")";
		}
		if (!find.partitions().contains(Partition.SECURE)) {
			columns = columns.replace("S.PRINCIPAL_NAME", "NULL AS PRINCIPAL_NAME");
		}
		else if (find.kind() != null) {
			columns = columns.replace("S.PRINCIPAL_NAME",
					"CASE WHEN " + condition + " THEN S.PRINCIPAL_NAME END AS PRINCIPAL_NAME");
		}
		return "SELECT " + columns + ", " + StoredAttributeMapper.COLUMNS + " FROM " + this.tables.session()
				+ " S LEFT JOIN " + this.tables.attribute() + " A ON A.LOCATOR = S.LOCATOR AND "
				+ AttributeTable.isIn("A.ATTRIBUTE_PARTITION", find.partitions())
				+ (condition.isEmpty() ? "" : " AND " + condition) + " WHERE S.LOCATOR = ?";
	}

	private boolean update(UpdateStatement update) {
		return this.jdbc.update(update.sql(this.tables.session()), Parameters.of(update.values().toArray())) > 0;
	}

	/**
	 * What the statement of a look-up depends on.
	 */
	private record Find(@Nullable IdKind kind, int ids, Set<Partition> partitions) {

		/** An insecure id opens nothing of the secure side, whatever was asked for. */
		private static Find of(@Nullable Proof proof, Set<Partition> asked) {
			Set<Partition> partitions = asked;
			if (proof != null && proof.kind() == IdKind.INSECURE && asked.contains(Partition.SECURE)) {
				partitions = EnumSet.copyOf(asked);
				partitions.remove(Partition.SECURE);
			}
			return new Find((proof != null) ? proof.kind() : null, (proof != null) ? proof.ids().size() : 0,
					partitions);
		}

		private Find copy() {
			return new Find(this.kind, this.ids, Set.copyOf(this.partitions));
		}

	}

}
