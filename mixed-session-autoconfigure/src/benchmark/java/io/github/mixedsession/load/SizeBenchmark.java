package io.github.mixedsession.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads sessions out of ever larger tables, in turn, and prints what that cost.
 * {@code size.databases}, {@code size.largest} and {@code size.reads} make less, or more,
 * of it.
 */
public final class SizeBenchmark {

	private static final long SMALLEST = 1000;

	private static final long LARGEST = Long.getLong("size.largest", 1_000_000);

	private static final int READS = Integer.getInteger("size.reads", 20_000);

	private static final int ROUNDS = 10;

	private SizeBenchmark() {
	}

	public static void main(String[] args) throws Exception {
		System.out.println(System.getProperty("java.vm.name") + " " + System.getProperty("java.version") + ", "
				+ Runtime.getRuntime().availableProcessors() + " cores, one thread, " + READS
				+ " reads of each size in " + ROUNDS + " rounds; H2 in memory, MariaDB with a buffer pool of 2 GB");
		List<String> lines = new ArrayList<>();
		for (Database database : LoadBenchmark.chosen(Database.class, "size.databases")) {
			try (Database.Running running = database.start()) {
				lines.addAll(run(database, running));
			}
		}
		System.out.println();
		System.out.println("| | sessions | any: median µs | of the smallest's | p99 µs | the " + SizedTable.YOUNG
				+ " youngest: median µs | of the smallest's | p99 µs | pages | plan |");
		System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
		lines.forEach(System.out::println);
		System.exit(0);
	}

	private static List<String> run(Database database, Database.Running running) {
		List<SizedTable> tables = new ArrayList<>();
		try {
			for (long size = SMALLEST; size <= LARGEST; size *= 10) {
				long begin = System.nanoTime();
				tables.add(new SizedTable(database, running.url("size" + size), size));
				System.out.printf(Locale.ROOT, "%s: %d sessions after %.0f s%n", database, size,
						(System.nanoTime() - begin) / 1e9);
			}
			tables.forEach((table) -> table.read(READS));
			for (int i = 0; i < ROUNDS; i++) {
				tables.forEach((table) -> table.measure(READS / ROUNDS));
			}
			return tables.stream().map((table) -> line(database, table, tables.get(0))).toList();
		}
		finally {
			tables.forEach(SizedTable::close);
		}
	}

	private static String line(Database database, SizedTable table, SizedTable smallest) {
		ReadPlan plan = table.plan();
		return String.format(Locale.ROOT, "| %s | %d | %s | %s | %s | %s |", database, table.size(),
				times(table.any(), smallest.any()), times(table.young(), smallest.young()),
				(plan.pages() < 0) ? "" : String.format(Locale.ROOT, "%.1f", plan.pages()), plan.nodes());
	}

	private static String times(Times times, Times smallest) {
		return String.format(Locale.ROOT, "%.0f | %.2f | %.0f", times.median(), times.median() / smallest.median(),
				times.p99());
	}

}
