package io.github.mixedsession.shop.fault;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all visitors have seen.
 */
final class Figures {

	private final AtomicInteger requests = new AtomicInteger();

	private final AtomicInteger acknowledged = new AtomicInteger();

	private final AtomicInteger lost = new AtomicInteger();

	private final AtomicInteger disconnected = new AtomicInteger();

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

	void disconnected() {
		this.disconnected.incrementAndGet();
	}

	void error(int status) {
		this.errors.merge(status, 1, Integer::sum);
	}

	void wrong(String what) {
		this.wrong.merge(what, 1, Integer::sum);
	}

	int requests() {
		return this.requests.get();
	}

	int acknowledgedWrites() {
		return this.acknowledged.get();
	}

	int lostWrites() {
		return this.lost.get();
	}

	int disconnections() {
		return this.disconnected.get();
	}

	Map<Integer, Integer> errors() {
		return Map.copyOf(this.errors);
	}

	Map<String, Integer> wrong() {
		return Map.copyOf(this.wrong);
	}

}
