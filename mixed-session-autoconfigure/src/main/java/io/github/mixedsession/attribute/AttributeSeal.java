package io.github.mixedsession.attribute;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.store.Partition;

/**
 * Encrypts what lies on the secure side of one session, and tells whether it is what was
 * encrypted there (invariant 16): AES-256-GCM (NIST SP 800-38D) with a random nonce, and
 * for each name a key that is derived from the family. Locator, partition and name are
 * part of the key and of what is authenticated, so that a value can't be moved. Internal.
 * Immutable.
 * <p>
 * <strong>Security guarantees.</strong> Without the family, which the visitor's cookie
 * alone holds, nothing is read and nothing is written that {@link #open} accepts.
 * {@link #toString()} hides it. Not guaranteed: that a value is the latest that was
 * stored under its name.
 */
public final class AttributeSeal {

	private static final String CIPHER = "AES/GCM/NoPadding";

	private static final byte VERSION = 1;

	private static final int NONCE_LENGTH = 12;

	private static final int TAG_LENGTH = 16;

	private final Family family;

	private final Locator locator;

	/**
	 * Create a seal.
	 * @param family the secret of the secure side
	 * @param locator the session
	 */
	public AttributeSeal(Family family, Locator locator) {
		this.family = family;
		this.locator = locator;
	}

	/**
	 * Seals a value.
	 * @param name the attribute's name
	 * @param partition where it is kept
	 * @param value the bytes of the value
	 * @return a version, a nonce, the encrypted bytes and a tag: 29 bytes more
	 */
	public byte[] seal(String name, Partition partition, byte[] value) {
		byte[] nonce = RandomBytes.of(NONCE_LENGTH);
		ByteBuffer sealed = ByteBuffer.allocate(1 + NONCE_LENGTH + value.length + TAG_LENGTH).put(VERSION).put(nonce);
		try {
			cipher(Cipher.ENCRYPT_MODE, name, partition, nonce).doFinal(ByteBuffer.wrap(value), sealed);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + CIPHER, ex);
		}
		return sealed.array();
	}

	/**
	 * Opens a sealed value.
	 * @param name the attribute's name
	 * @param partition where it is kept
	 * @param sealed what {@link #seal} returned
	 * @return the bytes of the value
	 * @throws BrokenSealException if it was sealed with another key, for another place,
	 * or is not what was sealed
	 */
	public byte[] open(String name, Partition partition, byte[] sealed) {
		if (!isSealed(sealed)) {
			throw new BrokenSealException("Not sealed");
		}
		ByteBuffer bytes = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
		byte[] nonce = new byte[NONCE_LENGTH];
		bytes.get(nonce);
		try {
			return cipher(Cipher.DECRYPT_MODE, name, partition, nonce).doFinal(sealed, bytes.position(),
					bytes.remaining());
		}
		catch (GeneralSecurityException ex) {
			throw new BrokenSealException("Sealed elsewhere, or changed");
		}
	}

	/**
	 * Returns whether bytes look like a sealed value. Neither Java serialisation nor JSON
	 * begins like one.
	 * @param bytes the bytes
	 * @return whether {@link #open} may open them
	 */
	public static boolean isSealed(byte[] bytes) {
		return bytes.length >= 1 + NONCE_LENGTH + TAG_LENGTH && bytes[0] == VERSION;
	}

	private Cipher cipher(int mode, String name, Partition partition, byte[] nonce) throws GeneralSecurityException {
		byte[] context = context(name, partition);
		Cipher cipher = Cipher.getInstance(CIPHER);
		cipher.init(mode, new SecretKeySpec(this.family.derive(context), "AES"),
				new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
		cipher.updateAAD(context);
		return cipher;
	}

	/**
	 * No two places have the same one: a name comes last, and a partition ends with 0.
	 */
	private byte[] context(String name, Partition partition) {
		byte[] bytesOfName = name.getBytes(StandardCharsets.UTF_8);
		byte[] bytesOfPartition = partition.name().getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocate(1 + Locator.LENGTH + bytesOfPartition.length + 1 + bytesOfName.length)
			.put(VERSION)
			.put(this.locator.toBytes())
			.put(bytesOfPartition)
			.put((byte) 0)
			.put(bytesOfName)
			.array();
	}

	@Override
	public String toString() {
		return "AttributeSeal[hidden]";
	}

}
