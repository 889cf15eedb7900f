package io.github.mixedsession.session;

import org.springframework.session.events.SessionDeletedEvent;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.SessionStore;

/**
 * Ends sessions, as far as the view of who asks for it goes (invariant 9). Thread-safe.
 */
final class SessionEnds {

	private final Collaborators with;

	private final SessionStore store;

	SessionEnds(Collaborators collaborators) {
		this.with = collaborators;
		this.store = collaborators.store();
	}

	/**
	 * Ends the session of a request.
	 */
	void end(ViewedSession session, SessionRequest request, SessionTurns turns) {
		SessionState state = session.state();
		session.end();
		request.resolve(null);
		if (!state.isStored()) {
			request.withdraw();
		}
		else if (state.view == SessionView.SECURE) {
			if (this.store.delete(state.row().locator())) {
				deleted(session);
			}
			request.withdraw();
		}
		else if (state.isCurrent() && state.row().secureId() == null) {
			deleteUnlessSecure(session, request);
			request.withdraw();
		}
		else if (state.isCurrent() && request.channel() == Channel.INSECURE) {
			turns.endInsecureSide(state.row());
			request.withdraw();
		}
		else if (state.binding == Binding.RETIRED_INSECURE) {
			this.store.clear(state.row().locator(), Partition.visibleTo(state.view, request.channel()));
		}
	}

	/**
	 * The session may have stepped up since it was loaded.
	 */
	private void deleteUnlessSecure(ViewedSession session, SessionRequest request) {
		Locator locator = session.state().row().locator();
		if (this.store.deleteUnlessSecure(locator)) {
			deleted(session);
		}
		else {
			this.store.clear(locator, Partition.visibleTo(SessionView.INSECURE, request.channel()));
		}
	}

	/**
	 * Ends the session of a visitor who is not logged in, together with its cookies, if
	 * this request took the last attribute out of it (invariant 13).
	 */
	void endIfEmptied(ViewedSession session, SessionRequest request) {
		SessionState state = session.state();
		boolean anonymous = state.row().principalName() == null
				&& (state.view == SessionView.SECURE || state.row().secureId() == null);
		if (!anonymous || !state.isCurrent() || !state.attributes().isEmptied() || !request.canDeliver()) {
			return;
		}
		Channel kind = Channel.of(state.view == SessionView.SECURE);
		// of an emptied copy, the original must not come back (invariant 7)
		if (!state.isStored() || this.store.deleteIfEmpty(state.row().locator(), kind)) {
			session.end();
			request.resolve(null);
			if (state.isStored()) {
				deleted(session);
			}
			request.withdraw();
		}
	}

	/**
	 * Ends a session for a sign of theft. The event tells whose it was, if the row does.
	 * @return whether there was one
	 */
	boolean endStolen(SessionRow stolen, ManagedSessions managed) {
		if (!this.store.delete(stolen.locator())) {
			return false;
		}
		deleted(managed.view(stolen));
		return true;
	}

	private void deleted(ViewedSession session) {
		this.with.events().publishEvent(new SessionDeletedEvent(this, session));
	}

}
