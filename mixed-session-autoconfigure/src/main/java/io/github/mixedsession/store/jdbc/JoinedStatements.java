package io.github.mixedsession.store.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcOperations;

import io.github.mixedsession.store.IdHash;

/**
 * MariaDB and MySQL: one {@code UPDATE} can change two tables that it joins. It takes its
 * locks in the order of the join, the session's first.
 */
final class JoinedStatements extends SeparateStatements {

	private final JdbcOperations jdbc;

	private final TableNames tables;

	private final StoreTransactions transactions;

	JoinedStatements(JdbcOperations jdbc, TableNames tables, SessionTable sessions, AttributeTable attributes,
			RetiredTable retired, StoreTransactions transactions) {
		super(sessions, attributes, retired, transactions);
		this.jdbc = jdbc;
		this.tables = tables;
		this.transactions = transactions;
	}

	@Override
	public void confirm(String key, @Nullable IdHash insecureId, @Nullable IdHash secureId, Instant usableUntil) {
		UpdateStatement update = SessionUpdates.confirmation(key, insecureId, secureId);
		UpdateStatement.Condition replaced = RetiredTable.replacedBy(insecureId, secureId);
		update.set("R.USABLE_UNTIL = ?", usableUntil);
		List<@Nullable Object> values = new ArrayList<>(replaced.values());
		values.addAll(update.values());
		String sql = update.sql(this.tables.session() + " S LEFT JOIN " + this.tables.retired()
				+ " R ON R.SESSION_KEY = S.SESSION_KEY AND R.USABLE_UNTIL IS NULL AND " + replaced.sql());
		this.transactions.writeOnce(() -> this.jdbc.update(sql, Parameters.of(values.toArray())));
	}

}
