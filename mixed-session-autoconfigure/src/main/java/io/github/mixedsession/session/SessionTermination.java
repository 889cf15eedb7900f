package io.github.mixedsession.session;

import java.time.Instant;
import java.util.Set;

import org.springframework.session.events.SessionDeletedEvent;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.MixedSession;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;

/**
 * Ends sessions, as far as the view of who asks for it goes (invariant 9). Thread-safe.
 */
final class SessionTermination {

	private static final int MAX_ATTEMPTS = 5;

	private final PolicyContext context;

	private final SessionStore store;

	SessionTermination(PolicyContext context) {
		this.context = context;
		this.store = context.store();
	}

	/**
	 * Ends the session of a request.
	 */
	void end(HeldSession session, SessionRequest request) {
		SessionState state = session.state();
		// what stands in for a session that lives on takes no cookies with it
		boolean hidden = session.isEnded() && !state.isStored();
		session.release();
		if (hidden) {
			return;
		}
		if (!state.isStored()) {
			request.withdraw();
		}
		else if (session.isSecureView()) {
			if (this.store.delete(state.record().locator())) {
				deleted(session.view());
			}
			request.withdraw();
		}
		else if (state.isCurrent() && state.record().secureId() == null) {
			deleteUnlessSecure(session, request);
			request.withdraw();
		}
		else if (state.isCurrent() && request.channel() == Channel.INSECURE) {
			endInsecureSide(state.record());
			request.withdraw();
		}
		else if (state.binding == Binding.RETIRED_INSECURE) {
			this.store.clear(state.record().locator(), Partition.visibleTo(state.view, request.channel()));
		}
	}

	/**
	 * The session may have stepped up since it was loaded.
	 */
	private void deleteUnlessSecure(HeldSession session, SessionRequest request) {
		Locator locator = session.record().locator();
		if (this.store.deleteUnlessSecure(locator)) {
			deleted(session.view());
		}
		else {
			this.store.clear(locator, Partition.visibleTo(SessionView.INSECURE, request.channel()));
		}
	}

	/**
	 * Ends the session of a visitor who is not logged in, together with its cookies, if
	 * this request took the last attribute out of it (invariant 13).
	 */
	void endIfEmptied(HeldSession session, SessionRequest request) {
		SessionState state = session.state();
		boolean anonymous = state.record().principalName() == null
				&& (session.isSecureView() || state.record().secureId() == null);
		if (!anonymous || !state.isCurrent() || !state.attributes().isEmptied() || !request.canDeliver()) {
			return;
		}
		IdKind kind = IdKind.of(session.isSecureView());
		// of an emptied copy, the original must not come back (invariant 7)
		if (!state.isStored()
				|| this.store.deleteIfEmpty(state.record().locator(), kind, state.record().loginCount())) {
			session.release();
			if (state.isStored()) {
				deleted(session.view());
			}
			request.withdraw();
		}
	}

	/**
	 * Ends what an insecure view can end of a session with a secure side: the shared and
	 * the insecure attributes, and its own id (invariant 9).
	 */
	void endInsecureSide(SessionRecord found) {
		SessionRecord record = found;
		for (int i = 0; i < MAX_ATTEMPTS && record != null; i++) {
			Instant now = this.context.now();
			// those before it too, whose successor nobody will show
			SessionIds ids = record.ids().withInsecure(nobodysId(record), now).confirmed(Set.of(IdKind.INSECURE), now);
			if (this.context.update(IdUpdate.ofIds(record, ids, SessionSide.INSECURE))) {
				break;
			}
			StoredSession again = this.store.find(record.locator(), Set.of());
			record = (again != null && again.record().insecureId().equals(record.insecureId())) ? again.record() : null;
		}
		this.store.clear(found.locator(), Partition.visibleTo(SessionView.INSECURE, Channel.INSECURE));
	}

	static IdHash nobodysId(SessionRecord record) {
		return SessionCredential.insecure(record.locator()).hash();
	}

	void deleted(MixedSession session) {
		this.context.events().publishEvent(new SessionDeletedEvent(this, session));
	}

}
