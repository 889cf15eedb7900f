package io.github.mixedsession.store;

import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a store keeps of values that may be anything. Internal.
 */
public final class StorableValues {

	// about three thousand years; a later end would overflow
	private static final long LONGEST_SECONDS = 100_000_000_000L;

	private static final Pattern ADDRESS = Pattern.compile("[\\x21-\\x7e]{1,45}");

	private StorableValues() {
	}

	/**
	 * Returns the address, or none if it is not one: it is there to be read, nothing
	 * depends on it.
	 * @param address what may be an address
	 * @return the address or {@code null}
	 */
	public static @Nullable String clientAddress(@Nullable String address) {
		return (address != null && ADDRESS.matcher(address).matches()) ? address : null;
	}

	/**
	 * Rounds up: what is shorter than a second must not become zero, which is "never".
	 * @param interval an idle time
	 * @return the seconds, zero or negative for never
	 */
	public static long seconds(Duration interval) {
		if (interval.compareTo(Duration.ofSeconds(LONGEST_SECONDS)) >= 0) {
			return LONGEST_SECONDS;
		}
		if (interval.isNegative() || interval.isZero()) {
			return Math.max(interval.toSeconds(), -LONGEST_SECONDS);
		}
		return interval.plusNanos(999_999_999).toSeconds();
	}

}
