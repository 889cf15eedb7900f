package io.github.mixedsession.attribute;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.store.Partition;

/**
 * Encrypts the values of one session, and tells whether they are what was encrypted there
 * (invariant 16): AES-256-GCM (NIST SP 800-38D) with a random nonce, and for each name a
 * key that is derived from the family, from a key of the application, or from both.
 * Locator, partition and name are part of the key and of what is authenticated, so that a
 * value can't be moved. Internal. Thread-safe, and made for one request.
 * <p>
 * <strong>Security guarantees.</strong> Without the family, which the visitor's cookie
 * alone holds, nothing is read and nothing is written that {@link #open} accepts where a
 * {@link Protection} asks for it; nor without the application's key, where it asks for
 * that. {@link #toString()} hides both. Not guaranteed: that a value is the latest that
 * was stored under its name.
 */
public final class AttributeSeal {

	private static final String CIPHER = "AES/GCM/NoPadding";

	private static final int NONCE_LENGTH = 12;

	private static final int TAG_LENGTH = 16;

	private final @Nullable Family family;

	private final Locator locator;

	/** Asked each time: another node, or a reload, may have brought a new one. */
	private final Supplier<EncryptionKeys> keys;

	/**
	 * Dear to make, so there is one, but not for longer than the keys that it has had.
	 */
	private @Nullable Cipher cipher;

	/**
	 * Create a seal.
	 * @param family the secret of the secure side, {@code null} for who does not know it
	 * @param locator the session
	 * @param keys the keys of the application, as they are by now
	 */
	public AttributeSeal(@Nullable Family family, Locator locator, Supplier<EncryptionKeys> keys) {
		this.family = family;
		this.locator = locator;
		this.keys = keys;
	}

	/**
	 * Returns whether it has the secret of the secure side.
	 * @return {@code false} if nobody presented one
	 */
	public boolean hasFamily() {
		return this.family != null;
	}

	/**
	 * Seals a value.
	 * @param name the attribute's name
	 * @param partition where it is kept
	 * @param how what is to be needed to open it
	 * @param value the bytes of the value
	 * @return a version, the id of the key if there is one, a nonce, the encrypted bytes
	 * and a tag: 29 bytes more, or 33
	 */
	public synchronized byte[] seal(String name, Partition partition, Protection how, byte[] value) {
		EncryptionKey key = how.hasKey() ? this.keys.get().first() : null;
		byte[] nonce = RandomBytes.of(NONCE_LENGTH);
		ByteBuffer sealed = ByteBuffer.allocate(how.prefixLength() + NONCE_LENGTH + value.length + TAG_LENGTH)
			.put(how.version);
		if (key != null) {
			sealed.putInt(key.id());
		}
		sealed.put(nonce);
		try {
			cipher(Cipher.ENCRYPT_MODE, context(name, partition, how), how, key, nonce).doFinal(ByteBuffer.wrap(value),
					sealed);
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
	public synchronized byte[] open(String name, Partition partition, byte[] sealed) {
		Protection how = protectionOf(sealed);
		if (how == null || (how.hasFamily() && this.family == null)) {
			throw new BrokenSealException((how == null) ? "Not sealed" : "No secure id");
		}
		EncryptionKey key = null;
		if (how.hasKey()) {
			key = this.keys.get().find(keyId(sealed));
			if (key == null) {
				throw new BrokenSealException("No key");
			}
		}
		ByteBuffer bytes = ByteBuffer.wrap(sealed).position(how.prefixLength());
		byte[] nonce = new byte[NONCE_LENGTH];
		bytes.get(nonce);
		try {
			return cipher(Cipher.DECRYPT_MODE, context(name, partition, how), how, key, nonce).doFinal(sealed,
					bytes.position(), bytes.remaining());
		}
		catch (GeneralSecurityException ex) {
			throw new BrokenSealException("Sealed elsewhere, or changed");
		}
	}

	/**
	 * Returns what bytes say is needed to open them. Neither Java serialisation nor JSON
	 * begins like one of the answers.
	 * @param bytes the bytes
	 * @return what {@link #open} needs, {@code null} if they don't look sealed
	 */
	public static @Nullable Protection protectionOf(byte[] bytes) {
		for (Protection protection : Protection.ALL) {
			if (bytes.length >= protection.prefixLength() + NONCE_LENGTH + TAG_LENGTH
					&& bytes[0] == protection.version) {
				return protection;
			}
		}
		return null;
	}

	/**
	 * Returns whether the first key has sealed bytes, as it does what is written now.
	 * @param sealed what {@link #open} has opened
	 * @return {@code false} if an older key or none has
	 */
	public boolean isOfFirstKey(byte[] sealed) {
		Protection how = protectionOf(sealed);
		return how != null && how.hasKey() && keyId(sealed) == this.keys.get().first().id();
	}

	private static int keyId(byte[] sealed) {
		return ByteBuffer.wrap(sealed, 1, EncryptionKey.ID_LENGTH).getInt();
	}

	private Cipher cipher(int mode, byte[] context, Protection how, @Nullable EncryptionKey key, byte[] nonce)
			throws GeneralSecurityException {
		Cipher cipher = (this.cipher != null) ? this.cipher : Cipher.getInstance(CIPHER);
		this.cipher = cipher;
		cipher.init(mode, new SecretKeySpec(derive(context, how, key), "AES"),
				new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
		cipher.updateAAD(context);
		return cipher;
	}

	private byte[] derive(byte[] context, Protection how, @Nullable EncryptionKey key) {
		byte[] derived = context;
		if (how.hasFamily()) {
			Assert.state(this.family != null, "Nobody presented the secret of the secure side");
			derived = this.family.derive(derived);
		}
		return (key != null) ? key.keyFor(derived) : derived;
	}

	/**
	 * No two places have the same one: a name comes last, and a partition ends with 0.
	 */
	private byte[] context(String name, Partition partition, Protection how) {
		byte[] bytesOfName = name.getBytes(StandardCharsets.UTF_8);
		byte[] bytesOfPartition = partition.name().getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocate(1 + Locator.LENGTH + bytesOfPartition.length + 1 + bytesOfName.length)
			.put(how.version)
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
