package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;

import io.github.mixedsession.store.IdleTime;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionRecord;

/**
 * The durations and switches of the policy.
 *
 * @param timeout idle time of a new session, zero or negative for never
 * @param secureIdle idle time of the secure side, positive
 * @param secureAbsolute greatest age of the secure side, positive
 * @param grace how long a retired id stays usable once its successor was presented, zero
 * or more
 * @param endSessionOnSecureIdReuse whether a secure id used after its grace ends its
 * session (invariant 10)
 * @param writeInterval how often an access is recorded at most, zero for always; shorter
 * than the timeouts
 * @param staySecure whether a session that stepped up never steps down
 * @param sharedLimit how much the shared side of a session may hold
 */
public record SessionSettings(Duration timeout, Duration secureIdle, Duration secureAbsolute, Duration grace,
		boolean endSessionOnSecureIdReuse, Duration writeInterval, boolean staySecure, SharedLimit sharedLimit) {

	/**
	 * Settings whose shared side may hold what is usual.
	 * @param timeout idle time of a new session, zero or negative for never
	 * @param secureIdle idle time of the secure side, positive
	 * @param secureAbsolute greatest age of the secure side, positive
	 * @param grace how long a retired id stays usable once its successor was presented
	 * @param endSessionOnSecureIdReuse whether a secure id used after its grace ends its
	 * session
	 * @param writeInterval how often an access is recorded at most
	 * @param staySecure whether a session that stepped up never steps down
	 */
	public SessionSettings(Duration timeout, Duration secureIdle, Duration secureAbsolute, Duration grace,
			boolean endSessionOnSecureIdReuse, Duration writeInterval, boolean staySecure) {
		this(timeout, secureIdle, secureAbsolute, grace, endSessionOnSecureIdReuse, writeInterval, staySecure,
				SharedLimit.DEFAULT);
	}

	/**
	 * Returns whether a whole session has expired. Never early: an access may be recorded
	 * as late as the write interval. One whose interval is no longer than that has each
	 * access recorded, and expires as asked.
	 * @param record the session
	 * @param now the current time
	 * @return {@code true} if it has
	 */
	boolean isExpired(SessionRecord record, Instant now) {
		return IdleTime.isOver(record.lastAccessedAt(), record.maxInactiveInterval(), this.writeInterval, now);
	}

	/**
	 * Returns whether the secure side of a session has expired (invariant 9).
	 * @param record the session
	 * @param now the current time
	 * @return {@code true} if it has
	 */
	boolean isSecureSideExpired(SessionRecord record, Instant now) {
		SecureSide side = record.secureSide();
		return side != null && (!now.isBefore(side.lastAccessedAt().plus(this.secureIdle).plus(this.writeInterval))
				|| !now.isBefore(side.since().plus(this.secureAbsolute)));
	}

	/**
	 * Returns whether an access is due to be recorded.
	 * @param recorded the access on record
	 * @param now the current time
	 * @return {@code true} if the write interval has passed
	 */
	boolean isWriteDue(Instant recorded, Instant now) {
		return now.isAfter(recorded) && !now.isBefore(recorded.plus(this.writeInterval));
	}

	/**
	 * Returns whether each access has to be recorded for a session to expire as asked.
	 * @param maxInactiveInterval the session's interval
	 * @return {@code true} if it is no longer than the write interval
	 */
	boolean isShort(Duration maxInactiveInterval) {
		return IdleTime.isShort(maxInactiveInterval, this.writeInterval);
	}

}
