package io.github.mixedsession.http;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogText}.
 */
class LogTextTests {

	@Test
	void hostileTextBecomesOneShortPrintableLine() {
		assertThat(LogText.of("/a\r\nWARN b\u001b[31m\u00e9\u2028")).isEqualTo("/a__WARN b_[31m__");
		assertThat(LogText.of("x".repeat(500))).hasSize(203);
		assertThat(LogText.of(null)).isEqualTo("null");
	}

	@Test
	void pathParametersAreDropped() {
		assertThat(LogText.of("/a;jsessionid=0123/b;x=y")).isEqualTo("/a/b");
		assertThat(LogText.of("/a;x=1\n2/b")).isEqualTo("/a/b");
	}

}
