package io.github.mixedsession.game;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.game.Search.Counterexample;

/**
 * A short game that is over as soon as an invariant is broken.
 */
final class Trial {

	private Trial() {
	}

	/** Which moves are made. */
	enum Game {

		IN_TURN, AT_ONCE

	}

	/**
	 * Plays.
	 * @param name the name of the game
	 * @return the shortest sequence that breaks an invariant, or {@code null}
	 */
	static @Nullable String run(String name) {
		try (Director director = new Director()) {
			Search search = (Game.valueOf(name) == Game.IN_TURN) ? new Search(director, Moves.inTurn(), 0)
					: new Search(director, Moves.atOnce(), 1);
			Counterexample found = search.run((Game.valueOf(name) == Game.IN_TURN) ? 5 : 3).counterexample();
			return (found != null) ? found.toString() : null;
		}
	}

}
