package io.github.mixedsession.store.jdbc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What fits into the columns of every supported database. What doesn't never reaches SQL,
 * and is never cut off: a cut name would be somebody else's.
 */
final class ColumnLimits {

	/** The time of a session that never expires. */
	static final long NEVER = Long.MAX_VALUE;

	// about three thousand years; a later end would overflow
	private static final long LONGEST_SECONDS = 100_000_000_000L;

	private static final int LONGEST_NAME = 200;

	private static final Pattern ADDRESS = Pattern.compile("[\\x21-\\x7e]{1,45}");

	/** No name begins like this unless it stands for another one. */
	private static final String DIGEST = "sha-256:";

	private ColumnLimits() {
	}

	/**
	 * Answers whether an attribute of this name can be stored.
	 */
	static boolean isAttributeName(String name) {
		return isName(name);
	}

	static String attributeName(String name) {
		if (name.length() > LONGEST_NAME) {
			throw new IllegalArgumentException(
					"The name of a session attribute has " + name.length() + " characters, but at most " + LONGEST_NAME
							+ " can be stored: it begins with '" + name.substring(0, 40) + "'");
		}
		if (!isName(name)) {
			throw new IllegalArgumentException(
					"The name of a session attribute has a NUL character or half a surrogate pair, which can't be stored");
		}
		return name;
	}

	/**
	 * Returns what a user's name is found by: itself, or a digest of a name that no
	 * column can hold. Identity providers choose names, so none may fail a login.
	 */
	static String principalName(String name) {
		if (isName(name) && !name.startsWith(DIGEST)) {
			return name;
		}
		// as the scripts that import sessions do
		return isText(name) ? DIGEST + sha256(name.getBytes(StandardCharsets.UTF_8))
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

	private static boolean isName(String name) {
		return name.length() <= LONGEST_NAME && name.indexOf('\0') < 0 && isText(name);
	}

	/** Half of a surrogate pair can't be encoded. */
	private static boolean isText(String name) {
		for (int i = 0; i < name.length(); i++) {
			char unit = name.charAt(i);
			if (Character.isSurrogate(unit) && (!Character.isHighSurrogate(unit) || ++i == name.length()
					|| !Character.isLowSurrogate(name.charAt(i)))) {
				return false;
			}
		}
		return true;
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
