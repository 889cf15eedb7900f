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
 * @param loginCount the session's login count before the rotation that retired it
 * @param sessionLoginCount the session's login count when this was read
 * @param usableUntil end of its grace, {@code null} as long as its successor was not
 * presented
 */
public record RetiredId(IdHash id, String sessionKey, Channel kind, int loginCount, int sessionLoginCount,
		@Nullable Instant usableUntil) {

	/**
	 * Returns whether a login retired it, or came after it was retired: then it never
	 * opens the secure side.
	 * @return {@code true} if the session's login count has grown since
	 */
	public boolean isBeforeLogin() {
		return this.loginCount != this.sessionLoginCount;
	}

	/**
	 * Returns whether the id may still be used.
	 * @param now the current time
	 * @return {@code true} before the end of its grace
	 */
	public boolean isUsable(Instant now) {
		return this.usableUntil == null || now.isBefore(this.usableUntil);
	}

}
