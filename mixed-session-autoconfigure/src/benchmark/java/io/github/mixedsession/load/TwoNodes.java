package io.github.mixedsession.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.springframework.jdbc.core.JdbcTemplate;

import io.github.mixedsession.store.SessionStore;

/**
 * Two nodes that write, and clean up ten times a second, the same sessions.
 */
final class TwoNodes {

	static final String HEAD = """
			| | seconds | visits | cleanups | rows deleted by them | deadlocks that the database counted \
			| failed statements by SQL state | exceptions that surfaced |
			| --- | --- | --- | --- | --- | --- | --- | --- |""";

	private static final int VISITORS = 4;

	private final Database database;

	private final ShortLives sessions = new ShortLives();

	private final FailureCounter failures = new FailureCounter();

	private final LongAdder cleanups = new LongAdder();

	private final List<Gate> gates = new ArrayList<>();

	TwoNodes(Database database) {
		this.database = database;
	}

	String run(String url, long seconds) throws Exception {
		try (StoreNode one = new StoreNode(this.database, url, VISITORS + 1, this.failures::watch);
				StoreNode two = new StoreNode(this.database, url, VISITORS + 1, this.failures::watch)) {
			long before = deadlocks(one.jdbc());
			run(List.of(one.store(), two.store()), System.nanoTime() + seconds * 1_000_000_000L);
			long after = deadlocks(one.jdbc());
			return String.format(Locale.ROOT, "| %s | %d | %d | %d | %d | %s | %s | %s |", this.database, seconds,
					this.sessions.visits(), this.cleanups.sum(), this.gates.stream().mapToLong(Gate::rows).sum(),
					(after < 0) ? "" : String.valueOf(after - before), this.failures.failures(),
					this.sessions.surfaced());
		}
	}

	private void run(List<SessionStore> stores, long end) throws Exception {
		ExecutorService visitors = Executors.newCachedThreadPool();
		ScheduledExecutorService clocks = Executors.newScheduledThreadPool(stores.size());
		List<Future<?>> visits = new ArrayList<>();
		for (SessionStore store : stores) {
			Gate gate = new Gate(store);
			gate.open();
			this.gates.add(gate);
			Runnable cleanup = StoreNode.cleanup(gate.gated());
			clocks.scheduleWithFixedDelay(() -> {
				cleanup.run();
				this.cleanups.increment();
			}, 100, 100, TimeUnit.MILLISECONDS);
			for (int i = 0; i < VISITORS; i++) {
				visits.add(visitors.submit(() -> this.sessions.visitUntil(store, end)));
			}
		}
		for (Future<?> visit : visits) {
			visit.get();
		}
		visitors.shutdown();
		clocks.shutdown();
		if (!clocks.awaitTermination(1, TimeUnit.MINUTES)) {
			throw new IllegalStateException("A cleanup hangs");
		}
	}

	/**
	 * Returns the database's own count, negative if it has none.
	 */
	private long deadlocks(JdbcTemplate jdbc) {
		return switch (this.database) {
			case POSTGRESQL -> postgreSqlDeadlocks(jdbc);
			case MARIADB ->
				jdbc.query("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'", (row, number) -> row.getLong(2)).get(0);
			case H2 -> -1;
		};
	}

	private static long postgreSqlDeadlocks(JdbcTemplate jdbc) {
		jdbc.queryForList("SELECT pg_stat_force_next_flush()");
		return jdbc
			.query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
					(row, number) -> row.getLong(1))
			.get(0);
	}

}
