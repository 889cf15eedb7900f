package io.github.mixedsession.channel.passwordpage;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;

import io.github.mixedsession.test.MutableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is remembered of pages with a password field, and how long.
 */
class PasswordPageMemoryTests {

	private final MutableClock clock = new MutableClock();

	private final PasswordPageMemory memory = new PasswordPageMemory(this.clock);

	@Test
	void pathIsForgottenAfterTenMinutesHoweverOftenItIsAskedFor() {
		assertThat(this.memory.remember(get("/login"))).isTrue();
		this.clock.advance(PasswordPageMemory.TIME.minusMillis(1));
		assertThat(this.memory.remember(get("/login"))).isFalse();
		assertThat(this.memory.decide(get("/login"))).isEqualTo(PasswordPageMemory.DECISION);
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.memory.decide(get("/login"))).isNull();
		assertThat(this.memory.describe()).isEmpty();
		assertThat(this.memory.remember(get("/login"))).isTrue();
	}

	@Test
	void fullMemoryTakesOthersWhenItHasForgotten() {
		for (int i = 0; i < PasswordPageMemory.MAX_PATHS; i++) {
			this.memory.remember(get("/page/" + i));
		}
		assertThat(this.memory.remember(get("/login"))).isFalse();
		assertThat(paths()).hasSize(PasswordPageMemory.MAX_PATHS);
		this.clock.advance(PasswordPageMemory.TIME);
		assertThat(this.memory.remember(get("/login"))).isTrue();
		assertThat(paths()).containsExactly("/login");
	}

	@Test
	void longPathIsNotRemembered() {
		assertThat(this.memory.remember(get("/" + "x".repeat(PasswordPageMemory.MAX_LENGTH)))).isFalse();
	}

	private List<String> paths() {
		return this.memory.describe().get(0).paths();
	}

	private static MockHttpServletRequest get(String path) {
		return new MockHttpServletRequest("GET", path);
	}

}
