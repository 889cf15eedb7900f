package io.github.mixedsession.attribute;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.github.mixedsession.id.HmacSha256;

/**
 * One key of the application. What lies in a store is encrypted with keys that are
 * derived from it for each purpose; cookies, which other programs read too, with the key
 * itself. Immutable.
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

	/**
	 * Returns the key itself, for what encrypts with it by a standard.
	 */
	SecretKey toSecretKey() {
		return new SecretKeySpec(this.secret, "AES");
	}

	@Override
	public String toString() {
		return "EncryptionKey[hidden]";
	}

}
