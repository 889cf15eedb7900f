package io.github.mixedsession.shop.account;

import java.util.Comparator;
import java.util.List;

import io.github.mixedsession.MixedSession;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Profile;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Component;

/**
 * The sessions that a user is logged in with, through the interface that every Spring
 * Session repository of this kind has. Sessions in cookies can't be listed.
 */
@Component
@Profile("!cookies")
class UserSessions {

	private final FindByIndexNameSessionRepository<? extends Session> sessions;

	UserSessions(FindByIndexNameSessionRepository<? extends Session> sessions) {
		this.sessions = sessions;
	}

	/**
	 * Returns a user's sessions, the one used last first.
	 * @param user the user's name
	 * @param currentId the id of the session that asks
	 * @return the sessions
	 */
	List<SessionSummary> find(String user, @Nullable String currentId) {
		return this.sessions.findByPrincipalName(user)
			.values()
			.stream()
			.map((session) -> SessionSummary.of((MixedSession) session, currentId))
			.sorted(Comparator.comparing(SessionSummary::lastAccess).reversed())
			.toList();
	}

	/**
	 * Ends one of the user's own sessions.
	 * @param user the user's name
	 * @param id the id of the session
	 * @return {@code false} if the user has no such session
	 */
	boolean end(String user, String id) {
		if (find(user, null).stream().noneMatch((session) -> session.id().equals(id))) {
			return false;
		}
		this.sessions.deleteById(id);
		return true;
	}

}
