package io.github.mixedsession.attribute;

/**
 * A key is none that anything can be encrypted with. Internal.
 */
public final class InvalidEncryptionKeyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** Which of the keys. */
	private final int index;

	/**
	 * Create an exception.
	 * @param index which of the keys, from 0
	 * @param problem what is wrong with it, as the end of a sentence and without any of
	 * it
	 */
	public InvalidEncryptionKeyException(int index, String problem) {
		super("Encryption key " + (index + 1) + " " + problem);
		this.index = index;
	}

	/**
	 * Returns which of the keys it is.
	 * @return its place, from 0
	 */
	public int getIndex() {
		return this.index;
	}

}
