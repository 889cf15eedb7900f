package io.github.mixedsession.attribute;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.github.mixedsession.id.HmacSha256;

/**
 * One key of the application. It encrypts nothing itself: what does is derived from it
 * for each purpose. Immutable.
 * <p>
 * <strong>Security guarantees.</strong> {@link #toString()} hides it, and its id tells
 * nothing of it.
 */
final class EncryptionKey {

	/** How many bytes an id has: enough to tell the few keys of one application apart. */
	static final int ID_LENGTH = Integer.BYTES;

	private static final byte[] ID = "key id".getBytes(StandardCharsets.US_ASCII);

	private final byte[] secret;

	private final int id;

	EncryptionKey(byte[] secret) {
		this.secret = secret.clone();
		this.id = ByteBuffer.wrap(keyFor(ID)).getInt();
	}

	/**
	 * Returns what stands beside everything that it encrypted.
	 */
	int id() {
		return this.id;
	}

	/**
	 * Derives the key for one purpose.
	 * @param context names the purpose: no text that another one has
	 */
	byte[] keyFor(byte[] context) {
		return HmacSha256.of(this.secret, context);
	}

	@Override
	public String toString() {
		return "EncryptionKey[hidden]";
	}

}
