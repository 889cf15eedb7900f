package io.github.mixedsession.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

import org.springframework.jdbc.core.RowMapper;

import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.StoredAttribute;

/**
 * Maps {@link #COLUMNS}, by position: looking names up costs more than reading values.
 */
final class StoredAttributeMapper implements RowMapper<StoredAttribute> {

	static final String COLUMNS = "ATTRIBUTE_NAME, ATTRIBUTE_PARTITION, ATTRIBUTE_VERSION, ATTRIBUTE_VALUE";

	@Override
	public StoredAttribute mapRow(ResultSet resultSet, int rowNumber) throws SQLException {
		return map(resultSet, 0, resultSet.getString(1));
	}

	/**
	 * Maps the columns that follow so many others, the first of which is read already.
	 */
	static StoredAttribute map(ResultSet resultSet, int others, String name) throws SQLException {
		return new StoredAttribute(name, Partition.valueOf(resultSet.getString(others + 2)),
				resultSet.getLong(others + 3), resultSet.getBytes(others + 4));
	}

}
