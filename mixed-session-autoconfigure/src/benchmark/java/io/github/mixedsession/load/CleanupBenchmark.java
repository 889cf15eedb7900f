package io.github.mixedsession.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Deletes expired sessions while others are read, then with two nodes at once, and prints
 * what readers and nodes noticed. {@code cleanup.databases}, {@code cleanup.rows},
 * {@code cleanup.living}, {@code cleanup.windows}, {@code cleanup.window} (in ms),
 * {@code cleanup.rate} and {@code cleanup.minutes} make less, or more, of it; no rows, or
 * no minutes, leave one of the two out.
 */
public final class CleanupBenchmark {

	private static final long ROWS = Long.getLong("cleanup.rows", 1_000_000);

	private static final long LIVING = Long.getLong("cleanup.living", 10_000);

	private static final int WINDOWS = Integer.getInteger("cleanup.windows", 15);

	private static final int RATE = Integer.getInteger("cleanup.rate", 1000);

	private static final double MINUTES = Double.parseDouble(System.getProperty("cleanup.minutes", "10"));

	private CleanupBenchmark() {
	}

	public static void main(String[] args) throws Exception {
		System.out.println(System.getProperty("java.vm.name") + " " + System.getProperty("java.version") + ", "
				+ Runtime.getRuntime().availableProcessors() + " cores, " + Readers.THREADS + " readers, at leisure "
				+ RATE + " reads/s; H2 in memory, MariaDB with a buffer pool of 2 GB");
		List<String> reads = new ArrayList<>();
		List<String> nodes = new ArrayList<>();
		for (Database database : LoadBenchmark.chosen(Database.class, "cleanup.databases")) {
			if (ROWS > 0) {
				reads.add(readWhileCleaning(database, RATE));
				reads.add(readWhileCleaning(database, 0));
			}
			if (MINUTES > 0) {
				try (Database.Running running = database.start()) {
					nodes.add(new TwoNodes(database).run(running.url("cleanup"), Math.round(MINUTES * 60)));
				}
			}
		}
		print(ReadersBesideCleanup.HEAD, reads);
		print(TwoNodes.HEAD, nodes);
		System.exit(0);
	}

	private static String readWhileCleaning(Database database, int rate) throws Exception {
		try (Database.Running running = database.start()) {
			return new ReadersBesideCleanup(database, LIVING, ROWS, WINDOWS)
				.run(running.url((rate > 0) ? "leisure" : "speed"), rate);
		}
	}

	private static void print(String head, List<String> lines) {
		if (!lines.isEmpty()) {
			System.out.println();
			System.out.println(head);
			lines.forEach(System.out::println);
		}
	}

}
