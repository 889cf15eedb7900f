package io.github.mixedsession.game;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Runs two requests at the same time, one step after the other: before each call of the
 * store a schedule decides which of them goes on.
 */
final class Duel {

	private static final ExecutorService THREADS = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "duel");
		thread.setDaemon(true);
		return thread;
	});

	private final List<Integer> schedule;

	private final boolean[] finished = new boolean[2];

	private final List<Exchange> exchanges = new ArrayList<>();

	private int running;

	private int choices;

	private Duel(List<Integer> schedule) {
		this.schedule = schedule;
	}

	/**
	 * Runs two requests.
	 * @param first makes the first one, given its hook
	 * @param second makes the second one
	 * @param schedule before which of the calls that could have been the other's turn it
	 * was
	 * @return the requests in the order in which they ended, and how many such calls
	 * there were
	 */
	static Result run(Function<Play.StoreHook, Exchange> first, Function<Play.StoreHook, Exchange> second,
			List<Integer> schedule) {
		Duel duel = new Duel(schedule);
		Future<@Nullable Void> other = THREADS.submit(() -> {
			duel.await(1);
			duel.run(1, second);
			return null;
		});
		duel.run(0, first);
		try {
			other.get();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		return new Result(duel.exchanges, duel.choices);
	}

	private void run(int me, Function<Play.StoreHook, Exchange> request) {
		try {
			Exchange exchange = request.apply((play, call) -> choose(me));
			synchronized (this) {
				this.exchanges.add(exchange);
			}
		}
		finally {
			synchronized (this) {
				this.finished[me] = true;
				this.running = 1 - me;
				notifyAll();
			}
		}
	}

	private synchronized void choose(int me) {
		if (!this.finished[1 - me] && this.schedule.contains(this.choices++)) {
			this.running = 1 - me;
			notifyAll();
			await(me);
		}
	}

	private synchronized void await(int me) {
		while (this.running != me) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	/**
	 * What came of it.
	 *
	 * @param exchanges the two requests, the one that ended first at the head
	 * @param choices how often the other one could have gone on
	 */
	record Result(List<Exchange> exchanges, int choices) {
	}

}
