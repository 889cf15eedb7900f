package io.github.mixedsession.session;

import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.SessionSide;
import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.session.SessionState.Due;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionRow;
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
			boolean secure = session.isSecureView() && state.row().secureId() != null;
			this.rotation.rotate(session, null, Rotation.login(state.row().side(), secure));
		}
		else if (request.channel() == Channel.INSECURE) {
			changeInsecureId(session, request);
		}
		else if (this.overtaken.is(state, request)) {
			this.overtaken.overtake(session, request);
		}
		else if (!state.isCurrent() || !session.isSecureView()) {
			this.newSessions.detach(session, request);
		}
		else if (!login(session, request)) {
			loseLogin(session, request);
		}
	}

	/**
	 * An id whose step-down is due is replaced then, unless that is refused.
	 */
	private void changeInsecureId(HeldSession session, SessionRequest request) {
		SessionState state = session.state();
		SessionSide side = state.row().side();
		if (state.isCurrent() && state.due == Due.NOTHING) {
			this.rotation.rotate(session, request,
					(state.row().secureId() == null) ? Rotation.login(side, false) : Rotation.insecureIdOn(side));
		}
	}

	/**
	 * Starts over if the insecure id alone was replaced meanwhile: that must not cost a
	 * visitor who holds the current secure id what they had.
	 */
	private boolean login(HeldSession session, SessionRequest request) {
		SessionRow row = session.row();
		for (int i = 0; i < MAX_ATTEMPTS; i++) {
			if (this.rotation.rotate(session, request, Rotation.login(SessionSide.SECURE, true))) {
				return true;
			}
			IdHash secureId = row.secureId();
			StoredSession now = (secureId != null) ? this.context.store()
				.find(row.locator(), new Proof(IdKind.SECURE, secureId), Set.of(Partition.SECURE)) : null;
			if (now == null || !Objects.equals(now.row().secureId(), row.secureId())) {
				return false;
			}
			// what was presented may not be the current one of this row
			session.state().confirming(Set.of()).row(now.row());
		}
		return false;
	}

	/**
	 * Another request has rotated the secure id, and its response is on the way to the
	 * same browser. This one must not have that forget what is written there meanwhile
	 * (invariant 4), nor may it log in under an id that was known before (invariant 6).
	 */
	private void loseLogin(HeldSession session, SessionRequest request) {
		if (this.context.store().find(session.row().locator(), Set.of()) != null) {
			this.overtaken.overtake(session, request);
		}
		else {
			this.newSessions.detach(session, request);
		}
	}

}
