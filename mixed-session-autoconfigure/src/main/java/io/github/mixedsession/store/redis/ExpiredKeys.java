package io.github.mixedsession.store.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.SessionRecord;

/**
 * Finds expired sessions, shard after shard, and deletes them. What they were is kept
 * until this node has told of them; if it has not for a {@link #LEASE}, another node is
 * answered the same. Thread-safe.
 */
final class ExpiredKeys {

	/** How long what has expired is kept to be told of. */
	static final Duration KEPT = Duration.ofHours(2);

	/** How long it may take to tell of one batch of sessions. */
	static final Duration LEASE = Duration.ofMinutes(5);

	private static final Log logger = LogFactory.getLog(ExpiredKeys.class);

	private final RedisScripts scripts;

	private final SessionKeys keys;

	private final UserSessions users;

	private final InstantSource clock;

	/** What listeners know of, and Redis does not forget yet. */
	private final Map<Integer, Queue<Locator>> told = new ConcurrentHashMap<>();

	private final ShardTurns turns;

	ExpiredKeys(RedisScripts scripts, SessionKeys keys, UserSessions users, InstantSource clock) {
		this.scripts = scripts;
		this.keys = keys;
		this.users = users;
		this.clock = clock;
		this.turns = new ShardTurns(clock);
	}

	ExpiredSessions delete(Instant before, int limit) {
		ExpiredBatch batch = new ExpiredBatch(limit, this.clock);
		this.turns.sort(SessionKeys.shards()).forEach((shard) -> batch.attempt(() -> this.turns.visit(shard, () -> {
			forget(shard);
			delete(shard, before, batch);
		})));
		return batch.result();
	}

	private void delete(int shard, Instant before, ExpiredBatch batch) {
		Instant now = this.clock.instant();
		List<?> untold = this.scripts.ask(RedisScripts.UNTOLD, this.keys.untold(shard),
				new Arguments().add(now).add(now.plus(LEASE)).add(batch.left()));
		for (int i = 0; untold != null && i < untold.size(); i += 2) {
			answer(Locator.of((byte[]) untold.get(i)), (List<?>) untold.get(i + 1), batch);
		}
		byte[] times = this.keys.expiry(shard);
		for (Locator locator : this.scripts.range(times, "-inf", "(" + before.toEpochMilli(), batch.left())) {
			delete(locator, before, batch);
		}
	}

	private void delete(Locator locator, Instant before, ExpiredBatch batch) {
		List<byte[]> all = new ArrayList<>(this.keys.all(locator));
		all.addAll(this.keys.untold(SessionKeys.shard(locator)));
		Arguments arguments = new Arguments().add(locator.toBytes())
			.add(before)
			.add(this.clock.instant().plus(LEASE))
			.add(KEPT.toMillis())
			.add("lists")
			.add(SessionFields.names());
		List<?> expired = this.scripts.ask(RedisScripts.EXPIRE, all, arguments);
		if (expired == null) {
			batch.add(null);
		}
		else {
			answer(locator, (List<?>) expired.get(0), batch);
		}
	}

	private void answer(Locator locator, List<?> session, ExpiredBatch batch) {
		// a list that can't be reached ends by itself
		batch.attemptList(() -> this.users.unlist(locator, (byte[]) session.get(0)));
		try {
			batch.add(SessionReader.read(locator, session.subList(1, session.size())));
		}
		catch (RuntimeException ex) {
			// its message may have what is in it
			logger.warn("A session in Redis that has expired can't be read, and nobody is told of its end: "
					+ ex.getClass().getName());
			add(locator);
			batch.add(null);
		}
	}

	/**
	 * Forgets what was told of. What can't be forgotten now is in a next call of
	 * {@link #delete}, as its shard has its turn.
	 */
	void told(Collection<Locator> locators) {
		locators.forEach(this::add);
		Patience patience = new Patience(this.clock);
		this.turns.sort(locators.stream().map(SessionKeys::shard).distinct().toList())
			.forEach((shard) -> patience.attempt(() -> this.turns.visit(shard, () -> forget(shard))));
		RuntimeException failure = patience.lastFailure();
		if (failure != null) {
			logger.debug("Redis could not be told of all that listeners know", failure);
		}
	}

	private void add(Locator locator) {
		this.told.computeIfAbsent(SessionKeys.shard(locator), (shard) -> new ConcurrentLinkedQueue<>()).add(locator);
	}

	private void forget(int shard) {
		Queue<Locator> locators = this.told.getOrDefault(shard, new ConcurrentLinkedQueue<>());
		List<Locator> batch = List.copyOf(locators);
		if (!batch.isEmpty()) {
			Arguments arguments = new Arguments();
			batch.forEach((locator) -> arguments.add(locator.toBytes()));
			this.scripts.call(RedisScripts.TOLD, this.keys.untold(shard), arguments);
			locators.removeAll(batch);
		}
	}

}
