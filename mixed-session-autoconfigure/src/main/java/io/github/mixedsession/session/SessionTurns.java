package io.github.mixedsession.session;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.session.SessionState.Turn;
import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Rotation;
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

	SessionTurns(Collaborators collaborators, SessionResolver resolver, TheftSigns thefts,
			OvertakenRequests overtaken) {
		this.with = collaborators;
		this.resolver = resolver;
		this.conflicts = new SessionConflicts(collaborators, thefts);
		this.overtaken = overtaken;
	}

	/**
	 * Makes the turn that is due, before the handler runs.
	 */
	void run(ViewedSession session, SessionRequest request) {
		if (session.state().due != Turn.NONE && request.canDeliver()) {
			this.conflicts.tell(session, request);
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
			if (again.row().key().equals(session.state().row().key())) {
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
			case DETACH -> {
				detach(session, request);
				yield true;
			}
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
		if (!mayStepDown(session, request)) {
			session.refuse();
			throw new StepDownRefusedException();
		}
		return rotate(session, request, new Turning(true, false, Channel.INSECURE, false, false));
	}

	private boolean mayStepDown(ViewedSession session, SessionRequest request) {
		if (this.with.settings().staySecure()) {
			return false;
		}
		SessionStepDownEvent event = new SessionStepDownEvent(this, session, request.path(), request.cause());
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
		if (!mayStepDown(session, request)) {
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
		if (request.presentedIds().insecure().contains(state.row().insecureId())) {
			IdHash nobodys = SessionCredential.generate(Channel.INSECURE).hash();
			Rotation rotation = new Rotation(state.row(), nobodys, null, state.row().channel(), false, true,
					this.with.now(), false);
			if (this.with.store().rotate(rotation)) {
				this.with.store()
					.confirm(state.row().key(), nobodys, null, this.with.now().plus(this.with.settings().grace()));
				session.become(state.rotated(rotation.result(), state.view, state.attributes()));
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
			session.become(SessionState.unstored(freshRow(state.row(), request), state.view, state.attributes()));
		}
		else if (request == null || state.binding == Binding.MANAGED) {
			boolean secure = state.view == SessionView.SECURE && state.row().secureId() != null;
			rotate(session, null, new Turning(true, secure, state.row().channel(), secure, false));
		}
		else if (request.channel() == Channel.INSECURE) {
			// an id whose step-down is due turns then, unless that is refused
			if (state.isCurrent() && state.due == Turn.NONE) {
				rotate(session, request, new Turning(true, false, state.row().channel(), false, false));
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
		if (this.with.store().findByKey(session.state().row().key(), Set.of()) != null) {
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
			StoredSession now = this.with.store()
				.findByKey(row.key(), Partition.visibleTo(SessionView.SECURE, Channel.SECURE));
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
	void endInsecureSide(SessionRow row) {
		IdHash nobodys = SessionCredential.generate(Channel.INSECURE).hash();
		this.with.store()
			.rotate(new Rotation(row, nobodys, null, Channel.INSECURE, false, false, this.with.now(), false));
		// those before it too, whose successor nobody will show
		this.with.store().confirm(row.key(), nobodys, null, this.with.now());
		this.with.store().clear(row.key(), Partition.visibleTo(SessionView.INSECURE, Channel.INSECURE));
	}

	/**
	 * Gives the request a session of its own with a copy of the shared attributes
	 * (invariants 6 and 7).
	 */
	void detach(ViewedSession session, SessionRequest request) {
		SessionState state = session.state();
		SessionState own = newState(request,
				state.attributes().copyOfShared(Partition.visibleTo(SessionView.SECURE, Channel.SECURE)));
		session.become(own);
		this.with.events().publishEvent(new SessionDetachedEvent(this, state.id.toString(), session));
	}

	SessionState newState(@Nullable SessionRequest request, @Nullable SessionAttributes given) {
		SessionView view = (request != null && request.channel() == Channel.INSECURE) ? SessionView.INSECURE
				: SessionView.SECURE;
		Channel channel = (view == SessionView.SECURE) ? Channel.SECURE : Channel.INSECURE;
		SessionAttributes attributes = (given != null) ? given : new SessionAttributes(this.with.codec(),
				this.with.visibilities(), Partition.visibleTo(view, channel), List.of());
		return SessionState.unstored(freshRow(null, request), view, attributes);
	}

	private SessionRow freshRow(@Nullable SessionRow before, @Nullable SessionRequest request) {
		boolean secure = request == null || request.channel() == Channel.SECURE;
		SessionCredential insecureId = SessionCredential.generate(Channel.INSECURE);
		SessionCredential secureId = secure ? SessionCredential.generate(Channel.SECURE) : null;
		if (request != null) {
			request.offer(insecureId);
			if (secureId != null) {
				request.offer(secureId);
			}
		}
		Instant now = this.with.now();
		return new SessionRow((before != null) ? before.key() : UUID.randomUUID().toString(), insecureId.hash(),
				(secureId != null) ? secureId.hash() : null, Channel.of(secure),
				(before != null) ? before.createdAt() : now, now,
				(before != null) ? before.maxInactiveInterval() : this.with.settings().timeout(), secure ? now : null,
				secure ? now : null, 0, false, false, null, (request != null) ? request.clientAddress() : null);
	}

	private boolean rotate(ViewedSession session, @Nullable SessionRequest request, Turning turning) {
		SessionState state = session.state();
		SessionCredential insecureId = turning.insecureId ? SessionCredential.generate(Channel.INSECURE) : null;
		SessionCredential secureId = turning.secureId ? SessionCredential.generate(Channel.SECURE) : null;
		Rotation rotation = new Rotation(state.row(), (insecureId != null) ? insecureId.hash() : null,
				(secureId != null) ? secureId.hash() : null, turning.channel, turning.login, true, this.with.now(),
				turning.restart);
		if (!this.with.store().rotate(rotation)) {
			return false;
		}
		SessionView view = (secureId != null) ? SessionView.SECURE : state.view;
		session.become(state.rotated(rotation.result(), view, (view == state.view) ? state.attributes()
				: state.attributes().seenBy(Partition.visibleTo(SessionView.SECURE, Channel.SECURE))));
		if (request != null) {
			deliver(request, insecureId, secureId);
		}
		return true;
	}

	private static void deliver(SessionRequest request, @Nullable SessionCredential insecureId,
			@Nullable SessionCredential secureId) {
		if (insecureId != null) {
			request.offer(insecureId);
		}
		if (secureId != null) {
			request.offer(secureId);
		}
		request.deliver();
	}

	/**
	 * What a rotation replaces, and what it means.
	 */
	private record Turning(boolean insecureId, boolean secureId, Channel channel, boolean login, boolean restart) {
	}

}
