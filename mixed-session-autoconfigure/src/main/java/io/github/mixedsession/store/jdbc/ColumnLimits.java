package io.github.mixedsession.store.jdbc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.store.StorableText;

/**
 * What fits into the columns of every supported database. What doesn't never reaches SQL,
 * and is never cut off: a cut name would be somebody else's.
 */
final class ColumnLimits {

	/** The time of a session that never expires. */
	static final long NEVER = Long.MAX_VALUE;

	// about three thousand years; a later end would overflow
	private static final long LONGEST_SECONDS = 100_000_000_000L;

	private static final Pattern ADDRESS = Pattern.compile("[\\x21-\\x7e]{1,45}");

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

	/**
	 * Returns the address, or none if it is not one: it is there to be read, nothing
	 * depends on it.
	 */
	static @Nullable String clientAddress(@Nullable String address) {
		return (address != null && ADDRESS.matcher(address).matches()) ? address : null;
	}

	/**
	 * Rounds up: what is shorter than a second must not become zero, which is "never".
	 */
	static long seconds(Duration interval) {
		if (interval.compareTo(Duration.ofSeconds(LONGEST_SECONDS)) >= 0) {
			return LONGEST_SECONDS;
		}
		if (interval.isNegative() || interval.isZero()) {
			return Math.max(interval.toSeconds(), -LONGEST_SECONDS);
		}
		return interval.plusNanos(999_999_999).toSeconds();
	}

}
