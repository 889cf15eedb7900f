package io.github.mixedsession.store.redis;

import java.time.Duration;
import java.util.List;

import io.github.mixedsession.test.MutableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ShardTurnsTests {

	private final MutableClock clock = new MutableClock();

	private final ShardTurns turns = new ShardTurns(this.clock);

	private void visit(int shard, Runnable action) {
		this.clock.advance(Duration.ofSeconds(1));
		this.turns.visit(shard, action);
	}

	private void visit(int shard) {
		visit(shard, () -> {
		});
	}

	private void fail(int shard) {
		assertThatIllegalStateException().isThrownBy(() -> visit(shard, () -> {
			throw new IllegalStateException("It is down");
		}));
	}

	@Test
	void whoHasWaitedLongestIsFirstAndWhoFailedIsLast() {
		visit(4);
		fail(2);
		visit(1);
		visit(3);
		assertThat(this.turns.sort(List.of(1, 2, 3, 4, 5))).containsExactly(5, 4, 1, 3, 2);
		visit(4);
		visit(5);
		assertThat(this.turns.sort(List.of(1, 2, 3, 4, 5))).containsExactly(1, 3, 4, 5, 2);
	}

	@Test
	void whoAnswersAgainHasATurnAgain() {
		visit(1);
		fail(2);
		fail(1);
		visit(2);
		assertThat(this.turns.sort(List.of(1, 2, 3))).containsExactly(3, 2, 1);
	}

}
