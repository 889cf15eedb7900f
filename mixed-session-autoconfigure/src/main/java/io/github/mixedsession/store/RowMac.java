package io.github.mixedsession.store;

import java.security.MessageDigest;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * What shows that a part of a session was written by the application. A store keeps it
 * beside that part, and knows nothing of it. Immutable.
 */
public final class RowMac {

	/** How many bytes it has. */
	public static final int LENGTH = 32;

	private final byte[] bytes;

	private RowMac(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * Creates one from its bytes.
	 * @param bytes exactly {@value #LENGTH} bytes
	 * @return the code
	 */
	public static RowMac of(byte[] bytes) {
		if (bytes.length != LENGTH) {
			throw new IllegalArgumentException("A row's code has " + LENGTH + " bytes, not " + bytes.length);
		}
		return new RowMac(bytes.clone());
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
		return this == other || (other instanceof RowMac that && MessageDigest.isEqual(this.bytes, that.bytes));
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	@Override
	public String toString() {
		return "RowMac[" + LENGTH + " bytes]";
	}

}
