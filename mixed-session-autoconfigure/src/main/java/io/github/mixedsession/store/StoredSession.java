package io.github.mixedsession.store;

import java.util.List;

/**
 * A session with those of its attributes that were asked for.
 *
 * @param record the session
 * @param attributes the attributes of the partitions that were asked for
 */
public record StoredSession(SessionRecord record, List<StoredAttribute> attributes) {
}
