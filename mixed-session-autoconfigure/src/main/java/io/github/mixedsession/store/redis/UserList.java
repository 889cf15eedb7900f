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
	 * Returns the lists that a session was in, the latest first: it is the one that does
	 * not end by itself.
	 * @param digests one after the other
	 */
	static List<UserList> all(byte[] digests) {
		return IntStream.iterate(digests.length, (end) -> end >= DIGEST_LENGTH, (end) -> end - DIGEST_LENGTH)
			.mapToObj((end) -> new UserList(Arrays.copyOfRange(digests, end - DIGEST_LENGTH, end)))
			.toList();
	}

}
