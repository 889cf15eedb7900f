package io.github.mixedsession.session;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.CrossingCause;
import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.session.SessionRotation.Turning;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.session.SessionState.Turn;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.StoredSession;

/**
 * Turns ids: the right side of the protocol's table. Every turn of a stored session is
 * one compare-and-set; who loses it looks the presented ids up again (invariant 5).
 * Thread-safe.
 */
final class SessionTurns {

	private static final int MAX_ATTEMPTS = 5;

	private final Collaborators with;

	private final SessionResolver resolver;

	private final SessionConflicts conflicts;

	private final OvertakenRequests overtaken;

	private final TheftSigns thefts;

	private final SessionRotation rotation;

	SessionTurns(Collaborators collaborators, SessionResolver resolver, TheftSigns thefts,
			OvertakenRequests overtaken) {
		this.with = collaborators;
		this.resolver = resolver;
		this.conflicts = new SessionConflicts(collaborators, thefts);
		this.overtaken = overtaken;
		this.thefts = thefts;
		this.rotation = new SessionRotation(collaborators);
	}

	/**
	 * Makes the turn that is due, before the handler runs.
	 */
	void run(ViewedSession session, SessionRequest request) {
		if (session.state().due != Turn.NONE && request.canDeliver()) {
			this.conflicts.tell(session, request);
		}
		if (session.state().due == Turn.DETACH) {
			if (session.state().binding == Binding.RETIRED_INSECURE) {
				this.thefts.reportTap(session.state().row());
			}
			detachOnArrival(session, request);
			return;
		}
		for (int i = 0; i < MAX_ATTEMPTS && session.state().due != Turn.NONE && request.canDeliver(); i++) {
			if (runOnce(session, request)) {
				return;
			}
			SessionState again = this.resolver.resolve(request);
			if (again == null) {
				session.become(newState(request, null));
				session.end();
				return;
			}
			if (again.row().locator().equals(session.state().row().locator())) {
				again.attributes().adopt(session.state().attributes());
			}
			session.become(again);
		}
		session.become(session.state().withNothingDue());
	}

	private boolean runOnce(ViewedSession session, SessionRequest request) {
		return switch (session.state().due) {
			case NONE -> true;
			case STEP_DOWN -> stepDown(session, request);
			case STEP_UP -> stepUp(session, request, new Turning(true, true, Channel.SECURE, false, false));
			// like a login: no earlier secure id and no late write gets behind the
			// restart
			case RESTART_SECURE_SIDE -> stepUp(session, request, new Turning(true, true, Channel.SECURE, true, true));
			case REPLACE_INSECURE_ID -> (request.channel() == Channel.INSECURE || request.sendsInsecureIds())
					? replaceInsecureId(session, request) : dropInsecureId(session, request);
			case LOOK_BACK -> {
				if (!mayStepDown(session, request, request.cause())) {
					throw refuse(session);
				}
				session.become(session.state().withNothingDue());
				yield true;
			}
			case DETACH -> true;
		};
	}

	private boolean stepUp(ViewedSession session, SessionRequest request, Turning turning) {
		boolean crosses = session.getChannel() == Channel.INSECURE;
		boolean won = rotate(session, request, turning);
		if (won && crosses) {
			this.with.events().publishEvent(new SessionStepUpEvent(this, session, request.path(), request.cause()));
		}
		return won;
	}

	private boolean stepDown(ViewedSession session, SessionRequest request) {
		if (!mayStepDown(session, request, request.cause())) {
			expose(session.state());
			throw refuse(session);
		}
		return rotate(session, request, new Turning(true, false, Channel.INSECURE, false, false));
	}

	private static StepDownRefusedException refuse(ViewedSession session) {
		session.refuse();
		return new StepDownRefusedException();
	}

	/**
	 * Remembers that the insecure id has crossed HTTP in vain, so that it is replaced at
	 * the next request over HTTPS. Whoever changes the ids at the same time may forget
	 * it, until it crosses again.
	 */
	private void expose(SessionState state) {
		SessionRow row = state.row();
		if (!row.ids().insecureExposed() || !state.confirming().isEmpty()) {
			SessionIds ids = this.rotation.turned(state, null, null, false, this.with.now()).exposed();
			this.with.store().update(new IdUpdate(row, ids, row.channel(), null, false));
		}
	}

	/**
	 * Gives an insecure id over HTTPS a session of its own; without anything in it if the
	 * session, on HTTPS now, may not step down: it shows nothing of itself to HTTP
	 * (invariant 7).
	 */
	private void detachOnArrival(ViewedSession session, SessionRequest request) {
		SessionRow row = session.state().row();
		if (row.channel() == Channel.INSECURE || mayStepDown(session, request, CrossingCause.COPY)) {
			detach(session, request);
		}
		else {
			session.become(newState(request, null));
			session.end();
		}
	}

	private boolean mayStepDown(ViewedSession session, SessionRequest request, CrossingCause cause) {
		if (this.with.settings().staySecure()) {
			return false;
		}
		SessionStepDownEvent event = new SessionStepDownEvent(this, session, request.path(), cause);
		this.with.events().publishEvent(event);
		return !event.isVetoed();
	}

	/**
	 * Steps a session down that is about to be redirected to HTTP. Browsers that upgrade
	 * navigations ask again: a session that is down already is left as it is.
	 * @return whether the request may be redirected
	 */
	boolean leave(ViewedSession session, SessionRequest request) {
		SessionState state = session.state();
		if (state.row().channel() == Channel.INSECURE || !state.isCurrent() || state.view != SessionView.SECURE) {
			return true;
		}
		if (!mayStepDown(session, request, request.cause())) {
			return false;
		}
		this.conflicts.tell(session, request);
		rotate(session, request, new Turning(true, true, Channel.INSECURE, false, false));
		return true;
	}

