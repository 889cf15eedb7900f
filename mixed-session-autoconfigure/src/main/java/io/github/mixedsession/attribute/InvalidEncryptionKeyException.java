package io.github.mixedsession.attribute;

import org.jspecify.annotations.Nullable;

/**
 * A key is none that anything can be encrypted with. Internal.
 */
public final class InvalidEncryptionKeyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** What to do about it. */
	private final @Nullable String cure;

	/**
	 * Create an exception.
	 * @param index which of the keys, from 0
	 * @param problem what is wrong with it, as the end of a sentence and without any of
	 * it
	 */
	public InvalidEncryptionKeyException(int index, String problem) {
		this(index, problem, null);
	}

	/**
	 * Create an exception.
	 * @param index which of the keys, from 0
	 * @param problem what is wrong with it, as the end of a sentence and without any of
	 * it
	 * @param cure what to do, in sentences
	 */
	InvalidEncryptionKeyException(int index, String problem, @Nullable String cure) {
		super("Encryption key [" + index + "] " + problem);
		this.cure = cure;
	}

	/**
	 * Returns what to do about it.
	 * @return the cure in sentences, {@code null} for making another key
	 */
	public @Nullable String getCure() {
		return this.cure;
	}

}
