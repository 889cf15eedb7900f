package io.github.mixedsession.channel;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;

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
		assertThat(this.memory.isKnown(get("/login"))).isTrue();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.memory.isKnown(get("/login"))).isFalse();
		assertThat(this.memory.paths()).isEmpty();
		assertThat(this.memory.remember(get("/login"))).isTrue();
	}

	@Test
	void fullMemoryTakesOthersWhenItHasForgotten() {
		for (int i = 0; i < PasswordPageMemory.MAX_PATHS; i++) {
			this.memory.remember(get("/page/" + i));
		}
		assertThat(this.memory.remember(get("/login"))).isFalse();
		assertThat(this.memory.paths()).hasSize(PasswordPageMemory.MAX_PATHS);
		this.clock.advance(PasswordPageMemory.TIME);
		assertThat(this.memory.remember(get("/login"))).isTrue();
		assertThat(this.memory.paths()).containsExactly("/login");
	}

	@Test
	void longPathIsNotRemembered() {
		assertThat(this.memory.remember(get("/" + "x".repeat(PasswordPageMemory.MAX_LENGTH)))).isFalse();
	}

	private static MockHttpServletRequest get(String path) {
		return new MockHttpServletRequest("GET", path);
	}

}