	/**
	 * Invariant 8: the secure cookie wins. If another request replaces the insecure id at
	 * the same time, that is as good. An imported insecure id is replaced where it is.
	 */
	private boolean replaceInsecureId(ViewedSession session, SessionRequest request) {
		SessionState state = session.state();
		boolean won = rotate(session, request, new Turning(true, false, state.row().channel(), false, false));
		if (!won && state.view == SessionView.SECURE) {
			session.become(state.withNothingDue());
			return true;
		}
		return won;
	}

	/**
	 * Where no page is served over HTTP any more: an id that crossed it opens nothing, a
	 * grace from now on, and the browser gets no other.
	 */
	private boolean dropInsecureId(ViewedSession session, SessionRequest request) {
		SessionState state = session.state();
		session.become(state.withNothingDue());
		if (request.presentedIds().contains(Channel.INSECURE, state.row().insecureId())) {
			Instant now = this.with.now();
			IdUpdate update = new IdUpdate(state.row(),
					state.row()
						.ids()
						.withInsecure(nobodysId(state.row()), now)
						.confirmed(Set.of(Channel.INSECURE), now.plus(this.with.settings().grace())),
					state.row().channel(), null, false);
			if (this.with.store().update(update)) {
				session.become(state.rotated(update.result(), state.view, state.attributes()));
			}
		}
		request.dropInsecureId();
		return true;
	}

	/**
	 * Replaces the ids at a login, or whenever the application asks for it.
	 */
	void changeId(ViewedSession session, @Nullable SessionRequest request) {
		SessionState state = session.state();
		if (request != null && !request.canDeliver()) {
			throw new IllegalStateException("The session id can't change after the response has been committed");
		}
		if (!state.isStored()) {
			session.become(SessionRotation.renewed(state, request));
		}
		else if (request == null || state.binding == Binding.MANAGED) {
			boolean secure = state.view == SessionView.SECURE && state.row().secureId() != null;
			rotate(session, null, new Turning(true, secure, state.row().channel(), true, false));
		}
		else if (request.channel() == Channel.INSECURE) {
			// an id whose step-down is due turns then, unless that is refused
			if (state.isCurrent() && state.due == Turn.NONE) {
				boolean alone = state.row().secureId() == null;
				rotate(session, request, new Turning(true, false, state.row().channel(), alone, false));
			}
		}
		else if (this.overtaken.is(state, request)) {
			this.overtaken.overtake(session, request);
		}
		else if (!state.isCurrent() || state.view != SessionView.SECURE) {
			detach(session, request);
		}
		else if (!login(session, request)) {
			loseLogin(session, request);
		}
	}

	/**
	 * Another request has turned the secure id, and its response is on the way to the
	 * same browser. This one must not have that forget what is written there meanwhile
	 * (invariant 4), nor may it log in under an id that was known before (invariant 6).
	 */
	private void loseLogin(ViewedSession session, SessionRequest request) {
		if (this.with.store().find(session.state().row().locator(), Set.of()) != null) {
			this.overtaken.overtake(session, request);
		}
		else {
			detach(session, request);
		}
	}

	/**
	 * Starts over if the insecure id alone turned meanwhile: that must not cost a visitor
	 * who holds the current secure id what they had.
	 */
	private boolean login(ViewedSession session, SessionRequest request) {
		SessionRow row = session.state().row();
		for (int i = 0; i < MAX_ATTEMPTS; i++) {
			if (rotate(session, request, new Turning(true, true, Channel.SECURE, true, false))) {
				return true;
			}
			IdHash secureId = row.secureId();
			StoredSession now = (secureId != null) ? this.with.store()
				.find(row.locator(), new Proof(Channel.SECURE, secureId), Set.of(Partition.SECURE)) : null;
			if (now == null || !Objects.equals(now.row().secureId(), row.secureId())) {
				return false;
			}
			session.state().row(now.row());
		}
		return false;
	}

	/**
	 * Ends what an insecure view can end of a session with a secure side: the shared and
	 * the insecure attributes, and its own id (invariant 9).
	 */
	void endInsecureSide(SessionRow found) {
		SessionRow row = found;
		for (int i = 0; i < MAX_ATTEMPTS && row != null; i++) {
			Instant now = this.with.now();
			// those before it too, whose successor nobody will show
			SessionIds ids = row.ids().withInsecure(nobodysId(row), now).confirmed(Set.of(Channel.INSECURE), now);
			if (this.with.store().update(new IdUpdate(row, ids, Channel.INSECURE, null, false))) {
				break;
			}
			StoredSession again = this.with.store().find(row.locator(), Set.of());
			row = (again != null && again.row().insecureId().equals(row.insecureId())) ? again.row() : null;
		}
		this.with.store().clear(found.locator(), Partition.visibleTo(SessionView.INSECURE, Channel.INSECURE));
	}

	private static IdHash nobodysId(SessionRow row) {
		return SessionCredential.insecure(row.locator()).hash();
	}

	/**
	 * Gives the request a session of its own with a copy of the shared attributes
	 * (invariants 6 and 7).
	 */
	void detach(ViewedSession session, SessionRequest request) {
		SessionState state = session.state();
		session.become(newState(request,
				state.attributes().copyOfShared(Partition.visibleTo(SessionView.SECURE, Channel.SECURE)))
			.asCopyOf(state.row().handle()));
	}

	SessionState newState(@Nullable SessionRequest request, @Nullable SessionAttributes given) {
		return this.rotation.newState(request, given);
	}

	private boolean rotate(ViewedSession session, @Nullable SessionRequest request, Turning turning) {
		return this.rotation.rotate(session, request, turning);
	}

}
