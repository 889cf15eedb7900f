package io.github.mixedsession.store.jdbc;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What fits into the columns. What doesn't is refused before any SQL, never cut off: a
 * cut name would be somebody else's.
 */
final class ColumnLimits {

	/** The time of a session that never expires. */
	static final long NEVER = Long.MAX_VALUE;

	// about three thousand years; a later end would overflow
	private static final long LONGEST_SECONDS = 100_000_000_000L;

	private ColumnLimits() {
	}

	static String attributeName(String name) {
		return atMost(200, "name of a session attribute", name);
	}

	static @Nullable String principalName(@Nullable String name) {
		return (name != null) ? atMost(200, "principal's name", name) : null;
	}

	static @Nullable String clientAddress(@Nullable String address) {
		return (address != null) ? atMost(45, "client's address", address) : null;
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

	private static String atMost(int length, String what, String value) {
		if (value.length() > length) {
			throw new IllegalArgumentException("The " + what + " has " + value.length() + " characters, but at most "
					+ length + " can be stored: it begins with '" + value.substring(0, Math.min(length, 40)) + "'");
		}
		return value;
	}

}
