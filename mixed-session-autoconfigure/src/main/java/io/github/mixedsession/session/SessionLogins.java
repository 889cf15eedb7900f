package io.github.mixedsession.session;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.session.SessionState.Due;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.StoredSession;

/**
 * Replaces the ids at a login, or whenever the application asks for it. Thread-safe.
 */
final class SessionLogins {

	private static final int MAX_ATTEMPTS = 5;

	private final PolicyContext context;

	private final NewSessions newSessions;

	private final SessionRotation rotation;

	private final OvertakenRequests overtaken;

	SessionLogins(PolicyContext context, NewSessions newSessions, SessionRotation rotation,
			OvertakenRequests overtaken) {
		this.context = context;
		this.newSessions = newSessions;
		this.rotation = rotation;
		this.overtaken = overtaken;
	}

	void changeId(HeldSession session, @Nullable SessionRequest request) {
		SessionState state = session.state();
		if (request != null && !request.canDeliver()) {
			throw new IllegalStateException("The session id can't change after the response has been committed");
		}
		if (!state.isStored()) {
			this.newSessions.changeId(session, request);
		}
		else if (request == null || state.binding == Binding.MANAGED) {
			boolean secure = session.isSecureView() && state.record().secureId() != null;
			this.rotation.rotate(session, null, Rotation.login(state.record().side(), secure));
		}
		else if (request.channel() == Channel.INSECURE) {
			changeInsecureId(session, request);
		}
		else if (this.overtaken.is(state, request)) {
			this.overtaken.overtake(session, request);
		}
		else if (!state.isCurrent() || !session.isSecureView()) {
			this.rotation.confirm(state);
			this.newSessions.detach(session, request);
		}
		else if (!rotate(session, request, Rotation.login(SessionSide.SECURE, true), IdKind.SECURE)) {
			loseLogin(session, request);
		}
	}

	/**
	 * An id whose step-down is due is replaced then, unless that is refused.
	 */
	private void changeInsecureId(HeldSession session, SessionRequest request) {
		SessionState state = session.state();
		SessionSide side = state.record().side();
		if (state.isCurrent() && state.due == Due.NOTHING) {
			rotate(session, request,
					(state.record().secureId() == null) ? Rotation.login(side, false) : Rotation.insecureIdOn(side),
					IdKind.INSECURE);
		}
	}

	/**
	 * Starts over if the id was confirmed or the other one replaced meanwhile: that must
	 * not cost a visitor who holds the current id what they had.
	 * @return {@code false} if another request has replaced the id, or ended the session
	 */
	private boolean rotate(HeldSession session, SessionRequest request, Rotation rotation, IdKind kind) {
		IdHash id = session.record().ids().current(kind);
		for (int i = 0; i < MAX_ATTEMPTS && id != null; i++) {
			if (this.rotation.rotate(session, request, rotation)) {
				return true;
			}
			StoredSession now = this.context.store().find(session.record().locator(), Set.of());
			if (now == null || !id.equals(now.record().ids().current(kind))) {
				return false;
			}
			// of what was presented, the other one may not be current in this row
			SessionState state = session.state();
			state.confirming(state.confirming().contains(kind) ? Set.of(kind) : Set.of()).record(now.record());
		}
		return false;
	}

	/**
	 * Another request has rotated the secure id, and its response is on the way to the
	 * same browser. This one must not have that forget what is written there meanwhile
	 * (invariant 4), nor may it log in under an id that was known before (invariant 6).
	 */
	private void loseLogin(HeldSession session, SessionRequest request) {
		StoredSession now = this.context.store().find(session.record().locator(), Set.of());
		if (now == null || request.isAfterOvertaken(session.state().id) || isLongAgo(now.record().secureSide())) {
			this.newSessions.detach(session, request);
		}
		else {
			this.overtaken.overtake(session, request);
		}
	}

	/**
	 * Returns whether a response of that time has arrived by now, or never will.
	 */
	private boolean isLongAgo(@Nullable SecureSide side) {
		return side != null
				&& !this.context.now().isBefore(side.lastAccessedAt().plus(this.context.settings().grace()));
	}

}
