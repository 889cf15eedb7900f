package io.github.mixedsession.store.jdbc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.github.mixedsession.store.StorableText;

/**
 * What fits into the columns of every supported database. What doesn't never reaches SQL,
 * and is never cut off: a cut name would be somebody else's.
 */
final class ColumnLimits {

	/** The time of a session that never expires. */
	static final long NEVER = Long.MAX_VALUE;

	/** No name begins like this unless it stands for another one. */
	private static final String DIGEST = "sha-256:";

	private ColumnLimits() {
	}

	/**
	 * Returns what a user's name is found by: itself, or a digest of a name that no
	 * column can hold. Identity providers choose names, so none may fail a login.
	 */
	static String principalName(String name) {
		if (StorableText.isName(name) && !name.startsWith(DIGEST)) {
			return name;
		}
		// as the scripts that import sessions do
		return StorableText.isText(name) ? DIGEST + sha256(name.getBytes(StandardCharsets.UTF_8))
				: DIGEST + "utf-16:" + sha256(units(name));
	}

	/**
	 * An encoding would take all halves of surrogate pairs for the same character.
	 */
	private static byte[] units(String name) {
		ByteBuffer bytes = ByteBuffer.allocate(name.length() * Character.BYTES);
		bytes.asCharBuffer().put(name);
		return bytes.array();
	}

	private static String sha256(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
