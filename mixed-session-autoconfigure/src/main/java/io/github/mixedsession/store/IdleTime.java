package io.github.mixedsession.store;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a session lives that nobody uses. Never shorter than asked: an access may be
 * recorded as late as the write interval, unless the idle time is no longer than that.
 */
public final class IdleTime {

	private IdleTime() {
	}

	/**
	 * Returns whether each access has to be recorded for a session to expire as asked.
	 * @param interval the session's idle time
	 * @param writeInterval how often an access is recorded at most
	 * @return {@code true} if it is no longer than the write interval
	 */
	public static boolean isShort(Duration interval, Duration writeInterval) {
		return isPositive(interval) && interval.compareTo(writeInterval) <= 0;
	}

	/**
	 * Returns whether the idle time has passed.
	 * @param lastAccess the last recorded access
	 * @param interval the session's idle time, zero or negative for an endless one
	 * @param writeInterval how often an access is recorded at most
	 * @param now the current time
	 * @return {@code true} if the session has expired
	 */
	public static boolean isOver(Instant lastAccess, Duration interval, Duration writeInterval, Instant now) {
		return isPositive(interval) && !now
			.isBefore(lastAccess.plus(interval).plus(isShort(interval, writeInterval) ? Duration.ZERO : writeInterval));
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

}
