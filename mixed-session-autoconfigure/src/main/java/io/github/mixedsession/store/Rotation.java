package io.github.mixedsession.store;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;

/**
 * A compare-and-set of a session's ids, the only thing that ever writes them (invariant
 * 5).
 *
 * @param expected the row as it was read; its two ids are what is compared
 * @param insecureId the new insecure id, {@code null} to keep the current one
 * @param secureId the new secure id, {@code null} to keep the current one
 * @param channel the channel that the session is on afterwards
 * @param login whether this is a login: raises the login count, which every retired id of
 * the session then is behind, the ones retired now included
 * @param retire whether the replaced insecure id stays usable until its successor is
 * confirmed; if not, its grace is over at once
 * @param at when it happens; becomes the secure side's last access if {@code secureId} is
 * given, and its beginning if that is the first one, a login, or {@code restart} is set
 * @param restartSecureSide whether the secure side's attributes and principal are removed
 * and its clock starts anew
 */
public record Rotation(SessionRow expected, @Nullable IdHash insecureId, @Nullable IdHash secureId, Channel channel,
		boolean login, boolean retire, Instant at, boolean restartSecureSide) {

	/**
	 * Returns the row as it is once the rotation has won.
	 * @return the new row
	 */
	public SessionRow result() {
		SessionRow row = this.expected;
		boolean replacesSecureId = this.secureId != null && row.secureId() != null;
		boolean beginsSecureSide = this.secureId != null
				&& (row.secureId() == null || this.login || this.restartSecureSide);
		return new SessionRow(row.key(), (this.insecureId != null) ? this.insecureId : row.insecureId(),
				(this.secureId != null) ? this.secureId : row.secureId(), this.channel, row.createdAt(),
				row.lastAccessedAt(), row.maxInactiveInterval(), beginsSecureSide ? this.at : row.secureSince(),
				(this.secureId != null) ? this.at : row.secureLastAccessedAt(), row.loginCount() + (this.login ? 1 : 0),
				row.insecureIdUnconfirmed() || (this.insecureId != null && this.retire),
				row.secureIdUnconfirmed() || replacesSecureId, this.restartSecureSide ? null : row.principalName(),
				row.clientAddress());
	}

}
