package io.github.mixedsession.store.cookie;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.github.mixedsession.store.IdleTime;

/**
 * How long a cookie counts. Internal. Thread-safe.
 *
 * @param absoluteTimeout greatest age of a session, positive
 * @param writeInterval how often an access is recorded at most
 * @param clock the time
 */
public record SessionCookieLifetime(Duration absoluteTimeout, Duration writeInterval, Clock clock) {

	/** How far the clocks of nodes may be apart. */
	private static final Duration SKEW = Duration.ofMinutes(1);

	Instant now() {
		return this.clock.instant();
	}

	/**
	 * Returns whether a cookie is neither too old nor from the future.
	 */
	boolean isOfThisTime(SessionCookie cookie) {
		Instant now = now();
		Instant latest = now.plus(SKEW);
		return now.isBefore(cookie.createdAt().plus(this.absoluteTimeout)) && !cookie.createdAt().isAfter(latest)
				&& !cookie.lastAccessedAt().isAfter(latest);
	}

	/**
	 * Returns whether the session of a cookie that has no other has expired.
	 */
	boolean isIdle(SessionCookie cookie) {
		return IdleTime.isOver(cookie.lastAccessedAt(), cookie.maxInactiveInterval(), this.writeInterval, now());
	}

}
