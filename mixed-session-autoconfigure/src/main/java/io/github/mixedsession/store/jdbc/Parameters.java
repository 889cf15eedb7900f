package io.github.mixedsession.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.PreparedStatementSetter;

import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.store.SessionMac;

/**
 * Binds parameters in the form that the tables keep them in, with the methods of their
 * types: what drivers do for {@code setObject} takes MariaDB's longer than all else.
 */
final class Parameters implements PreparedStatementSetter {

	private final @Nullable Object[] values;

	private Parameters(@Nullable Object[] values) {
		this.values = values;
	}

	static Parameters of(@Nullable Object... values) {
		return new Parameters(values);
	}

	@Override
	public void setValues(PreparedStatement statement) throws SQLException {
		for (int i = 0; i < this.values.length; i++) {
			set(statement, i + 1, this.values[i]);
		}
	}

	private static void set(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
		if (value == null) {
			statement.setNull(index, Types.NULL);
		}
		else if (value instanceof IdHash hash) {
			statement.setBytes(index, hash.toBytes());
		}
		else if (value instanceof SessionMac mac) {
			statement.setBytes(index, mac.toBytes());
		}
		else if (value instanceof byte[] bytes) {
			statement.setBytes(index, bytes);
		}
		else if (value instanceof Instant instant) {
			statement.setLong(index, instant.toEpochMilli());
		}
		else if (value instanceof Enum<?> constant) {
			statement.setString(index, constant.name());
		}
		else if (value instanceof String text) {
			statement.setString(index, text);
		}
		else if (value instanceof Long number) {
			statement.setLong(index, number);
		}
		else if (value instanceof Integer number) {
			statement.setInt(index, number);
		}
		else if (value instanceof Boolean flag) {
			statement.setBoolean(index, flag);
		}
		else {
			statement.setObject(index, value);
		}
	}

}
