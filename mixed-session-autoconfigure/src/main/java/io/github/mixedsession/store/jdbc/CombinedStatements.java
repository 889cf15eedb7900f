package io.github.mixedsession.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcOperations;

import io.github.mixedsession.Channel;
import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.Rotation;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * What takes several statements elsewhere, as one: PostgreSQL lets a {@code WITH} clause
 * change data. One round trip, and one transaction, in place of four to six.
 */
final class CombinedStatements {

	/** A statement is parsed anew for each number of attributes. */
	private static final int MAX_ATTRIBUTES = 32;

	private final JdbcOperations jdbc;

	private final TableNames tables;

	private final String insertSession;

	CombinedStatements(JdbcOperations jdbc, TableNames tables) {
		this.jdbc = jdbc;
		this.tables = tables;
		this.insertSession = "WITH S AS (" + SessionTable.insertInto(tables) + " RETURNING SESSION_KEY) INSERT INTO "
				+ tables.attribute() + " (SESSION_KEY, " + AttributeTable.COLUMNS
				+ ") SELECT SESSION_KEY, V.* FROM S, (VALUES ";
	}

	boolean canInsert(StoredSession session) {
		return !session.attributes().isEmpty() && session.attributes().size() <= MAX_ATTRIBUTES;
	}

	void insert(StoredSession session) {
		List<@Nullable Object> values = new ArrayList<>(SessionTable.values(session.row()));
		for (StoredAttribute attribute : session.attributes()) {
			values.addAll(AttributeTable.values(attribute));
		}
		String rows = String.join(", ",
				Collections.nCopies(session.attributes().size(), "(?::VARCHAR, ?::VARCHAR, ?::BIGINT, ?::BYTEA)"));
		this.jdbc.update(this.insertSession + rows + ") V", Parameters.of(values.toArray()));
	}

	boolean canRotate(Rotation rotation) {
		return !RetiredTable.values(rotation).isEmpty() && !rotation.restartSecureSide();
	}

	/**
	 * Replaces ids and retires them.
	 * @return whether the expected ids were still the current ones
	 */
	boolean rotate(Rotation rotation) {
		UpdateStatement update = SessionUpdates.of(rotation);
		List<@Nullable Object> retired = RetiredTable.values(rotation);
		List<@Nullable Object> values = new ArrayList<>(update.values());
		values.addAll(retired);
		String rows = String.join(", ", Collections.nCopies(retired.size() / RetiredTable.COLUMN_COUNT,
				"(?::BYTEA, ?::VARCHAR, ?::VARCHAR, ?::BOOLEAN, ?::BIGINT)"));
		// sees no row that this statement adds
		String mark = rotation.login()
				? ", R AS (UPDATE " + this.tables.retired() + " R SET BEFORE_LOGIN = TRUE FROM S "
						+ "WHERE R.SESSION_KEY = S.SESSION_KEY AND R.KIND = 'SECURE' AND R.BEFORE_LOGIN = FALSE)"
				: "";
		String sql = "WITH S AS (" + update.sql(this.tables.session()) + " RETURNING SESSION_KEY)" + mark
				+ " INSERT INTO " + this.tables.retired() + " (" + RetiredTable.COLUMNS
				+ ") SELECT V.* FROM S, (VALUES " + rows + ") V";
		return this.jdbc.update(sql, Parameters.of(values.toArray())) > 0;
	}

	/**
	 * Records that an id was presented, and begins the grace of those before it.
	 */
	void confirm(String key, Channel kind, IdHash current, Instant usableUntil) {
		UpdateStatement update = SessionUpdates.confirmation(key, kind, current);
		List<@Nullable Object> values = new ArrayList<>(update.values());
		values.addAll(List.of(usableUntil, kind));
		this.jdbc.update("WITH S AS (" + update.sql(this.tables.session()) + " RETURNING SESSION_KEY) UPDATE "
				+ this.tables.retired() + " R SET USABLE_UNTIL = ? FROM S WHERE R.SESSION_KEY = S.SESSION_KEY "
				+ "AND R.KIND = ? AND R.USABLE_UNTIL IS NULL", Parameters.of(values.toArray()));
	}

}
