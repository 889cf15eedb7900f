package io.github.mixedsession.id;

import java.security.SecureRandom;

/**
 * The one source of what nobody may guess. Internal. Thread-safe.
 */
public final class RandomBytes {

	private static final SecureRandom RANDOM = new SecureRandom();

	private RandomBytes() {
	}

	/**
	 * Returns random bytes.
	 * @param length how many
	 * @return the bytes, of the platform's {@link SecureRandom}
	 */
	public static byte[] of(int length) {
		byte[] bytes = new byte[length];
		RANDOM.nextBytes(bytes);
		return bytes;
	}

}
