package io.github.mixedsession.attribute;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.store.SessionMac;

/**
 * Authenticates parts of rows with the keys of the application: HMAC-SHA256 (RFC 2104),
 * of which 28 bytes are kept beside the key's id. Internal.
 */
public final class RecordAuthentication {

	private RecordAuthentication() {
	}

	/**
	 * Authenticates a part of a row.
	 * @param content the part, beginning with a name that no other use of the keys has
	 * @param keys the keys
	 * @return the code of the first key, {@code null} without any
	 */
	public static @Nullable SessionMac of(byte[] content, EncryptionKeys keys) {
		return keys.isEmpty() ? null : SessionMac.of(code(content, keys.first()));
	}

	/**
	 * Returns whether a part of a row is what was authenticated.
	 * @param content the part as it is
	 * @param mac what is kept beside it
	 * @param keys the keys
	 * @return {@code false} if none of the keys has authenticated it
	 */
	public static boolean isAuthentic(byte[] content, SessionMac mac, EncryptionKeys keys) {
		EncryptionKey key = keys.find(keyId(mac));
		return key != null && mac.equals(SessionMac.of(code(content, key)));
	}

	/**
	 * Returns whether the first key has made a code, as it does what is written now.
	 * @param mac an authentic one
	 * @param keys the keys, not none
	 * @return {@code false} if an older key has
	 */
	public static boolean isOfFirstKey(SessionMac mac, EncryptionKeys keys) {
		return keyId(mac) == keys.first().id();
	}

	private static int keyId(SessionMac mac) {
		return ByteBuffer.wrap(mac.toBytes()).getInt();
	}

	private static byte[] code(byte[] content, EncryptionKey key) {
		byte[] code = Arrays.copyOf(key.keyFor(content), SessionMac.LENGTH);
		return ByteBuffer.allocate(SessionMac.LENGTH)
			.putInt(key.id())
			.put(code, 0, SessionMac.LENGTH - EncryptionKey.ID_LENGTH)
			.array();
	}

}
