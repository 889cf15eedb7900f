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
 * Maps a row of the session table.
 */
final class SessionRowMapper implements RowMapper<SessionRow> {

	@Override
	public SessionRow mapRow(ResultSet resultSet, int rowNumber) throws SQLException {
		byte[] secureId = resultSet.getBytes("SECURE_ID");
		return new SessionRow(resultSet.getString("SESSION_KEY"), IdHash.of(resultSet.getBytes("INSECURE_ID")),
				(secureId != null) ? IdHash.of(secureId) : null, Channel.valueOf(resultSet.getString("CHANNEL")),
				Instant.ofEpochMilli(resultSet.getLong("CREATED_AT")),
				Instant.ofEpochMilli(resultSet.getLong("LAST_ACCESSED_AT")),
				Duration.ofSeconds(resultSet.getLong("MAX_INACTIVE_SECONDS")), instant(resultSet, "SECURE_SINCE"),
				instant(resultSet, "SECURE_LAST_ACCESSED_AT"), resultSet.getInt("LOGIN_COUNT"),
				resultSet.getBoolean("INSECURE_ID_UNCONFIRMED"), resultSet.getBoolean("SECURE_ID_UNCONFIRMED"),
				resultSet.getString("PRINCIPAL_NAME"), resultSet.getString("CLIENT_ADDRESS"));
	}

	static @Nullable Instant instant(ResultSet resultSet, String column) throws SQLException {
		long millis = resultSet.getLong(column);
		return resultSet.wasNull() ? null : Instant.ofEpochMilli(millis);
	}

}
