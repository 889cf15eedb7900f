package io.github.mixedsession.game;

import java.time.Duration;

/**
 * The configuration of the site, in the numbers that the oracle goes by.
 */
final class Rules {

	static final String HOST = "shop.test";

	static final Duration GRACE = Duration.ofSeconds(10);

	static final Duration SECURE_IDLE = Duration.ofMinutes(15);

	static final Duration SECURE_ABSOLUTE = Duration.ofMinutes(25);

	static final Duration IDLE = Duration.ofMinutes(30);

	/** How much later than its time something may end. */
	static final Duration WRITE_INTERVAL = Duration.ofSeconds(60);

	/** How many retired ids of a kind are told from those that never were any. */
	static final int REMEMBERED = 8;

	private Rules() {
	}

}
