package io.github.mixedsession.store.redis;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.SessionRecord;

/**
 * What one call of {@link ExpiredKeys#delete} comes to. What it has found is answered
 * though a part of Redis fails. For one thread.
 */
final class ExpiredBatch {

	private static final Log logger = LogFactory.getLog(ExpiredBatch.class);

	private final List<SessionRecord> deleted = new ArrayList<>();

	private final int limit;

	private final Patience shards;

	private final Patience lists;

	private int seen;

	ExpiredBatch(int limit, InstantSource clock) {
		this.limit = limit;
		this.shards = new Patience(clock);
		this.lists = new Patience(clock);
	}

	int left() {
		return this.limit - this.seen;
	}

	void add(@Nullable SessionRecord record) {
		this.seen++;
		if (record != null) {
			this.deleted.add(record);
		}
	}

	/**
	 * Does something of a user's list, which ends by itself if that fails.
	 */
	void attemptList(Runnable action) {
		this.lists.attempt(action);
	}

	/**
	 * Does something, while there is room in the batch.
	 */
	void attempt(Runnable action) {
		if (left() > 0) {
			this.shards.attempt(action);
		}
	}

	ExpiredSessions result() {
		RuntimeException failure = this.shards.lastFailure();
		if (failure == null) {
			return new ExpiredSessions(this.deleted, this.seen > 0);
		}
		if (this.deleted.isEmpty()) {
			throw failure;
		}
		logger.warn("Not all of Redis could be asked for expired sessions; the next run tries again", failure);
		return new ExpiredSessions(this.deleted, true);
	}

}
