package io.github.mixedsession.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.test.TestDatabase;

import static io.github.mixedsession.store.contract.TestSessions.CREATED;
import static io.github.mixedsession.store.contract.TestSessions.access;
import static io.github.mixedsession.store.contract.TestSessions.rotation;
import static io.github.mixedsession.store.contract.TestSessions.secureRow;
import static org.assertj.core.api.Assertions.assertThat;

class JdbcSessionStorePostgreSqlTests extends AbstractJdbcSessionStoreTests {

	JdbcSessionStorePostgreSqlTests() {
		super(TestDatabase.POSTGRESQL);
	}

	@Test
	void accessesAndRotationsChangeNoIndex() throws SQLException {
		SessionRecord record = insert(secureRow("bob"));
		try (Connection connection = this.dataSource.getConnection()) {
			SingleConnectionDataSource single = new SingleConnectionDataSource(connection, true);
			JdbcTemplate jdbc = new JdbcTemplate(single);
			SessionStore store = new JdbcSessionStore(single, new JdbcTransactionManager(single),
					JdbcSessionStore.DEFAULT_TABLE_NAME);
			Map<String, Object> before = updates(jdbc);
			SessionRecord current = record;
			for (int i = 1; i <= 20; i++) {
				store.save(access(record, CREATED.plus(Duration.ofMinutes(i)), true));
				IdUpdate rotation = rotation(current);
				store.update(rotation);
				current = rotation.result();
			}
			Map<String, Object> after = updates(jdbc);
			assertThat(count(after, "n_tup_upd") - count(before, "n_tup_upd")).isEqualTo(40);
			assertThat(count(after, "n_tup_hot_upd") - count(before, "n_tup_hot_upd")).isEqualTo(40);
		}
	}

	private static Map<String, Object> updates(JdbcTemplate jdbc) {
		jdbc.execute("SELECT pg_stat_force_next_flush()");
		return jdbc.queryForMap("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables "
				+ "WHERE relid = 'mixed_session'::regclass");
	}

	private static long count(Map<String, Object> updates, String column) {
		return (Long) updates.get(column);
	}

}
