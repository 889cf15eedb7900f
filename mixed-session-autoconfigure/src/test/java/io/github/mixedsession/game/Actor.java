package io.github.mixedsession.game;

/**
 * Who sends a request. Each has an account of this name.
 */
enum Actor {

	ALICE, BOB,

	/** Reads and writes all HTTP traffic, and has an account of her own. */
	EVE;

	String userName() {
		return name().toLowerCase(java.util.Locale.ROOT);
	}

	boolean isHonest() {
		return this != EVE;
	}

}
