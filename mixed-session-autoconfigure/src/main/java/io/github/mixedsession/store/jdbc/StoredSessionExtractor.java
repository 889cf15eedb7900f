package io.github.mixedsession.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.springframework.jdbc.core.ResultSetExtractor;

import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * Makes one session, or none, of the rows of a join with its attributes:
 * {@link SessionRowMapper#COLUMNS}, then {@link StoredAttributeMapper#COLUMNS}.
 */
final class StoredSessionExtractor implements ResultSetExtractor<List<StoredSession>> {

	private final SessionRowMapper rows;

	StoredSessionExtractor(SessionRowMapper rows) {
		this.rows = rows;
	}

	@Override
	public List<StoredSession> extractData(ResultSet resultSet) throws SQLException {
		if (!resultSet.next()) {
			return List.of();
		}
		SessionRecord session = this.rows.mapRow(resultSet, 1);
		List<StoredAttribute> attributes = new ArrayList<>();
		do {
			String name = resultSet.getString(SessionRowMapper.COLUMN_COUNT + 1);
			if (name != null) {
				attributes.add(StoredAttributeMapper.map(resultSet, SessionRowMapper.COLUMN_COUNT, name));
			}
		}
		while (resultSet.next());
		return List.of(new StoredSession(session, attributes));
	}

}
