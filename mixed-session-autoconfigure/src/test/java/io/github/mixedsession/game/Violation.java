package io.github.mixedsession.game;

/**
 * Says which invariant of the design does not hold.
 */
final class Violation extends AssertionError {

	private static final long serialVersionUID = 1L;

	final int invariant;

	Violation(int invariant, String message) {
		super("Invariant " + invariant + ": " + message);
		this.invariant = invariant;
	}

}
