package io.github.mixedsession.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Lets the cleanup run and rest in turn while others read, and compares what the readers
 * saw.
 */
final class ReadersBesideCleanup {

	static final String HEAD = """
			| | readers | reads/s without | with | p50 µs without | with | ratio | p99 µs without | with | ratio \
			| beside a busy core | ratio | rows/s | the last | alone | seconds | rows a batch | statements a batch |
			| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |""";

	private static final long WINDOW = Long.getLong("cleanup.window", 2000) * 1_000_000;

	private static final long MAX_REST = 1_000_000_000;

	private final Database database;

	private final long living;

	private final long expired;

	private final int windows;

	private final Times without = new Times();

	private final Times with = new Times();

	private final List<Double> medianRatios = new ArrayList<>();

	private final List<Double> p99Ratios = new ArrayList<>();

	private final Times busy = new Times();

	private final List<Double> busyRatios = new ArrayList<>();

	private long nanos;

	private final List<Double> speeds = new ArrayList<>();

	ReadersBesideCleanup(Database database, long living, long expired, int windows) {
		this.database = database;
		this.living = living;
		this.expired = expired;
		this.windows = windows;
	}

	String run(String url, int rate) throws Exception {
		StatementCounter counter = new StatementCounter();
		try (StoreNode node = new StoreNode(this.database, url, Readers.THREADS, (dataSource) -> dataSource);
				StoreNode other = new StoreNode(this.database, url, 2, counter::watch);
				Readers readers = new Readers(node.store(), this.living, rate)) {
			SessionRows rows = new SessionRows(node);
			rows.insertLiving(0, this.living);
			rows.insertExpired(this.living, this.living + this.expired);
			rows.analyze();
			System.out.println(this.database + ": " + this.expired + " expired sessions beside " + this.living);
			readers.read(5 * WINDOW);
			Gate gate = new Gate(other.store());
			counter.turn(true);
			Thread cleanup = new Thread(StoreNode.cleanup(gate.gated()), "cleanup");
			cleanup.start();
			measure(readers, gate, new BusyServer(other));
			if (this.speeds.isEmpty()) {
				throw new IllegalStateException("The first window was long enough for all rows: take more of them");
			}
			long left = this.expired - gate.rows();
			long begin = System.nanoTime();
			gate.open();
			cleanup.join();
			long alone = System.nanoTime() - begin;
			return line(rate) + String.format(Locale.ROOT, " %s | %.0f | %.1f | %.1f |",
					(left > 0) ? String.valueOf(Math.round(left * 1e9 / alone)) : "", (this.nanos + alone) / 1e9,
					(double) gate.rows() / gate.batches(), (double) counter.statements() / gate.batches());
		}
	}

	private void measure(Readers readers, Gate gate, BusyServer server) throws Exception {
		Times before = readers.read(WINDOW);
		for (int i = 0; i < this.windows && gate.rows() < this.expired; i++) {
			gate.open();
			// it rests after a batch, which was long if the gate was closed
			readers.read(MAX_REST);
			long rows = gate.rows();
			long begin = System.nanoTime();
			Times during = readers.read(WINDOW);
			gate.close();
			long time = System.nanoTime() - begin;
			this.nanos += time;
			Times between = readers.read(WINDOW);
			Times computing = server.beside(() -> readers.read(WINDOW));
			Times after = readers.read(WINDOW);
			if (gate.rows() < this.expired) {
				this.speeds.add((gate.rows() - rows) * 1e9 / time);
				this.medianRatios.add(2 * during.median() / (before.median() + between.median()));
				this.p99Ratios.add(2 * during.p99() / (before.p99() + between.p99()));
				this.busyRatios.add(2 * computing.p99() / (between.p99() + after.p99()));
				this.without.addAll(before);
				this.with.addAll(during);
				this.busy.addAll(computing);
				System.out.printf(Locale.ROOT, "%s: p99 %.0f, %.0f, %.0f, %.0f µs, %.0f rows/s%n", this.database,
						before.p99(), during.p99(), between.p99(), computing.p99(),
						this.speeds.get(this.speeds.size() - 1));
			}
			before = after;
		}
	}

	private String line(int rate) {
		double seconds = this.speeds.size() * WINDOW / 1e9;
		return String.format(Locale.ROOT,
				"| %s | %s | %.0f | %.0f | %.0f | %.0f | %.2f | %.0f | %.0f | %.2f | %.0f | %.2f | %.0f | %.0f |", this.database,
				(rate > 0) ? "at leisure" : "at full speed", this.without.count() / seconds, this.with.count() / seconds,
				this.without.median(), this.with.median(), median(this.medianRatios), this.without.p99(),
				this.with.p99(), median(this.p99Ratios), this.busy.p99(), median(this.busyRatios), median(this.speeds), this.speeds.get(this.speeds.size() - 1));
	}

	private static double median(List<Double> values) {
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

}
