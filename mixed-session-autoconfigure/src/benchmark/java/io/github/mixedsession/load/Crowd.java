package io.github.mixedsession.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/**
 * Visitors of one application, each with a session, on sixteen connections.
 */
final class Crowd implements AutoCloseable {

	static final int CONNECTIONS = 16;

	private static final int VISITORS = 200;

	private static final long BUSY_NANOS = 100_000_000;

	/** The compiler looks at a method after some thousand calls. */
	private static final int MIN_CYCLES = 12;

	private final Application application;

	private final List<Connection> connections = new ArrayList<>();

	private final List<List<Visitor>> anonymous = new ArrayList<>();

	private final List<List<Visitor>> users = new ArrayList<>();

	private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);

	Crowd(Application application) throws IOException {
		this.application = application;
		for (int i = 0; i < CONNECTIONS; i++) {
			this.connections.add(new Connection(application.port()));
			this.anonymous.add(new ArrayList<>());
			this.users.add(new ArrayList<>());
		}
		for (int i = 0; i < VISITORS; i++) {
			this.anonymous.get(i % CONNECTIONS).add(visitor(false, i % CONNECTIONS));
			this.users.get(i % CONNECTIONS).add(visitor(true, i % CONNECTIONS));
		}
	}

	private Visitor visitor(boolean user, int connection) throws IOException {
		Visitor visitor = new Visitor(user);
		this.connections.get(connection).exchange(visitor.request(user ? "/login" : "/begin", false), visitor);
		return visitor;
	}

	/**
	 * Visits all the pages in turn until the compiler has nothing left to do. It gets the
	 * machine for itself in between: beside the load it would take many minutes.
	 * @param cycles how often to try at most
	 * @return how often the pages were visited
	 */
	int warmUp(List<Work> works, int cycles) throws IOException, InterruptedException {
		for (int i = 1; i <= cycles; i++) {
			for (Work work : works) {
				run(work, 1);
			}
			if (rest() < BUSY_NANOS && i >= MIN_CYCLES) {
				return i;
			}
		}
		return cycles;
	}

	/**
	 * Waits until the application computes nothing.
	 * @return the CPU time that it took until then, in ns
	 */
	private long rest() throws IOException, InterruptedException {
		long begin = this.application.meter(false)[1];
		for (long before = begin;;) {
			Thread.sleep(200);
			long now = this.application.meter(false)[1];
			if (now - before < BUSY_NANOS / 5) {
				return before - begin;
			}
			before = now;
		}
	}

	Round run(Work work, int seconds) throws IOException, InterruptedException {
		turnTo(work);
		long[] before = this.application.meter(false);
		long begin = System.nanoTime();
		long end = begin + seconds * 1_000_000_000L;
		long[] times = run(work, () -> end, Integer.MAX_VALUE);
		double elapsed = System.nanoTime() - begin;
		long[] after = this.application.meter(false);
		Arrays.sort(times);
		return new Round(times.length * 1e9 / elapsed, times[(int) (times.length * 0.99)] / 1e6,
				(after[1] - before[1]) / 1e3 / times.length, (after[0] - before[0]) / (double) times.length);
	}

	Costs count(Work work, LongSupplier wal) throws IOException, InterruptedException {
		int each = 20;
		turnTo(work);
		// what the first request of a session costs is not asked here
		run(work, () -> Long.MAX_VALUE, each);
		long[] before = this.application.meter(true);
		long walBefore = wal.getAsLong();
		double requests = run(work, () -> Long.MAX_VALUE, each).length;
		long walAfter = wal.getAsLong();
		long[] after = this.application.meter(false);
		return new Costs((after[2] - before[2]) / requests, (after[3] - before[3]) / requests,
				(walAfter < 0) ? -1 : (walAfter - walBefore) / requests);
	}

	private void turnTo(Work work) {
		(work.loggedIn ? this.users : this.anonymous).forEach((some) -> some.forEach(Visitor::turnTo));
	}

	private long[] run(Work work, LongSupplier end, int limit) throws IOException, InterruptedException {
		List<Callable<long[]>> tasks = new ArrayList<>();
		for (int i = 0; i < CONNECTIONS; i++) {
			Connection connection = this.connections.get(i);
			List<Visitor> visitors = (work.loggedIn ? this.users : this.anonymous).get(i);
			tasks.add(() -> run(work, connection, visitors, end.getAsLong(), limit));
		}
		long[] all = {};
		for (Future<long[]> future : this.threads.invokeAll(tasks)) {
			long[] some = get(future);
			int length = all.length;
			all = Arrays.copyOf(all, length + some.length);
			System.arraycopy(some, 0, all, length, some.length);
		}
		return all;
	}

	private static long[] get(Future<long[]> future) throws IOException, InterruptedException {
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			throw new IOException(ex.getCause());
		}
	}

	private static long[] run(Work work, Connection connection, List<Visitor> visitors, long end, int limit)
			throws IOException {
		long[] times = new long[Math.min(limit, 1 << 18)];
		int count = 0;
		for (long now = System.nanoTime(); now < end && count < limit && count < times.length;) {
			Visitor visitor = visitors.get(count % visitors.size());
			connection.exchange(visitor.request(work), visitor);
			long after = System.nanoTime();
			times[count++] = after - now;
			now = after;
		}
		return Arrays.copyOf(times, count);
	}

	@Override
	public void close() throws IOException {
		this.threads.shutdown();
		for (Connection connection : this.connections) {
			connection.close();
		}
	}

}
