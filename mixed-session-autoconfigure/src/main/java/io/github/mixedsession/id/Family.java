package io.github.mixedsession.id;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The secret that all secure ids of one secure side share, and that never travels over
 * HTTP: it proves that an id once was one of the session's. Made when a secure side
 * begins, and kept by step-ups and logins. Immutable.
 * <p>
 * <strong>Security guarantees.</strong> {@link #toString()} hides it; it is kept as its
 * hash alone, and a request's own context forgets it. Not guaranteed: that it is wiped
 * from memory.
 */
public final class Family {

	static final int LENGTH = 32;

	private static final byte[] DOMAIN = "family:".getBytes(StandardCharsets.US_ASCII);

	private final byte[] bytes;

	private Family(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * Makes the family of a secure side that begins.
	 * @return the family
	 */
	public static Family generate() {
		return new Family(RandomBytes.of(LENGTH));
	}

	static Family read(ByteBuffer bytes) {
		byte[] family = new byte[LENGTH];
		bytes.get(family);
		return new Family(family);
	}

	byte[] toBytes() {
		return this.bytes.clone();
	}

	/**
	 * Returns the hash under which it is stored.
	 * @return the SHA-256 of {@code family:} and its bytes
	 */
	public IdHash hash() {
		return IdHash.of(DOMAIN, this.bytes);
	}

	/**
	 * Derives the key for one purpose. Who has it knows neither the family nor any other
	 * key.
	 * @param context names the purpose
	 * @return the HMAC-SHA256 (RFC 2104) of the context under the family, 32 bytes
	 */
	public byte[] derive(byte[] context) {
		return HmacSha256.of(this.bytes, context);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof Family that && Arrays.equals(this.bytes, that.bytes));
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	@Override
	public String toString() {
		return "Family[hidden]";
	}

}
