package io.github.mixedsession.store;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a session lives that nobody uses. Never shorter than asked: an access may be
 * recorded as late as the write interval, unless the idle time is no longer than that.
 *
 * @param writeInterval how often an access is recorded at most
 */
public record IdleTime(Duration writeInterval) {

	/**
	 * Returns whether each access has to be recorded for a session to expire as asked.
	 * @param interval the session's idle time
	 * @return {@code true} if it is no longer than the write interval
	 */
	public boolean isShort(Duration interval) {
		return isPositive(interval) && interval.compareTo(this.writeInterval) <= 0;
	}

	/**
	 * Returns whether the idle time has passed.
	 * @param lastAccess the last recorded access
	 * @param interval the session's idle time, zero or negative for an endless one
	 * @param now the current time
	 * @return {@code true} if the session has expired
	 */
	public boolean isOver(Instant lastAccess, Duration interval, Instant now) {
		return isPositive(interval) && !now
			.isBefore(lastAccess.plus(interval).plus(isShort(interval) ? Duration.ZERO : this.writeInterval));
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

}
