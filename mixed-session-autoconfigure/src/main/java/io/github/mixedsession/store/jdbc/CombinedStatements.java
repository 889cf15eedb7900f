package io.github.mixedsession.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcOperations;

import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.Rotation;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * PostgreSQL: a {@code WITH} clause can change data, so that one statement changes all
 * the tables. One round trip, and one transaction, in place of four to six.
 */
final class CombinedStatements implements MultiTableWrites {

	/** A statement is parsed anew for each number of attributes. */
	private static final int MAX_ATTRIBUTES = 32;

	private final JdbcOperations jdbc;

	private final TableNames tables;

	private final StoreTransactions transactions;

	private final MultiTableWrites separate;

	private final String insertSession;

	/**
	 * Create statements.
	 * @param separate takes what is too long for one statement, or too rare
	 */
	CombinedStatements(JdbcOperations jdbc, TableNames tables, StoreTransactions transactions,
			MultiTableWrites separate) {
		this.jdbc = jdbc;
		this.tables = tables;
		this.transactions = transactions;
		this.separate = separate;
		this.insertSession = "WITH S AS (" + SessionTable.insertInto(tables) + " RETURNING SESSION_KEY) INSERT INTO "
				+ tables.attribute() + " (SESSION_KEY, " + AttributeTable.COLUMNS
				+ ") SELECT SESSION_KEY, V.* FROM S, (VALUES ";
	}

	@Override
	public void insert(StoredSession session) {
		List<StoredAttribute> attributes = session.attributes();
		if (attributes.isEmpty() || attributes.size() > MAX_ATTRIBUTES) {
			this.separate.insert(session);
			return;
		}
		List<@Nullable Object> values = new ArrayList<>(SessionTable.values(session.row()));
		attributes.forEach((attribute) -> values.addAll(AttributeTable.values(attribute)));
		String rows = String.join(", ",
				Collections.nCopies(attributes.size(), "(?::VARCHAR, ?::VARCHAR, ?::BIGINT, ?::BYTEA)"));
		update(this.insertSession + rows + ") V", values);
	}

	@Override
	public boolean rotate(Rotation rotation) {
		List<@Nullable Object> retired = RetiredTable.values(rotation);
		if (retired.isEmpty() || rotation.restartSecureSide()) {
			return this.separate.rotate(rotation);
		}
		UpdateStatement update = SessionUpdates.of(rotation);
		List<@Nullable Object> values = new ArrayList<>(update.values());
		values.addAll(retired);
		String rows = String.join(", ", Collections.nCopies(retired.size() / RetiredTable.COLUMN_COUNT,
				"(?::BYTEA, ?::VARCHAR, ?::VARCHAR, ?::INTEGER, ?::BIGINT)"));
		return update("WITH S AS (" + update.sql(this.tables.session() + " S") + " RETURNING S.SESSION_KEY)"
				+ " INSERT INTO " + this.tables.retired() + " (" + RetiredTable.COLUMNS
				+ ") SELECT V.* FROM S, (VALUES " + rows + ") V", values);
	}

	@Override
	public void confirm(String key, @Nullable IdHash insecureId, @Nullable IdHash secureId, Instant usableUntil) {
		UpdateStatement update = SessionUpdates.confirmation(key, insecureId, secureId);
		UpdateStatement.Condition replaced = RetiredTable.replacedBy(insecureId, secureId);
		List<@Nullable Object> values = new ArrayList<>(update.values());
		values.add(usableUntil);
		values.addAll(replaced.values());
		update("WITH S AS (" + update.sql(this.tables.session() + " S")
				+ " RETURNING S.SESSION_KEY, S.INSECURE_ID, S.SECURE_ID) UPDATE " + this.tables.retired()
				+ " R SET USABLE_UNTIL = ? FROM S WHERE R.SESSION_KEY = S.SESSION_KEY AND R.USABLE_UNTIL IS NULL AND "
				+ replaced.sql(), values);
	}

	private boolean update(String sql, List<@Nullable Object> values) {
		return this.transactions.writeOnce(() -> this.jdbc.update(sql, Parameters.of(values.toArray())) > 0);
	}

}
