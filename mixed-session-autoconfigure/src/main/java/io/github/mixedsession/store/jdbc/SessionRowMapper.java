package io.github.mixedsession.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.RowMapper;

import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.RetiredIds;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionMac;
import io.github.mixedsession.store.SessionMacs;
import io.github.mixedsession.store.SessionRecord;

/**
 * Maps {@link #COLUMNS}, by position: looking names up costs more than reading values.
 */
final class SessionRowMapper implements RowMapper<SessionRecord> {

	static final String COLUMNS = "LOCATOR, GENERATION, INSECURE_ID, SECURE_ID, FAMILY, LOGIN_COUNT, RESTARTS, "
			+ "RETIRED_IDS, INSECURE_ID_EXPOSED, SIDE, CREATED_AT, LAST_ACCESSED_AT, MAX_INACTIVE_SECONDS, EXPIRES_AT, "
			+ "SECURE_SINCE, SECURE_LAST_ACCESSED_AT, PRINCIPAL_NAME, CLIENT_ADDRESS, IDS_MAC, LOGIN_MAC, ACCESS_MAC";

	static final int COLUMN_COUNT = COLUMNS.split(",").length;

	private final JdbcDialect dialect;

	SessionRowMapper(JdbcDialect dialect) {
		this.dialect = dialect;
	}

	@Override
	public SessionRecord mapRow(ResultSet resultSet, int rowNumber) throws SQLException {
		return map(resultSet, resultSet.getString(17));
	}

	/**
	 * Maps a row of a user whose name is known, and may not be the one that is stored.
	 */
	SessionRecord map(ResultSet resultSet, @Nullable String principalName) throws SQLException {
		SessionIds ids = new SessionIds(resultSet.getLong(2), IdHash.of(resultSet.getBytes(3)), hash(resultSet, 4),
				hash(resultSet, 5), resultSet.getInt(6), resultSet.getInt(7), RetiredIds.unpack(resultSet.getBytes(8)),
				resultSet.getBoolean(9));
		Instant since = instant(resultSet, 15);
		Instant accessed = instant(resultSet, 16);
		SecureSide side = (since != null && accessed != null) ? new SecureSide(since, accessed, principalName) : null;
		return new SessionRecord(this.dialect.locator(resultSet, 1), ids, SessionSide.valueOf(resultSet.getString(10)),
				Instant.ofEpochMilli(resultSet.getLong(11)), Instant.ofEpochMilli(resultSet.getLong(12)),
				Duration.ofSeconds(resultSet.getLong(13)), side, resultSet.getString(18),
				new SessionMacs(mac(resultSet, 19), mac(resultSet, 20), mac(resultSet, 21)));
	}

	private static @Nullable IdHash hash(ResultSet resultSet, int column) throws SQLException {
		byte[] bytes = resultSet.getBytes(column);
		return (bytes != null) ? IdHash.of(bytes) : null;
	}

	private static @Nullable SessionMac mac(ResultSet resultSet, int column) throws SQLException {
		byte[] bytes = resultSet.getBytes(column);
		// one of another length is nobody's, and not none
		return (bytes != null) ? SessionMac.of(Arrays.copyOf(bytes, SessionMac.LENGTH)) : null;
	}

	private static @Nullable Instant instant(ResultSet resultSet, int column) throws SQLException {
		long millis = resultSet.getLong(column);
		return resultSet.wasNull() ? null : Instant.ofEpochMilli(millis);
	}

}
