package io.github.mixedsession.id;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a session id, in the domain of its kind, or of a family. The only form
 * of an id that anything behind the cookies knows. Immutable.
 */
public final class IdHash {

	/** The length in bytes. */
	public static final int LENGTH = 32;

	private final byte[] bytes;

	private @Nullable String text;

	private IdHash(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * Hashes a secret in a domain of its own.
	 */
	static IdHash of(byte[] domain, byte[] secret) {
		try {
			MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
			sha256.update(domain);
			return new IdHash(sha256.digest(secret));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * Creates a hash from its bytes.
	 * @param bytes exactly {@value #LENGTH} bytes
	 * @return the hash
	 */
	public static IdHash of(byte[] bytes) {
		if (bytes.length != LENGTH) {
			throw new IllegalArgumentException("A session id hash has " + LENGTH + " bytes, not " + bytes.length);
		}
		return new IdHash(bytes.clone());
	}

	/**
	 * Parses the lower-case hexadecimal form.
	 * @param text the text
	 * @return the hash, or {@code null} if the text is not one
	 */
	public static @Nullable IdHash parse(String text) {
		if (text.length() != LENGTH * 2) {
			return null;
		}
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
				return null;
			}
		}
		return new IdHash(HexFormat.of().parseHex(text));
	}

	/**
	 * Returns the bytes.
	 * @return a copy
	 */
	public byte[] toBytes() {
		return this.bytes.clone();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof IdHash that && Arrays.equals(this.bytes, that.bytes));
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	/**
	 * Returns the lower-case hexadecimal form.
	 */
	@Override
	public String toString() {
		String hexadecimal = this.text;
		if (hexadecimal == null) {
			// asked for several times a request; harmless if two threads make it
			hexadecimal = HexFormat.of().formatHex(this.bytes);
			this.text = hexadecimal;
		}
		return hexadecimal;
	}

}
