package io.github.mixedsession.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.RowMapper;

import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * Makes one session, or none, of the rows of a join with its attributes.
 */
final class StoredSessionExtractor implements ResultSetExtractor<List<StoredSession>> {

	private final RowMapper<SessionRow> sessions;

	private final RowMapper<StoredAttribute> attributes;

	StoredSessionExtractor(RowMapper<SessionRow> sessions, RowMapper<StoredAttribute> attributes) {
		this.sessions = sessions;
		this.attributes = attributes;
	}

	@Override
	public List<StoredSession> extractData(ResultSet resultSet) throws SQLException {
		if (!resultSet.next()) {
			return List.of();
		}
		SessionRow session = this.sessions.mapRow(resultSet, 0);
		List<StoredAttribute> attributes = new ArrayList<>();
		do {
			if (resultSet.getString("ATTRIBUTE_NAME") != null) {
				attributes.add(this.attributes.mapRow(resultSet, attributes.size()));
			}
		}
		while (resultSet.next());
		return List.of(new StoredSession(session, List.copyOf(attributes)));
	}

}
