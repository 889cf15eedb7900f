package io.github.mixedsession.game;

import java.util.function.Supplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

import io.github.mixedsession.test.Proof;
import io.github.mixedsession.test.EveryStore;
import io.github.mixedsession.test.TestStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Long sequences of random moves, of all kinds. Every build plays the same ones, the
 * profile others each time: {@code -Dseed} repeats them.
 */
@Tag(Proof.TAG)
class RandomPlayTests {

	private static final long SEED = Long.getLong("seed", Proof.isLong() ? System.nanoTime() : 4);

	private static final int LENGTH = 40;

	private static Director director;

	@BeforeAll
	static void open() {
		director = new Director();
	}

	@AfterAll
	static void close() {
		director.close();
	}

	@Test
	void noSequenceBreaksAnInvariantInMemory() {
		play("memory", Ledger::inMemory, Proof.steps(200, 20_000));
	}

	@ParameterizedTest
	@EveryStore
	void noSequenceBreaksAnInvariantOnAServer(TestStore store) {
		play(store.name(), Ledger.on(store), Proof.steps(20, 1000));
	}

	private static void play(String where, Supplier<Ledger> stores, int sequences) {
		RandomPlay play = new RandomPlay(director, stores, SEED);
		Search.Counterexample found = play.run(sequences, LENGTH);
		System.out.println("At random in " + where + ", seed " + SEED + ": " + sequences + " sequences, " + play.moves()
				+ " moves" + ((found != null) ? "\n" + found : ""));
		assertThat(found).isNull();
		assertThat(play.moves()).isGreaterThan(sequences);
	}

}
