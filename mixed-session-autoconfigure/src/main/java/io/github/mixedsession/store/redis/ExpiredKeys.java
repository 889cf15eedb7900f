package io.github.mixedsession.store.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.SessionRecord;

/**
 * Finds expired sessions, shard after shard, and deletes them. What they were is kept
 * until this node asks again, and so has told of them; if it does not for a
 * {@link #LEASE}, another node is answered the same.
 */
final class ExpiredKeys {

	/** How long it may take to tell of one batch of sessions. */
	static final Duration LEASE = Duration.ofMinutes(5);

	private final RedisScripts scripts;

	private final SessionKeys keys;

	private final UserSessions users;

	private final InstantSource clock;

	private final Map<Integer, Queue<Locator>> answered = new ConcurrentHashMap<>();

	ExpiredKeys(RedisScripts scripts, SessionKeys keys, UserSessions users, InstantSource clock) {
		this.scripts = scripts;
		this.keys = keys;
		this.users = users;
		this.clock = clock;
	}

	ExpiredSessions delete(Instant before, Duration kept, int limit) {
		this.answered.forEach(this::told);
		List<Integer> shards = new ArrayList<>(SessionKeys.shards());
		// many nodes begin at the same time
		Collections.rotate(shards, ThreadLocalRandom.current().nextInt(shards.size()));
		List<SessionRecord> deleted = new ArrayList<>();
		int seen = 0;
		for (int i = 0; i < shards.size() && seen < limit; i++) {
			int shard = shards.get(i);
			List<SessionRecord> untold = untold(shard, limit - seen);
			deleted.addAll(untold);
			seen += untold.size();
			byte[] times = this.keys.expiry(shard);
			for (Locator locator : this.scripts.range(times, "-inf", "(" + before.toEpochMilli(), limit - seen)) {
				seen++;
				SessionRecord record = delete(locator, before, kept);
				if (record != null) {
					deleted.add(record);
				}
			}
		}
		// whoever asks again has told of them; of a call that failed, nobody has
		deleted.forEach((record) -> this.answered
			.computeIfAbsent(SessionKeys.shard(record.locator()), (shard) -> new ConcurrentLinkedQueue<>())
			.add(record.locator()));
		return new ExpiredSessions(deleted, seen > 0);
	}

	private @Nullable SessionRecord delete(Locator locator, Instant before, Duration kept) {
		List<byte[]> all = new ArrayList<>(this.keys.all(locator));
		all.addAll(this.keys.untold(SessionKeys.shard(locator)));
		Arguments arguments = new Arguments().add(locator.toBytes())
			.add(before)
			.add(this.clock.instant().plus(LEASE))
			.add(kept.toMillis())
			.add("lists")
			.add(SessionFields.names());
		List<?> session = this.scripts.call(RedisScripts.EXPIRE, all, arguments);
		return (session != null && !session.isEmpty()) ? answer(locator, session) : null;
	}

	private List<SessionRecord> untold(int shard, int limit) {
		Instant now = this.clock.instant();
		List<?> found = this.scripts.call(RedisScripts.UNTOLD, this.keys.untold(shard),
				new Arguments().add(now).add(now.plus(LEASE)).add(limit));
		List<SessionRecord> records = new ArrayList<>();
		for (int i = 0; found != null && i < found.size(); i += 2) {
			records.add(answer(Locator.of((byte[]) found.get(i)), (List<?>) found.get(i + 1)));
		}
		return records;
	}

	private SessionRecord answer(Locator locator, List<?> session) {
		this.users.unlist(locator, (byte[]) session.get(0));
		return SessionReader.read(locator, session.subList(1, session.size()));
	}

	private void told(int shard, Queue<Locator> locators) {
		List<Locator> batch = List.copyOf(locators);
		if (!batch.isEmpty()) {
			Arguments told = new Arguments();
			batch.forEach((locator) -> told.add(locator.toBytes()));
			this.scripts.call(RedisScripts.TOLD, this.keys.untold(shard), told);
			locators.removeAll(batch);
		}
	}

}
