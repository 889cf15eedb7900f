package io.github.mixedsession.store;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of the secure side of a session beside its attributes: the clocks of its
 * own that no request over HTTP moves (invariant 9), and whose it is.
 *
 * @param since when its absolute clock began: with the side, or with its user
 * @param lastAccessedAt the last recorded access with the secure id over HTTPS
 * @param principalName the user's name, {@code null} if nobody is logged in or the
 * session was read for an insecure view; in one that was read by its locator, a store may
 * answer a digest of a name that it can't keep
 */
public record SecureSide(Instant since, Instant lastAccessedAt, @Nullable String principalName) {

	/**
	 * Returns the side of another user.
	 * @param name the user's name, {@code null} for nobody
	 * @return the side
	 */
	public SecureSide withPrincipal(@Nullable String name) {
		return new SecureSide(this.since, this.lastAccessedAt, name);
	}

}
