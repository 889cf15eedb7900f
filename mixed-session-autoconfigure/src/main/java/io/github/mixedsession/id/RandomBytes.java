package io.github.mixedsession.id;

import java.security.SecureRandom;

/**
 * The one source of what nobody may guess. Thread-safe.
 */
final class RandomBytes {

	private static final SecureRandom RANDOM = new SecureRandom();

	private RandomBytes() {
	}

	static byte[] of(int length) {
		byte[] bytes = new byte[length];
		RANDOM.nextBytes(bytes);
		return bytes;
	}

}
