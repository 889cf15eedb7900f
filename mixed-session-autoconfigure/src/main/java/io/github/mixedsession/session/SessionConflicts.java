package io.github.mixedsession.session;

import java.util.List;
import java.util.Set;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionConflictEvent;
import io.github.mixedsession.store.IdHash;

/**
 * Tells of insecure cookies that do not belong to the session of the secure one
 * (invariant 8), as that one's ids are about to turn. Thread-safe.
 */
final class SessionConflicts {

	private final Collaborators with;

	private final SessionResolver resolver;

	SessionConflicts(Collaborators collaborators, SessionResolver resolver) {
		this.with = collaborators;
		this.resolver = resolver;
	}

	void tell(ViewedSession session, SessionRequest request) {
		SessionState state = session.state();
		List<IdHash> insecureIds = request.presentedIds().insecure();
		if (!state.id.equals(state.row().secureId()) || insecureIds.contains(state.row().insecureId())) {
			return;
		}
		for (IdHash id : insecureIds.stream().limit(SessionResolver.MAX_CANDIDATES).toList()) {
			if (this.with.store().findById(Channel.INSECURE, id, Set.of()) != null) {
				this.with.events().publishEvent(new SessionConflictEvent(this, session.getId(), id.toString()));
			}
			else {
				this.resolver.reportIfReused(id);
			}
		}
	}

}
