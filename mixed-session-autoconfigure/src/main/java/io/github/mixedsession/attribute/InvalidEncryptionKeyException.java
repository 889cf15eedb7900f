package io.github.mixedsession.attribute;

/**
 * A key is none that anything can be encrypted with. Internal.
 */
public final class InvalidEncryptionKeyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param index which of the keys, from 0
	 * @param problem what is wrong with it, as the end of a sentence and without any of
	 * it
	 */
	public InvalidEncryptionKeyException(int index, String problem) {
		super("Encryption key " + (index + 1) + " " + problem);
	}

}
