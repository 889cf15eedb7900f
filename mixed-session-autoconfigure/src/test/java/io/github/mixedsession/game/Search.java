package io.github.mixedsession.game;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Plays all sequences of some moves up to a length, shortest first. A world that was
 * reached before, by whatever sequence, is not played on again.
 */
final class Search {

	/** Other requests go on at most so often in a race. */
	private static final int MAX_SWITCHES = 2;

	private final Director director;

	private final List<Move> moves;

	private final int manifold;

	private final Map<Long, Integer> visited = new ConcurrentHashMap<>();

	private final LongAdder made = new LongAdder();

	private final AtomicReference<@Nullable Counterexample> found = new AtomicReference<>();

	/**
	 * Prepare a search.
	 * @param director makes the moves
	 * @param moves the moves
	 * @param manifold how many races and faults a sequence may have
	 */
	Search(Director director, List<Move> moves, int manifold) {
		this.director = director;
		this.moves = moves;
		this.manifold = manifold;
	}

	/**
	 * Searches.
	 * @param length how many moves a sequence has at most
	 * @return what was found
	 */
	Report run(int length) {
		long begin = System.nanoTime();
		long before = 0;
		for (int depth = 1; depth <= length && this.found.get() == null; depth++) {
			this.visited.clear();
			before = this.made.sum();
			all(depth);
		}
		return new Report(length, this.visited.size(), this.made.sum() - before, this.made.sum(),
				(System.nanoTime() - begin) / 1_000_000, this.found.get());
	}

	private void all(int depth) {
		ExecutorService threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
		try {
			List<Callable<@Nullable Void>> tasks = new ArrayList<>();
			expand(new Position(new World(Ledger.inMemory()), List.of(), this.manifold), (first) -> {
				if (depth == 1) {
					return;
				}
				tasks.add(() -> {
					search(first, depth - 1);
					return null;
				});
			});
			for (Future<@Nullable Void> task : threads.invokeAll(tasks)) {
				task.get();
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void search(Position position, int left) {
		if (this.found.get() != null) {
			return;
		}
		long fingerprint = Fingerprint.of(position.world) * 31 + position.manifold;
		Integer earlier = this.visited.put(fingerprint, left);
		if (earlier != null && earlier >= left) {
			this.visited.merge(fingerprint, earlier, Math::max);
			return;
		}
		if (left > 0) {
			expand(position, (next) -> search(next, left - 1));
		}
	}

	private void expand(Position position, Consumer<Position> then) {
		for (Move move : this.moves) {
			if (this.found.get() != null) {
				return;
			}
			if (!move.isManifold()) {
				make(position, move, position.manifold, then);
			}
			else if (position.manifold > 0 && move.kind() == Move.Kind.FAULT) {
				for (int call = 0; make(position, move.pick(call), position.manifold - 1, then) >= 0; call++) {
					// until the request makes fewer calls
				}
			}
			else if (position.manifold > 0) {
				race(position, move, List.of(), then);
			}
		}
	}

	private void race(Position position, Move move, List<Integer> schedule, Consumer<Position> then) {
		int choices = make(position, move.schedule(schedule), position.manifold - 1, then);
		int from = schedule.isEmpty() ? 0 : schedule.get(schedule.size() - 1) + 1;
		for (int call = from; schedule.size() < MAX_SWITCHES && call < choices; call++) {
			List<Integer> next = new ArrayList<>(schedule);
			next.add(call);
			race(position, move, next, then);
		}
	}

	private int make(Position position, Move move, int manifold, Consumer<Position> then) {
		World world = position.world.copy();
		List<Move> sequence = new ArrayList<>(position.sequence);
		sequence.add(move);
		int result;
		try {
			result = this.director.make(move, world);
		}
		catch (Violation ex) {
			this.found.compareAndSet(null, new Counterexample(sequence, ex));
			return -1;
		}
		if (result >= 0) {
			this.made.increment();
			then.accept(new Position(world, sequence, manifold));
		}
		return result;
	}

	private record Position(World world, List<Move> sequence, int manifold) {
	}

	/**
	 * A sequence of moves after which an invariant does not hold.
	 *
	 * @param sequence the moves
	 * @param violation what does not hold
	 */
	record Counterexample(List<Move> sequence, Violation violation) {

		@Override
		public String toString() {
			StringBuilder text = new StringBuilder(this.violation.getMessage()).append(", after");
			for (int i = 0; i < this.sequence.size(); i++) {
				text.append("\n  ").append(i + 1).append(". ").append(this.sequence.get(i));
			}
			return text.toString();
		}

	}

	/**
	 * What a search did.
	 *
	 * @param length the greatest number of moves
	 * @param worlds how many worlds were told apart
	 * @param moves how many moves were made in them
	 * @param allMoves the same with those of the shorter searches before
	 * @param millis how long it took
	 * @param counterexample the shortest sequence that breaks an invariant
	 */
	record Report(int length, long worlds, long moves, long allMoves, long millis,
			@Nullable Counterexample counterexample) {

		@Override
		public String toString() {
			return "all sequences of up to " + this.length + " moves: " + this.worlds + " worlds, " + this.moves
					+ " moves (" + this.allMoves + " with the shorter searches) in " + this.millis / 1000 + " s";
		}

	}

}
