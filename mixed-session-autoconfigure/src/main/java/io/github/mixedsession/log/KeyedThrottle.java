package io.github.mixedsession.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets one through a minute for each key, and for so many keys at most: neither one key
 * nor many of them flood the log, and what is remembered is bounded (attack 49).
 * Thread-safe.
 */
public final class KeyedThrottle {

	/** How many keys get through a minute, unless something else is said. */
	public static final int LIMIT = 1000;

	private static final Duration PAUSE = Duration.ofMinutes(1);

	private final Clock clock;

	private final int limit;

	/** When each key got through last, the one that did so first at the head. */
	private final Map<String, Instant> last = new LinkedHashMap<>();

	/**
	 * Create a throttle.
	 * @param clock the time
	 */
	public KeyedThrottle(Clock clock) {
		this(clock, LIMIT);
	}

	/**
	 * Create a throttle.
	 * @param clock the time
	 * @param limit how many keys get through a minute
	 */
	public KeyedThrottle(Clock clock, int limit) {
		this.clock = clock;
		this.limit = limit;
	}

	/**
	 * Returns whether the caller may go on.
	 * @param key what is counted by itself
	 * @return {@code true} at first, and then if a minute has passed since the key's last
	 * time
	 */
	public synchronized boolean tryAcquire(String key) {
		Instant now = this.clock.instant();
		Iterator<Instant> times = this.last.values().iterator();
		while (times.hasNext() && !now.isBefore(times.next().plus(PAUSE))) {
			times.remove();
		}
		if (this.last.size() >= this.limit) {
			return false;
		}
		return this.last.putIfAbsent(key, now) == null;
	}

}
