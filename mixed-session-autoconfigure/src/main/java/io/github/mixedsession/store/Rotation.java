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
 * @param login whether this is a login: raises the login count, and marks every retired
 * secure id of the session, the one retired now included, as of before a login
 * @param retire whether the replaced insecure id stays usable until its successor is
 * confirmed; if not, its grace is over at once
 * @param at when it happens; becomes the secure side's last access if {@code secureId} is
 * given, and its beginning if that is the first one, a login, or {@code restart} is set
 * @param restartSecureSide whether the secure side's attributes and principal are removed
 * and its clock starts anew
 */
public record Rotation(SessionRow expected, @Nullable IdHash insecureId, @Nullable IdHash secureId, Channel channel,
		boolean login, boolean retire, Instant at, boolean restartSecureSide) {
}
