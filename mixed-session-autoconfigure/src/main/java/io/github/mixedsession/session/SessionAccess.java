package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.store.SessionRecord;

/**
 * When a session counts as accessed, and for how long it may rest: what is on record, and
 * what one request makes of it. The threads of the request may share it.
 */
final class SessionAccess {

	private final boolean own;

	private volatile Instant at;

	private volatile @Nullable Instant explicit;

	private volatile @Nullable Duration changedInterval;

	/**
	 * Create it.
	 * @param own whether a request that the session belongs to is an access itself
	 * @param now when
	 */
	SessionAccess(boolean own, Instant now) {
		this.own = own;
		this.at = now;
	}

	/**
	 * Takes an access that the application says there was.
	 */
	void at(Instant time) {
		this.explicit = time;
		this.at = time;
	}

	Instant last(SessionRecord record) {
		return (this.explicit != null || this.own) ? this.at : record.lastAccessedAt();
	}

	@Nullable Instant toRecord() {
		if (this.explicit != null) {
			return this.explicit;
		}
		return this.own ? this.at : null;
	}

	/**
	 * Returns whether the application asks for an access that is earlier than the
	 * recorded one. A request's own never are.
	 */
	boolean movesBack(SessionRecord record) {
		Instant asked = this.explicit;
		return asked != null && asked.isBefore(record.lastAccessedAt());
	}

	void interval(Duration interval) {
		this.changedInterval = interval;
	}

	Duration interval(SessionRecord record) {
		return (this.changedInterval != null) ? this.changedInterval : record.maxInactiveInterval();
	}

	@Nullable Duration changedInterval() {
		return this.changedInterval;
	}

	/**
	 * Takes note of what is in the store.
	 */
	void written(Duration interval) {
		if (interval.equals(this.changedInterval)) {
			this.changedInterval = null;
		}
		this.explicit = null;
	}

}
