package io.github.mixedsession.store.redis;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * In which order shards are asked: those first that have waited longest, and those last
 * that are on a master that is down. Thread-safe.
 */
final class ShardTurns {

	private final InstantSource clock;

	/** When shards answered last; never, if they failed since. */
	private final Map<Integer, Instant> answered = new ConcurrentHashMap<>();

	ShardTurns(InstantSource clock) {
		this.clock = clock;
	}

	List<Integer> sort(Collection<Integer> shards) {
		Map<Integer, Instant> answers = Map.copyOf(this.answered);
		List<Integer> sorted = new ArrayList<>(shards);
		// many nodes begin at the same time
		Collections.shuffle(sorted);
		sorted.sort(Comparator.comparing((shard) -> answers.getOrDefault(shard, Instant.MIN)));
		return sorted;
	}

	void visit(int shard, Runnable action) {
		this.answered.put(shard, Instant.MAX);
		action.run();
		this.answered.put(shard, this.clock.instant());
	}

}
