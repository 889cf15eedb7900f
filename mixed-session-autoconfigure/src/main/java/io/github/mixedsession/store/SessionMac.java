package io.github.mixedsession.store;

import java.security.MessageDigest;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * What shows that a part of a session was written by the application. A store keeps it
 * beside that part, and knows nothing of it. Immutable.
 */
public final class SessionMac {

	/** How many bytes it has. */
	public static final int LENGTH = 32;

	private final byte[] bytes;

	private SessionMac(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * Creates one from its bytes.
	 * @param bytes exactly {@value #LENGTH} bytes
	 * @return the code
	 */
	public static SessionMac of(byte[] bytes) {
		if (bytes.length != LENGTH) {
			throw new IllegalArgumentException("A code has " + LENGTH + " bytes, not " + bytes.length);
		}
		return new SessionMac(bytes.clone());
	}

	/**
	 * Returns the bytes.
	 * @return a new array
	 */
	public byte[] toBytes() {
		return this.bytes.clone();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof SessionMac that && MessageDigest.isEqual(this.bytes, that.bytes));
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	@Override
	public String toString() {
		return "SessionMac[" + LENGTH + " bytes]";
	}

}
