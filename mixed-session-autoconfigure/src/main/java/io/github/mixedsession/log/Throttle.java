package io.github.mixedsession.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets one through a minute, so that a stranger can't flood the log. Thread-safe.
 */
public final class Throttle {

	private static final Duration PAUSE = Duration.ofMinutes(1);

	private final Clock clock;

	private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);

	/**
	 * Create a throttle.
	 * @param clock the time
	 */
	public Throttle(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Returns whether the caller may go on.
	 * @return {@code true} at first, and then if a minute has passed since the last time
	 */
	public boolean tryAcquire() {
		Instant now = this.clock.instant();
		Instant due = this.next.get();
		return !now.isBefore(due) && this.next.compareAndSet(due, now.plus(PAUSE));
	}

}
