package io.github.mixedsession.web;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BodyCounterTests {

	private final BodyCounter body = new BodyCounter();

	@Test
	void fullBufferMayBeCommittedAndEachFurtherQuarter() {
		for (int written = 20; written < 100; written += 20) {
			assertThat(this.body.mayCommit(20, 100)).isFalse();
		}
		assertThat(this.body.mayCommit(19, 100)).isFalse();
		assertThat(this.body.mayCommit(1, 100)).isTrue();
		assertThat(this.body.mayCommit(24, 100)).isFalse();
		assertThat(this.body.mayCommit(1, 100)).isTrue();
		assertThat(this.body.mayCommit(Long.MAX_VALUE - 125, 100)).isTrue();
		this.body.empty();
		assertThat(this.body.mayCommit(25, 100)).isFalse();
		assertThat(this.body.mayCommit(25, 100)).isFalse();
		assertThat(this.body.mayCommit(25, 100)).isFalse();
		assertThat(this.body.mayCommit(25, 100)).isTrue();
	}

	@Test
	void moreThanAQuarterAtOnceMayBeCommitted() {
		assertThat(this.body.mayCommit(25, 100)).isFalse();
		assertThat(this.body.mayCommit(26, 100)).isTrue();
	}

	@Test
	void withoutABufferEveryByteMayBeCommitted() {
		assertThat(this.body.mayCommit(1, 0)).isTrue();
		assertThat(this.body.mayCommit(1, 0)).isTrue();
	}

	@Test
	void announcedBytesCountWhenTheyAreThere() {
		assertThat(this.body.isWholeWith(10)).isFalse();
		assertThat(this.body.mayCommit(9, 1000)).isFalse();
		assertThat(this.body.mayCommit(1, 1000)).isTrue();
		assertThat(this.body.isWholeWith(10)).isTrue();
		assertThat(this.body.isWholeWith(0)).isFalse();
		assertThat(this.body.isWholeWith(-1)).isFalse();
		assertThat(this.body.mayCommit(1, 1000)).isFalse();
	}

	@Test
	void errorPageIsAnnouncedAnew() {
		this.body.isWholeWith(12);
		this.body.startOver();
		assertThat(this.body.mayCommit(12, 1000)).isFalse();
	}

}
