package io.github.mixedsession.attribute;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.store.RowMac;

/**
 * Authenticates parts of rows with the keys of the application: HMAC-SHA256 (RFC 2104),
 * of which 28 bytes are kept beside the key's id. Internal.
 */
public final class RowAuthentication {

	private RowAuthentication() {
	}

	/**
	 * Authenticates a part of a row.
	 * @param content the part, beginning with a name that no other use of the keys has
	 * @param keys the keys
	 * @return the code of the first key, {@code null} without any
	 */
	public static @Nullable RowMac of(byte[] content, EncryptionKeys keys) {
		return keys.isEmpty() ? null : RowMac.of(code(content, keys.first()));
	}

	/**
	 * Returns the key that has authenticated a part of a row.
	 * @param content the part as it is
	 * @param mac what is kept beside it
	 * @param keys the keys
	 * @return whether the first one has, {@code null} if none has
	 */
	public static @Nullable Boolean isOfFirstKey(byte[] content, RowMac mac, EncryptionKeys keys) {
		byte[] kept = mac.toBytes();
		EncryptionKey key = keys.find(ByteBuffer.wrap(kept).getInt());
		return (key != null && MessageDigest.isEqual(kept, code(content, key))) ? key == keys.first() : null;
	}

	private static byte[] code(byte[] content, EncryptionKey key) {
		byte[] code = Arrays.copyOf(key.keyFor(content), RowMac.LENGTH);
		return ByteBuffer.allocate(RowMac.LENGTH)
			.putInt(key.id())
			.put(code, 0, RowMac.LENGTH - EncryptionKey.ID_LENGTH)
			.array();
	}

}
