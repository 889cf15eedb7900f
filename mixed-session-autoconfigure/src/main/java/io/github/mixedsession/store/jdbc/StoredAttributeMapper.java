package io.github.mixedsession.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

import org.springframework.jdbc.core.RowMapper;

import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.StoredAttribute;

/**
 * Maps a row of the attribute table.
 */
final class StoredAttributeMapper implements RowMapper<StoredAttribute> {

	@Override
	public StoredAttribute mapRow(ResultSet resultSet, int rowNumber) throws SQLException {
		return new StoredAttribute(resultSet.getString("ATTRIBUTE_NAME"),
				Partition.valueOf(resultSet.getString("ATTRIBUTE_PARTITION")), resultSet.getLong("ATTRIBUTE_VERSION"),
				resultSet.getBytes("ATTRIBUTE_VALUE"));
	}

}
