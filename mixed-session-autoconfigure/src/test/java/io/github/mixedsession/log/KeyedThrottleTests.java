package io.github.mixedsession.log;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyedThrottleTests {

	private Instant now = Instant.EPOCH;

	private final KeyedThrottle throttle = new KeyedThrottle(((InstantSource) () -> this.now).withZone(ZoneOffset.UTC));

	@Test
	void eachKeyGetsThroughOnceAMinute() {
		assertThat(this.throttle.tryAcquire("one")).isTrue();
		assertThat(this.throttle.tryAcquire("one")).isFalse();
		this.now = this.now.plusSeconds(30);
		assertThat(this.throttle.tryAcquire("two")).isTrue();
		this.now = this.now.plusSeconds(30);
		assertThat(this.throttle.tryAcquire("one")).isTrue();
		assertThat(this.throttle.tryAcquire("two")).isFalse();
	}

	@Test
	void manyKeysGetThroughNoMoreOftenThanTheLimit() {
		for (int minute = 0; minute < 3; minute++) {
			assertThat(IntStream.range(0, 5 * KeyedThrottle.LIMIT)
				.filter((i) -> this.throttle.tryAcquire("session " + i))
				.count()).isEqualTo(KeyedThrottle.LIMIT);
			this.now = this.now.plus(Duration.ofMinutes(1));
		}
	}

}
