package io.github.mixedsession.channel;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets one through a minute, so that a stranger can't flood the log.
 */
final class Throttle {

	private static final Duration PAUSE = Duration.ofMinutes(1);

	private final Clock clock;

	private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);

	Throttle(Clock clock) {
		this.clock = clock;
	}

	boolean tryAcquire() {
		Instant now = this.clock.instant();
		Instant due = this.next.get();
		return !now.isBefore(due) && this.next.compareAndSet(due, now.plus(PAUSE));
	}

}
