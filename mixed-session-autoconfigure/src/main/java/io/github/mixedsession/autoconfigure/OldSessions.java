package io.github.mixedsession.autoconfigure;

import org.springframework.session.SessionRepository;

/**
 * Where Spring Session keeps the sessions that are moved at their first use. Not a
 * repository itself, so that it is never taken for the one of the application.
 *
 * @param repository Spring Session's repository
 * @param throughFilters whether values are read by Java serialisation on the way
 */
record OldSessions(SessionRepository<?> repository, boolean throughFilters) {
}
