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

	static final String COLUMNS = "RETIRED_ID, SESSION_KEY, KIND, BEFORE_LOGIN, USABLE_UNTIL";

	static final int COLUMN_COUNT = 5;

	private final JdbcOperations jdbc;

	private final String select;

	private final String insert;

	private final String update;

	RetiredTable(JdbcOperations jdbc, TableNames tables) {
		this.jdbc = jdbc;
		this.select = "SELECT " + COLUMNS + " FROM " + tables.retired() + " WHERE RETIRED_ID = ?";
		this.insert = "INSERT INTO " + tables.retired() + " (" + COLUMNS + ") VALUES ";
		this.update = "UPDATE " + tables.retired() + " SET ";
	}

	@Nullable RetiredId find(IdHash id) {
		return DataAccessUtils
			.singleResult(this.jdbc.query(this.select, Parameters.of(id), (resultSet, row) -> map(resultSet)));
	}

	/**
	 * Retires the ids that a rotation replaces. A login also takes the secure side from
	 * every secure id that was retired before (invariant 6).
	 */
	void retire(Rotation rotation) {
		List<@Nullable Object> values = values(rotation);
		if (!values.isEmpty()) {
			String row = "(?, ?, ?, ?, ?)";
			this.jdbc.update(this.insert + ((values.size() > COLUMN_COUNT) ? row + ", " + row : row),
					Parameters.of(values.toArray()));
		}
		if (rotation.login()) {
			this.jdbc.update(
					this.update + "BEFORE_LOGIN = TRUE WHERE SESSION_KEY = ? AND KIND = ? AND BEFORE_LOGIN = FALSE",
					Parameters.of(rotation.expected().key(), Channel.SECURE));
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
			values.addAll(Arrays.asList(old.insecureId(), old.key(), Channel.INSECURE, false,
					rotation.retire() ? null : rotation.at()));
		}
		if (rotation.secureId() != null && old.secureId() != null) {
			values.addAll(Arrays.asList(old.secureId(), old.key(), Channel.SECURE, rotation.login(), null));
		}
		return values;
	}

	void beginGrace(String key, Channel kind, Instant usableUntil) {
		this.jdbc.update(this.update + "USABLE_UNTIL = ? WHERE SESSION_KEY = ? AND KIND = ? AND USABLE_UNTIL IS NULL",
				Parameters.of(usableUntil, key, kind));
	}

	private static RetiredId map(ResultSet resultSet) throws SQLException {
		return new RetiredId(IdHash.of(resultSet.getBytes(1)), resultSet.getString(2),
				Channel.valueOf(resultSet.getString(3)), resultSet.getBoolean(4),
				SessionRowMapper.instant(resultSet, 5));
	}

}
