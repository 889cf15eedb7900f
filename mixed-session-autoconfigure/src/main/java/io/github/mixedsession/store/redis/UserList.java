package io.github.mixedsession.store.redis;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The list of a user's sessions, each until some time.
 *
 * @param digest what stands for the user's name
 */
@SuppressWarnings("ArrayRecordComponent")
record UserList(byte[] digest) {

	private static final int DIGEST_LENGTH = 32;

	/**
	 * Returns the list of a user.
	 */
	static UserList of(String name) {
		return of(SessionFields.name(name));
	}

	/**
	 * Returns the list of a user.
	 * @param name the bytes of the user's name
	 */
	static UserList of(byte[] name) {
		try {
			return new UserList(MessageDigest.getInstance("SHA-256").digest(name));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * Returns whether it is the same user's.
	 */
	boolean isOf(String name) {
		return Arrays.equals(this.digest, of(name).digest);
	}

	/**
	 * Returns the lists that a session was in.
	 * @param digests one after the other
	 */
	static List<UserList> all(byte[] digests) {
		return IntStream.range(0, digests.length / DIGEST_LENGTH)
			.mapToObj((i) -> new UserList(Arrays.copyOfRange(digests, i * DIGEST_LENGTH, (i + 1) * DIGEST_LENGTH)))
			.toList();
	}

}
