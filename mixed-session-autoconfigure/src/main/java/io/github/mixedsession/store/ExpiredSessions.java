package io.github.mixedsession.store;

import java.util.List;

/**
 * What one call of {@link SessionStore#deleteExpired} came to.
 *
 * @param deleted the sessions that this call deleted, without attributes
 * @param more whether another call may find more
 */
public record ExpiredSessions(List<SessionRecord> deleted, boolean more) {
}
