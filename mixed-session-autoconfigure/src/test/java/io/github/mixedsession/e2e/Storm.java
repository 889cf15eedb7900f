package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.github.mixedsession.id.SessionIds;

/**
 * All the tabs of one browser at once, which share its cookies and one session.
 */
final class Storm {

	static final int CLIENTS = 32;

	private final Browser browser;

	private final boolean mixed;

	private final Duration time;

	private final StormFigures figures = new StormFigures();

	/** When the requests that are under way began, in requests. */
	private final NavigableSet<Long> underWay = new TreeSet<>();

	private long begun;

	private final Map<String, StormRegister> common = new ConcurrentHashMap<>();

	private final List<StormClient> clients;

	/**
	 * Prepares a storm.
	 * @param browser whose session it is, logged in
	 * @param mixed whether the site has two channels
	 * @param time how long it lasts
	 * @param seed of everything that is at random
	 */
	Storm(Browser browser, boolean mixed, Duration time, long seed) {
		this.browser = browser;
		this.mixed = mixed;
		this.time = time;
		this.clients = IntStream.range(0, CLIENTS)
			.mapToObj((i) -> new StormClient(this, browser, this.figures, i, seed * CLIENTS))
			.toList();
	}

	boolean isMixed() {
		return this.mixed;
	}

	Duration time() {
		return this.time;
	}

	StormRegister common(String name) {
		return this.common.computeIfAbsent(name, (key) -> new StormRegister());
	}

	/**
	 * Lets a tab make a request. Not while one is under way that began as many requests
	 * ago as a session remembers retired ids: each of them may have rotated the ids, and
	 * an older one opens nothing (invariant 6). Browsers have six connections to a host.
	 * @param hops how many requests the tab makes one after the other
	 */
	<T> T request(int hops, Supplier<T> request) {
		long begin = begin(hops);
		try {
			return request.get();
		}
		finally {
			end(begin);
		}
	}

	private synchronized long begin(int hops) {
		try {
			while (!this.underWay.isEmpty() && this.begun + hops - this.underWay.first() > SessionIds.REMEMBERED) {
				wait();
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		long begin = this.begun;
		this.begun += hops;
		this.underWay.add(begin);
		return begin;
	}

	private synchronized void end(long begin) {
		this.underWay.remove(begin);
		notifyAll();
	}

	/**
	 * Runs until the time is over, then looks for what was acknowledged.
	 */
	StormFigures run() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(CLIENTS);
		try {
			List<Future<Void>> futures = new ArrayList<>();
			for (StormClient client : this.clients) {
				futures.add(executor.submit(client));
			}
			for (Future<Void> future : futures) {
				future.get(this.time.toSeconds() + 60, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		Reply end = this.browser.https("/secure/storm/show");
		this.figures.count("/secure/storm/show", end);
		this.common.forEach((name, register) -> look(name, register, end));
		this.clients.forEach((client) -> client.own().forEach((name, register) -> look(name, register, end)));
		return this.figures;
	}

	private void look(String name, StormRegister register, Reply end) {
		String value = end.line("@" + name);
		if (!register.admits(value)) {
			this.figures.lost("At the end " + name + " is " + value + " instead of " + register);
		}
	}

}
