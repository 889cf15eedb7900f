package io.github.mixedsession.game;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.game.Search.Counterexample;

/**
 * A short game that is over as soon as an invariant is broken.
 */
final class Trial {

	private static final long SEED = 4;

	private Trial() {
	}

	/** Which moves are made. */
	enum Game {

		IN_TURN, AT_ONCE, AT_RANDOM

	}

	/**
	 * Plays.
	 * @param name the name of the game
	 * @return the shortest sequence that breaks an invariant, or {@code null}
	 */
	static @Nullable String run(String name) {
		try (Director director = new Director()) {
			Counterexample found = switch (Game.valueOf(name)) {
				case IN_TURN -> new Search(director, Moves.inTurn(), 0).run(5).counterexample();
				case AT_ONCE -> new Search(director, Moves.atOnce(), 1).run(3).counterexample();
				case AT_RANDOM -> new RandomPlay(director, Ledger::inMemory, SEED).run(3000, 40);
			};
			return (found != null) ? found.toString() : null;
		}
	}

}
