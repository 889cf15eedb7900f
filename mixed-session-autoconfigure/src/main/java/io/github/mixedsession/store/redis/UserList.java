package io.github.mixedsession.store.redis;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.id.Locator;

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
	 * Returns the lists that a session was in.
	 * @param digests one after the other
	 */
	static List<UserList> all(byte[] digests) {
		return IntStream.range(0, digests.length / DIGEST_LENGTH)
			.mapToObj((i) -> new UserList(Arrays.copyOfRange(digests, i * DIGEST_LENGTH, (i + 1) * DIGEST_LENGTH)))
			.toList();
	}

	/**
	 * How a session is listed.
	 */
	enum Mode {

		/** Not shorter than it is already. */
		LONGER,

		/** Until then, if it was listed for longer too. */
		EXACTLY,

		/** Until then, if it was listed for ever, and else as it is. */
		ENDLESS

	}

	/**
	 * Returns what a script needs to list a session.
	 * @param until until when, {@code null} for ever
	 */
	static Arguments entry(Locator locator, Instant now, @Nullable Instant until, Mode mode) {
		return new Arguments().add(locator.toBytes())
			.add(now)
			.add((until != null) ? Long.toString(until.toEpochMilli()) : "+inf")
			.add(mode.name());
	}

}
