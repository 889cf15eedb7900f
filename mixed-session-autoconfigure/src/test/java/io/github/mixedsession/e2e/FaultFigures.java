package io.github.mixedsession.e2e;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all visitors have seen during a fault. Safe for concurrent use.
 */
final class FaultFigures {

	static final String HEAD = "| fault                           | requests | errors       | acknowledged writes | lost "
			+ "| ids given | sessions lost | logged out | resumed in | wrong";

	private final AtomicInteger requests = new AtomicInteger();

	private final AtomicInteger acknowledged = new AtomicInteger();

	private final AtomicInteger lost = new AtomicInteger();

	private final AtomicInteger ids = new AtomicInteger();

	private final AtomicInteger empty = new AtomicInteger();

	private final AtomicInteger loggedOut = new AtomicInteger();

	private final Map<Integer, Integer> errors = new ConcurrentSkipListMap<>();

	private final Map<String, Integer> wrong = new ConcurrentHashMap<>();

	void request() {
		this.requests.incrementAndGet();
	}

	void acknowledged() {
		this.acknowledged.incrementAndGet();
	}

	void lost(int count) {
		this.lost.addAndGet(count);
	}

	void ids() {
		this.ids.incrementAndGet();
	}

	void empty() {
		this.empty.incrementAndGet();
	}

	void loggedOut() {
		this.loggedOut.incrementAndGet();
	}

	void error(int status) {
		this.errors.merge(status, 1, Integer::sum);
	}

	void wrong(String what) {
		this.wrong.merge(what, 1, Integer::sum);
	}

	int acknowledgedWrites() {
		return this.acknowledged.get();
	}

	int lostWrites() {
		return this.lost.get();
	}

	int lostSessions() {
		return this.empty.get() + this.loggedOut.get();
	}

	Map<Integer, Integer> errors() {
		return new TreeMap<>(this.errors);
	}

	Map<String, Integer> wrong() {
		return new TreeMap<>(this.wrong);
	}

	String row(String fault, long millisToResume) {
		return String.format(Locale.ROOT, "| %-31s | %8d | %-12s | %19d | %4d | %9d | %13d | %10d | %7d ms | %s", fault,
				this.requests.get(), this.errors, this.acknowledged.get(), this.lost.get(), this.ids.get(),
				this.empty.get(), this.loggedOut.get(), millisToResume, this.wrong);
	}

}
