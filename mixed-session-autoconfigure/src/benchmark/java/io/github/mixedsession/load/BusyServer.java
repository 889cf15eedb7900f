package io.github.mixedsession.load;

import java.util.concurrent.Callable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A connection whose statements compute as long as a batch of the cleanup does, and touch
 * no table: what readers notice of it is a core that is taken, not a row.
 */
final class BusyServer {

	private final JdbcTemplate jdbc;

	private final String query;

	private volatile boolean busy;

	BusyServer(StoreNode node) {
		this.jdbc = node.jdbc();
		this.query = switch (node.database()) {
			case POSTGRESQL -> "SELECT COUNT(*) FROM generate_series(1, 100000)";
			case MARIADB -> "SELECT BENCHMARK(20000, SHA2('a', 256))";
			case H2 -> "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 100000) WHERE MOD(X, 7) = 1";
		};
	}

	<T> T beside(Callable<T> action) throws Exception {
		this.busy = true;
		Thread thread = new Thread(this::compute, "busy");
		thread.start();
		try {
			return action.call();
		}
		finally {
			this.busy = false;
			thread.join();
		}
	}

	private void compute() {
		while (this.busy) {
			this.jdbc.queryForList(this.query);
		}
	}

}
