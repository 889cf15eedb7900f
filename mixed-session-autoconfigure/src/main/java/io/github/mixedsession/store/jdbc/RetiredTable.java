package io.github.mixedsession.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.JdbcOperations;

import io.github.mixedsession.Channel;
import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.RetiredId;
import io.github.mixedsession.store.Rotation;
import io.github.mixedsession.store.SessionRow;

/**
 * The statements on the table of the retired ids.
 */
final class RetiredTable {

	static final String COLUMNS = "RETIRED_ID, SESSION_KEY, KIND, LOGIN_COUNT, USABLE_UNTIL";

	static final int COLUMN_COUNT = 5;

	private final JdbcOperations jdbc;

	private final TableNames tables;

	private final String select;

	private final String insert;

	RetiredTable(JdbcOperations jdbc, TableNames tables) {
		this.jdbc = jdbc;
		this.select = "SELECT R.RETIRED_ID, R.SESSION_KEY, R.KIND, R.LOGIN_COUNT, S.LOGIN_COUNT, R.USABLE_UNTIL FROM "
				+ tables.retired() + " R JOIN " + tables.session()
				+ " S ON S.SESSION_KEY = R.SESSION_KEY WHERE R.RETIRED_ID = ?";
		this.insert = "INSERT INTO " + tables.retired() + " (" + COLUMNS + ") VALUES ";
		this.tables = tables;
	}

	@Nullable RetiredId find(IdHash id) {
		return DataAccessUtils
			.singleResult(this.jdbc.query(this.select, Parameters.of(id), (resultSet, row) -> map(resultSet)));
	}

	/**
	 * Retires the ids that a rotation replaces.
	 */
	void retire(Rotation rotation) {
		List<@Nullable Object> values = values(rotation);
		if (!values.isEmpty()) {
			String row = "(?, ?, ?, ?, ?)";
			this.jdbc.update(this.insert + ((values.size() > COLUMN_COUNT) ? row + ", " + row : row),
					Parameters.of(values.toArray()));
		}
	}

	/**
	 * Returns the values of {@link #COLUMNS} of the ids that a rotation replaces, one
	 * after the other.
	 */
	static List<@Nullable Object> values(Rotation rotation) {
		SessionRow old = rotation.expected();
		List<@Nullable Object> values = new ArrayList<>();
		if (rotation.insecureId() != null) {
			values.addAll(Arrays.asList(old.insecureId(), old.key(), Channel.INSECURE, old.loginCount(),
					rotation.retire() ? null : rotation.at()));
		}
		if (rotation.secureId() != null && old.secureId() != null) {
			values.addAll(Arrays.asList(old.secureId(), old.key(), Channel.SECURE, old.loginCount(), null));
		}
		return values;
	}

	/**
	 * Begins the grace of the ids that the given ones replaced, as far as these are
	 * current.
	 */
	void beginGrace(String key, @Nullable IdHash insecureId, @Nullable IdHash secureId, Instant usableUntil) {
		UpdateStatement.Condition replaced = replacedBy(insecureId, secureId);
		List<Object> values = new ArrayList<>(List.of(usableUntil, key));
		values.addAll(replaced.values());
		this.jdbc.update("UPDATE " + this.tables.retired()
				+ " R SET USABLE_UNTIL = ? WHERE R.SESSION_KEY = ? AND R.USABLE_UNTIL IS NULL AND EXISTS (SELECT 1 FROM "
				+ this.tables.session() + " S WHERE S.SESSION_KEY = R.SESSION_KEY AND " + replaced.sql() + ")",
				Parameters.of(values.toArray()));
	}

	/**
	 * Returns the condition on a retired id {@code R} of a session {@code S} that one of
	 * the given ids replaced it and is current.
	 */
	static UpdateStatement.Condition replacedBy(@Nullable IdHash insecureId, @Nullable IdHash secureId) {
		List<String> kinds = new ArrayList<>();
		List<Object> values = new ArrayList<>();
		if (insecureId != null) {
			kinds.add("(R.KIND = 'INSECURE' AND S.INSECURE_ID = ?)");
			values.add(insecureId);
		}
		if (secureId != null) {
			kinds.add("(R.KIND = 'SECURE' AND S.SECURE_ID = ?)");
			values.add(secureId);
		}
		return new UpdateStatement.Condition("(" + String.join(" OR ", kinds) + ")", values);
	}

	private static RetiredId map(ResultSet resultSet) throws SQLException {
		return new RetiredId(IdHash.of(resultSet.getBytes(1)), resultSet.getString(2),
				Channel.valueOf(resultSet.getString(3)), resultSet.getInt(4), resultSet.getInt(5),
				SessionRowMapper.instant(resultSet, 6));
	}

}
