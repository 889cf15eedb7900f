package io.github.mixedsession.store.cookie;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.StoredAttribute;

/**
 * What one session cookie holds.
 *
 * @param kind which cookie
 * @param id the hash of the session id
 * @param generation of the ids when this one was made
 * @param loginCount how many logins and beginnings of the secure side came before
 * @param restarts how many of these were beginnings
 * @param side the side that the session was on; that of a secure cookie says nothing
 * @param createdAt when the session was created
 * @param lastAccessedAt the last recorded access
 * @param maxInactiveInterval idle time after which the session expires
 * @param family the hash of the family of the secure ids, {@code null} if there was none
 * @param secureSide the secure side, without its user in an insecure cookie
 * @param secureNames the names of what the secure side holds, for who can't see it
 * @param attributes the attributes
 */
record SessionCookie(IdKind kind, IdHash id, long generation, int loginCount, int restarts, SessionSide side,
		Instant createdAt, Instant lastAccessedAt, Duration maxInactiveInterval, @Nullable IdHash family,
		@Nullable SecureSide secureSide, Set<String> secureNames, List<StoredAttribute> attributes) {
}
