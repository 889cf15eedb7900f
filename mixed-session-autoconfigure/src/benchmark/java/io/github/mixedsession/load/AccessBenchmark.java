package io.github.mixedsession.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;

import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.jdbc.JdbcSessionStore;

/**
 * What recording accesses costs PostgreSQL, by the room that is left on a page, and what
 * the index on expiry adds. {@code access.sessions} and {@code access.rounds} make less of
 * it.
 */
final class AccessBenchmark {

	private static final int SESSIONS = Integer.getInteger("access.sessions", 20_000);

	private static final int ROUNDS = Integer.getInteger("access.rounds", 20);

	private static final int[] FILL_FACTORS = { 70, 80, 90, 100 };

	private final List<SessionRecord> rows = new ArrayList<>();

	private final Database.Running server;

	private final JdbcTemplate jdbc;

	private final JdbcSessionStore store;

	private AccessBenchmark(Database.Running server, DataSource dataSource) {
		this.server = server;
		this.jdbc = new JdbcTemplate(dataSource);
		this.store = new JdbcSessionStore(dataSource, new JdbcTransactionManager(dataSource),
				JdbcSessionStore.DEFAULT_TABLE_NAME);
	}

	public static void main(String[] args) throws Exception {
		System.out.println(SESSIONS + " sessions, " + ROUNDS + " accesses of each, in random order");
		System.out.println();
		System.out.println("| fill factor | index on expiry | bytes of table and indexes a session | WAL bytes to insert "
				+ "| WAL bytes an access | in place (HOT) |");
		System.out.println("| --- | --- | --- | --- | --- | --- |");
		for (int fillFactor : FILL_FACTORS) {
			run(fillFactor, true, false);
		}
		run(80, false, false);
		run(80, true, true);
		System.exit(0);
	}

	private static void run(int fillFactor, boolean index, boolean moveExpiry) throws Exception {
		try (Database.Running server = Database.POSTGRESQL.start();
				HikariDataSource dataSource = new HikariDataSource()) {
			dataSource.setJdbcUrl(server.url(Side.OURS));
			new ResourceDatabasePopulator(
					new ClassPathResource("io/github/mixedsession/store/jdbc/schema-postgresql.sql"))
				.execute(dataSource);
			new AccessBenchmark(server, dataSource).measure(fillFactor, index, moveExpiry);
		}
	}

	private void measure(int fillFactor, boolean index, boolean moveExpiry) {
		this.jdbc.execute("ALTER TABLE MIXED_SESSION SET (FILLFACTOR = " + fillFactor + ")");
		if (!index) {
			this.jdbc.execute("DROP INDEX MIXED_SESSION_EXPIRES_AT");
		}
		long inserts = wal(() -> {
			for (int i = 0; i < SESSIONS; i++) {
				insert();
			}
		});
		Random random = new Random(1);
		long accesses = wal(() -> {
			for (int i = 0; i < SESSIONS * ROUNDS; i++) {
				SessionRecord row = this.rows.get(random.nextInt(SESSIONS));
				access(row, row.createdAt().plusSeconds(i), moveExpiry);
			}
		});
		this.jdbc.execute("SELECT pg_stat_force_next_flush()");
		Double hot = this.jdbc.queryForObject("SELECT 100.0 * n_tup_hot_upd / n_tup_upd FROM pg_stat_user_tables "
				+ "WHERE relid = 'mixed_session'::regclass", Double.class);
		Long size = this.jdbc.queryForObject("SELECT pg_total_relation_size('mixed_session')", Long.class);
		System.out.printf(Locale.ROOT, "| %d | %s | %.0f | %.0f | %.0f | %.1f %% |%n", fillFactor,
				moveExpiry ? "moved at each access" : index ? "yes" : "no", (double) size / SESSIONS,
				(double) inserts / SESSIONS, (double) accesses / (SESSIONS * ROUNDS), hot);
	}

	private long wal(Runnable action) {
		// so that no page image of the phase before is counted
		this.jdbc.execute("CHECKPOINT");
		long before = this.server.wal();
		action.run();
		return this.server.wal() - before;
	}

	private void insert() {
		Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
		Locator locator = Locator.generate(now);
		PresentedId secureId = SessionCredential.secure(locator, Family.generate()).presented();
		SessionIds ids = new SessionIds(0, SessionCredential.insecure(locator).hash(), null, null, 0, List.of())
			.withSecure(secureId, now);
		SessionRecord row = new SessionRecord(locator, ids, SessionSide.SECURE, now, now, Duration.ofMinutes(30),
				new SecureSide(now, now, null), "192.0.2.1");
		this.store.insert(new StoredSession(row, List.of()));
		this.rows.add(row);
	}

	private void access(SessionRecord row, Instant at, boolean moveExpiry) {
		if (moveExpiry) {
			// what an access did before it left EXPIRES_AT alone
			this.jdbc.update("UPDATE MIXED_SESSION SET LAST_ACCESSED_AT = ?, CLIENT_ADDRESS = ?, "
					+ "SECURE_LAST_ACCESSED_AT = ?, EXPIRES_AT = ? WHERE LOCATOR = ?", at.toEpochMilli(),
					row.clientAddress(), at.toEpochMilli(), at.toEpochMilli() + 1_800_000, row.locator().uuid());
		}
		else {
			this.store.save(new SessionDelta(row.locator(), at, at, null, null, row.clientAddress(), 0, List.of(), false, null,
					row.ids().family()));
		}
	}

}
