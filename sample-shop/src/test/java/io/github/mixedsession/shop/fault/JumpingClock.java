package io.github.mixedsession.shop.fault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The system's clock, which tests have jump.
 */
public final class JumpingClock extends Clock {

	private final Clock clock = Clock.systemUTC();

	private volatile Duration offset = Duration.ZERO;

	public void jump(Duration difference) {
		this.offset = this.offset.plus(difference);
	}

	@Override
	public Instant instant() {
		return this.clock.instant().plus(this.offset);
	}

	@Override
	public ZoneId getZone() {
		return this.clock.getZone();
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
