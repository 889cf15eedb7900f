package io.github.mixedsession.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.RowMapper;

import io.github.mixedsession.Channel;
import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.SessionRow;

/**
 * Maps {@link SessionTable#COLUMNS}, by position: looking names up costs more than
 * reading values.
 */
final class SessionRowMapper implements RowMapper<SessionRow> {

	@Override
	public SessionRow mapRow(ResultSet resultSet, int rowNumber) throws SQLException {
		return map(resultSet);
	}

	static SessionRow map(ResultSet resultSet) throws SQLException {
		return map(resultSet, resultSet.getString(14));
	}

	/**
	 * Maps a row of a user whose name is known, and may not be the one that is stored.
	 */
	static SessionRow map(ResultSet resultSet, @Nullable String principalName) throws SQLException {
		byte[] secureId = resultSet.getBytes(3);
		return new SessionRow(resultSet.getString(1), IdHash.of(resultSet.getBytes(2)),
				(secureId != null) ? IdHash.of(secureId) : null, Channel.valueOf(resultSet.getString(4)),
				Instant.ofEpochMilli(resultSet.getLong(5)), Instant.ofEpochMilli(resultSet.getLong(6)),
				Duration.ofSeconds(resultSet.getLong(7)), instant(resultSet, 9), instant(resultSet, 10),
				resultSet.getInt(11), resultSet.getBoolean(12), resultSet.getBoolean(13), principalName,
				resultSet.getString(15));
	}

	static @Nullable Instant instant(ResultSet resultSet, int column) throws SQLException {
		long millis = resultSet.getLong(column);
		return resultSet.wasNull() ? null : Instant.ofEpochMilli(millis);
	}

}
