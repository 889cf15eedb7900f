package io.github.mixedsession.store;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;

/**
 * A session without its attributes, as it is stored. Instants have millisecond precision.
 *
 * @param key the internal key of the row, never shown to a client, 36 characters at most
 * @param insecureId hash of the current insecure id
 * @param secureId hash of the current secure id, {@code null} if none was ever bound
 * @param channel the channel that the session is on
 * @param createdAt when the session was created
 * @param lastAccessedAt the last recorded access over either channel
 * @param maxInactiveInterval idle time after which the whole session expires, zero or
 * negative for never
 * @param secureSince when the secure side began, {@code null} without a secure id
 * @param secureLastAccessedAt the last recorded access with the secure id over HTTPS,
 * {@code null} without a secure id
 * @param loginCount how often {@code changeSessionId} was called in a secure view; writes
 * of the principal and of the security context are conditional on it (attack 28)
 * @param insecureIdUnconfirmed whether the current insecure id replaced another one and
 * was not yet presented
 * @param secureIdUnconfirmed the same for the secure id
 * @param principalName the user's name, {@code null} if nobody is logged in or the row
 * was read for an insecure view; in a row that was read by id or key, a store may answer
 * a digest of a name that it can't keep (JDBC: of more than 200 characters, or with a NUL
 * character)
 * @param clientAddress address of the last recorded client, {@code null} if unknown; a
 * store leaves out what can't be an address
 */
public record SessionRow(String key, IdHash insecureId, @Nullable IdHash secureId, Channel channel, Instant createdAt,
		Instant lastAccessedAt, Duration maxInactiveInterval, @Nullable Instant secureSince,
		@Nullable Instant secureLastAccessedAt, int loginCount, boolean insecureIdUnconfirmed,
		boolean secureIdUnconfirmed, @Nullable String principalName, @Nullable String clientAddress) {
}
