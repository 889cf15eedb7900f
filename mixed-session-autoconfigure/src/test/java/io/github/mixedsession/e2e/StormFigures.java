package io.github.mixedsession.e2e;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happened in a storm. Safe for concurrent use.
 */
final class StormFigures {

	private static final int DETAILS = 20;

	final AtomicInteger requests = new AtomicInteger();

	final AtomicInteger acknowledged = new AtomicInteger();

	final AtomicInteger lost = new AtomicInteger();

	final AtomicInteger withoutUser = new AtomicInteger();

	final AtomicInteger logins = new AtomicInteger();

	final AtomicInteger counted = new AtomicInteger();

	final AtomicInteger perhapsCounted = new AtomicInteger();

	private final Map<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();

	private final List<String> details = new CopyOnWriteArrayList<>();

	void count(String request, Reply reply) {
		this.requests.incrementAndGet();
		this.statuses.computeIfAbsent(reply.status(), (status) -> new AtomicInteger()).incrementAndGet();
		if (reply.status() >= 500) {
			detail(request + " failed: " + reply);
		}
	}

	void lost(String detail) {
		this.lost.incrementAndGet();
		detail(detail);
	}

	private void detail(String detail) {
		if (this.details.size() < DETAILS) {
			this.details.add(detail);
		}
	}

	int errors() {
		return this.statuses.entrySet()
			.stream()
			.filter((status) -> status.getKey() >= 500)
			.mapToInt((status) -> status.getValue().get())
			.sum();
	}

	Map<Integer, Integer> statuses() {
		Map<Integer, Integer> counts = new TreeMap<>();
		this.statuses.forEach((status, count) -> counts.put(status, count.get()));
		return counts;
	}

	/**
	 * Returns the first losses and errors in words.
	 */
	List<String> details() {
		return List.copyOf(this.details);
	}

}
