package io.github.mixedsession.store;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;

/**
 * An id that a rotation replaced. Kept as long as its session, so that a late use is
 * known for what it is (invariants 6 and 10).
 *
 * @param id the hash of the retired id
 * @param sessionKey the key of the session's row
 * @param kind {@link Channel#SECURE} for a secure id, {@link Channel#INSECURE} for an
 * insecure one
 * @param loginCount the session's login count when it was retired; a secure id opens the
 * secure side only as long as the session's count is still the same
 * @param usableUntil end of its grace, {@code null} as long as its successor was not
 * presented
 */
public record RetiredId(IdHash id, String sessionKey, Channel kind, int loginCount, @Nullable Instant usableUntil) {

	/**
	 * Returns whether the id may still be used.
	 * @param now the current time
	 * @return {@code true} before the end of its grace
	 */
	public boolean isUsable(Instant now) {
		return this.usableUntil == null || now.isBefore(this.usableUntil);
	}

}
