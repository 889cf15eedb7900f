package io.github.mixedsession.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionStore;

/**
 * Eight threads that read the first sessions of a table.
 */
final class Readers implements AutoCloseable {

	static final int THREADS = 8;

	private final SessionStore store;

	private final long sessions;

	private final long interval;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	/**
	 * Creates readers.
	 * @param store where they read
	 * @param sessions how many sessions they read
	 * @param rate how many sessions they read in a second together, zero for as many as
	 * they can
	 */
	Readers(SessionStore store, long sessions, int rate) {
		this.store = store;
		this.sessions = sessions;
		this.interval = (rate > 0) ? THREADS * 1_000_000_000L / rate : 0;
	}

	/**
	 * Reads for so long. A read that is due while another one takes its time has waited
	 * since then.
	 */
	Times read(long nanos) throws ExecutionException, InterruptedException {
		long begin = System.nanoTime();
		List<Callable<Times>> tasks = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			long first = begin + i * this.interval / THREADS;
			tasks.add(() -> (this.interval > 0) ? readPaced(first, begin + nanos) : read(begin, begin + nanos));
		}
		Times all = new Times();
		for (Future<Times> some : this.threads.invokeAll(tasks)) {
			all.addAll(some.get());
		}
		return all;
	}

	private Times read(long begin, long end) {
		Times times = new Times();
		for (long now = begin; now < end;) {
			read();
			long after = System.nanoTime();
			times.add(after - now);
			now = after;
		}
		return times;
	}

	private Times readPaced(long first, long end) {
		Times times = new Times();
		for (long due = first; due < end; due += this.interval) {
			long woken = System.nanoTime();
			while (woken < due) {
				LockSupport.parkNanos(due - woken);
				woken = System.nanoTime();
			}
			// the timer's own delay is not the database's
			long begin = (woken - due < this.interval) ? woken : due;
			read();
			times.add(System.nanoTime() - begin);
		}
		return times;
	}

	private void read() {
		long number = ThreadLocalRandom.current().nextLong(this.sessions);
		Objects.requireNonNull(this.store.find(SessionRows.locator(number), SessionRows.proof(number),
				Partition.visibleTo(SessionView.INSECURE, Channel.INSECURE)), "No such session");
	}

	@Override
	public void close() {
		this.threads.shutdown();
	}

}
