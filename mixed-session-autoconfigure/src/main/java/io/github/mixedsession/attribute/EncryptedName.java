package io.github.mixedsession.attribute;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * Encrypts users' names so that they can be looked up: the same name is the same text
 * under one key. The nonce is an HMAC-SHA256 of the name, as RFC 5297 (SIV, section 2.6)
 * makes it with a CMAC, and AES-256 in counter mode encrypts. Internal.
 * <p>
 * <strong>Security guarantees.</strong> Without the key a text tells which other sessions
 * are of the same user, and the name's length to a multiple of 32 bytes; nobody makes one
 * that {@link #decrypt} accepts.
 */
public final class EncryptedName {

	private static final String CIPHER = "AES/CTR/NoPadding";

	private static final int NONCE_LENGTH = 16;

	private static final int BLOCK = 32;

	/** More would not fit into the 200 characters that every store keeps. */
	private static final int MAX_LENGTH = 4 * BLOCK - 1;

	/** Tells a name that is encrypted from one that is not. */
	private static final String PREFIX = "~";

	private static final byte END_OF_NAME = (byte) 0x80;

	private static final String DIGEST = "sha-256:";

	private static final byte[] NONCE = "nonce of a name:".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] ENCRYPTION = "encryption of names".getBytes(StandardCharsets.US_ASCII);

	private EncryptedName() {
	}

	/**
	 * Returns what is encrypted of a name.
	 * @param name the name
	 * @return itself, or a digest if it has more than 127 bytes, is no text, or looks
	 * like a digest
	 */
	public static String kept(String name) {
		byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
		if (!new String(bytes, StandardCharsets.UTF_8).equals(name)) {
			// an encoding would take all halves of surrogate pairs for the same character
			ByteBuffer units = ByteBuffer.allocate(name.length() * Character.BYTES);
			units.asCharBuffer().put(name);
			return DIGEST + "utf-16:" + sha256(units.array());
		}
		return (bytes.length > MAX_LENGTH || name.startsWith(DIGEST)) ? DIGEST + sha256(bytes) : name;
	}

	private static String sha256(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * Returns whether a text looks encrypted.
	 * @param text what a store has in place of a name
	 * @return whether it begins as {@link #encrypt} has it begin
	 */
	public static boolean isEncrypted(String text) {
		return text.startsWith(PREFIX) && decode(text).hasRemaining();
	}

	/**
	 * Returns whether another key than the first has encrypted a text.
	 * @param text what {@link #encrypt} returned
	 * @param keys the keys, not none
	 * @return {@code false} also if none of them has
	 */
	public static boolean isOfOlderKey(String text, EncryptionKeys keys) {
		return isEncrypted(text) && keys.isOlder(decode(text).getInt());
	}

	/**
	 * Returns the texts that stand for a name.
	 * @param name the name, as it is {@link #kept}
	 * @param keys the keys, not none
	 * @return a text for each key, that of the first one first
	 */
	public static List<String> encrypt(String name, EncryptionKeys keys) {
		byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
		byte[] padded = Arrays.copyOf(bytes, (bytes.length / BLOCK + 1) * BLOCK);
		padded[bytes.length] = END_OF_NAME;
		return keys.all().stream().map((key) -> encrypt(padded, key)).toList();
	}

	private static String encrypt(byte[] padded, EncryptionKey key) {
		byte[] nonce = nonce(padded, key);
		return encode(ByteBuffer.allocate(EncryptionKey.ID_LENGTH + NONCE_LENGTH + padded.length)
			.putInt(key.id())
			.put(nonce)
			.put(apply(Cipher.ENCRYPT_MODE, key, nonce, padded))
			.array());
	}

	/**
	 * Returns the name that a text stands for.
	 * @param text what {@link #encrypt} returned
	 * @param keys the keys
	 * @return the name, {@code null} if none of the keys has encrypted the text
	 */
	public static @Nullable String decrypt(String text, EncryptionKeys keys) {
		ByteBuffer bytes = decode(text);
		EncryptionKey key = bytes.hasRemaining() ? keys.find(bytes.getInt()) : null;
		if (key == null) {
			return null;
		}
		byte[] nonce = new byte[NONCE_LENGTH];
		bytes.get(nonce);
		byte[] encrypted = new byte[bytes.remaining()];
		bytes.get(encrypted);
		byte[] padded = apply(Cipher.DECRYPT_MODE, key, nonce, encrypted);
		if (!MessageDigest.isEqual(nonce, nonce(padded, key))) {
			return null;
		}
		int end = padded.length - 1;
		while (padded[end] != END_OF_NAME) {
			end--;
		}
		return new String(padded, 0, end, StandardCharsets.UTF_8);
	}

	private static String encode(byte[] bytes) {
		return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/**
	 * Returns nothing of what {@link #encode} can't have returned.
	 */
	private static ByteBuffer decode(String text) {
		ByteBuffer nothing = ByteBuffer.allocate(0);
		try {
			byte[] bytes = Base64.getUrlDecoder().decode(text.substring(text.isEmpty() ? 0 : 1));
			boolean complete = bytes.length >= EncryptionKey.ID_LENGTH + NONCE_LENGTH + BLOCK;
			return (complete && encode(bytes).equals(text)) ? ByteBuffer.wrap(bytes) : nothing;
		}
		catch (IllegalArgumentException ex) {
			return nothing;
		}
	}

	private static byte[] nonce(byte[] padded, EncryptionKey key) {
		return Arrays.copyOf(
				key.keyFor(ByteBuffer.allocate(NONCE.length + padded.length).put(NONCE).put(padded).array()),
				NONCE_LENGTH);
	}

	private static byte[] apply(int mode, EncryptionKey key, byte[] nonce, byte[] bytes) {
		try {
			Cipher cipher = Cipher.getInstance(CIPHER);
			cipher.init(mode, new SecretKeySpec(key.keyFor(ENCRYPTION), "AES"), new IvParameterSpec(nonce));
			return cipher.doFinal(bytes);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + CIPHER, ex);
		}
	}

}
