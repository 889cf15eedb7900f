package io.github.mixedsession.session;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionConflictEvent;
import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.RetiredId;
import io.github.mixedsession.store.StoredSession;

/**
 * Tells of insecure cookies that do not belong to the session of the secure one
 * (invariant 8), as that one's ids are about to turn. Thread-safe.
 */
final class SessionConflicts {

	private final Collaborators with;

	private final TheftSigns thefts;

	SessionConflicts(Collaborators collaborators, TheftSigns thefts) {
		this.with = collaborators;
		this.thefts = thefts;
	}

	void tell(ViewedSession session, SessionRequest request) {
		SessionState state = session.state();
		List<IdHash> insecureIds = request.presentedIds().insecure();
		if (!request.sendsInsecureIds() || !state.id.equals(state.row().secureId())
				|| insecureIds.contains(state.row().insecureId())) {
			return;
		}
		LateIds late = new LateIds();
		for (IdHash id : insecureIds.stream().limit(SessionResolver.MAX_CANDIDATES).toList()) {
			StoredSession other = this.with.store().findById(Channel.INSECURE, id, Set.of());
			if (other != null) {
				late.opens(other.row().key());
				this.with.events().publishEvent(new SessionConflictEvent(this, session.getId(), id.toString()));
			}
			else {
				sort(this.with.store().findRetired(id), late);
			}
		}
		late.tell(this.thefts::report);
	}

	private void sort(@Nullable RetiredId retired, LateIds late) {
		if (retired == null || retired.kind() != Channel.INSECURE) {
			return;
		}
		if (retired.isUsable(this.with.now())) {
			late.opens(retired.sessionKey());
		}
		else {
			late.add(retired);
		}
	}

}
