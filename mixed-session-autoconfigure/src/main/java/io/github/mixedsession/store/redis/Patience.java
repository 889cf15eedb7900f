package io.github.mixedsession.store.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

/**
 * Does one thing after the other, though some fail, until waiting for those that failed
 * has taken too long: the others are left out then. For one thread.
 */
final class Patience {

	/** How long is waited for masters that are down. */
	static final Duration LIMIT = Duration.ofSeconds(10);

	private final InstantSource clock;

	private Duration waited = Duration.ZERO;

	private @Nullable RuntimeException lastFailure;

	Patience(InstantSource clock) {
		this.clock = clock;
	}

	void attempt(Runnable action) {
		if (this.waited.compareTo(LIMIT) < 0) {
			Instant begin = this.clock.instant();
			try {
				action.run();
			}
			catch (RuntimeException ex) {
				this.waited = this.waited.plus(Duration.between(begin, this.clock.instant()));
				this.lastFailure = ex;
			}
		}
	}

	@Nullable RuntimeException lastFailure() {
		return this.lastFailure;
	}

}
