package io.github.mixedsession.attribute;

/**
 * A value of the secure side is not what its visitor's requests have sealed there
 * (invariant 16): somebody wrote to the database, or it is of a time without seals. It
 * counts as absent. Internal.
 */
public final class BrokenSealException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param message what is wrong, without any part of the value
	 */
	public BrokenSealException(String message) {
		super(message);
	}

}
