package io.github.mixedsession.session;

import java.time.Instant;
import java.util.Set;

import io.github.mixedsession.Channel;
import io.github.mixedsession.CrossingCause;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.session.SessionState.Due;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoreCapability;
import io.github.mixedsession.store.StoredSession;

/**
 * Does what is due as a request arrives or leaves for the other channel: the right side
 * of the protocol's table. Every rotation of a stored session is one compare-and-set; who
 * loses it looks the presented ids up again (invariant 5). Thread-safe.
 */
final class SessionCrossings {

	private static final int MAX_ATTEMPTS = 5;

	private final PolicyContext context;

	private final SessionResolver resolver;

	private final NewSessions newSessions;

	private final SessionWrites writes;

	private final SessionRotation rotation;

	private final SessionIncidents incidents;

	private final SessionConflicts conflicts;

	private final boolean isBindingKnown;

	SessionCrossings(PolicyContext context, SessionResolver resolver, NewSessions newSessions, SessionWrites writes,
			SessionRotation rotation, SessionIncidents incidents) {
		this.context = context;
		this.resolver = resolver;
		this.newSessions = newSessions;
		this.writes = writes;
		this.rotation = rotation;
		this.incidents = incidents;
		this.conflicts = new SessionConflicts(context, incidents);
		this.isBindingKnown = context.store().capabilities().contains(StoreCapability.KNOWN_BINDING);
	}

	/**
	 * Does what is due before the handler runs.
	 */
	void run(HeldSession session, SessionRequest request) {
		if (session.state().due == Due.NOTHING) {
			return;
		}
		if (request.canDeliver()) {
			this.conflicts.tell(session, request);
		}
		for (int i = 0; i < MAX_ATTEMPTS && session.state().due != Due.NOTHING; i++) {
			if (request.canDeliver() ? runOnce(session, request) : runTooLate(session, request)) {
				return;
			}
			SessionState again = this.resolver.resolve(request);
			if (again == null) {
				leaveEmptyHanded(session, request);
				return;
			}
			if (again.record().locator().equals(session.record().locator())) {
				again.attributes().adopt(session.attributes());
			}
			session.become(again);
		}
		Due due = session.state().due;
		boolean settled = (request.channel() == Channel.INSECURE) ? !due.isToHttp() : session.isSecureView();
		if (due == Due.NOTHING || settled) {
			session.become(session.state().withNothingDue());
		}
		else {
			// what its insecure id is good for on this channel was not settled
			leaveEmptyHanded(session, request);
		}
	}

	private boolean runOnce(HeldSession session, SessionRequest request) {
		return switch (session.state().due) {
			case NOTHING -> true;
			case DETACH -> {
				if (session.state().binding == Binding.RETIRED_INSECURE) {
					this.incidents.tapped(session.record());
				}
				// a copy rotates no ids of the session that it is made of
				this.rotation.confirm(session.state());
				detachOnArrival(session, request);
				yield true;
			}
			case STEP_DOWN -> stepDown(session, request);
			case STEP_UP -> stepUp(session, request, Rotation.stepUp());
			case RESTART_SECURE_SIDE -> stepUp(session, request, Rotation.restart());
			case REPLACE_INSECURE_ID -> (request.channel() == Channel.INSECURE || request.sendsInsecureIds())
					? replaceInsecureId(session, request) : dropInsecureId(session, request);
			case LOOK_BACK -> {
				if (!mayStepDown(session, request, request.cause())) {
					expose(session.state());
					throw new StepDownRefusedException();
				}
				session.become(session.state().withNothingDue());
				yield true;
			}
		};
	}

	/**
	 * No id can be sent any more, and it is too late for a redirect, but not for showing
	 * nothing (invariant 7).
	 */
	private boolean runTooLate(HeldSession session, SessionRequest request) {
		Due due = session.state().due;
		if (due == Due.DETACH) {
			return runOnce(session, request);
		}
		if (due.isToHttp() && !mayStepDown(session, request, request.cause())) {
			leaveEmptyHanded(session, request);
		}
		else {
			session.become(session.state().withNothingDue());
		}
		return true;
	}

	/**
	 * Does what is due before an error page for a request that no rule has let pass. Over
	 * HTTP it sees nothing of a session that is on HTTPS, and nobody steps that down for
	 * it.
	 */
	void runForErrorPage(HeldSession session, SessionRequest request) {
		if (session.state().due.isToHttp()) {
			hide(session, request);
		}
		else {
			run(session, request);
		}
	}

	/**
	 * Has the rest of a request see an empty session of which nothing is stored.
	 */
	void hide(HeldSession session, SessionRequest request) {
		session.hide(this.newSessions.state(request));
	}

	private void leaveEmptyHanded(HeldSession session, SessionRequest request) {
		session.become(this.newSessions.state(request));
		session.release();
	}

	private boolean stepUp(HeldSession session, SessionRequest request, Rotation how) {
		boolean crosses = session.record().side() == SessionSide.INSECURE;
		boolean begins = session.record().secureId() == null && !this.isBindingKnown;
		boolean won = begins ? begin(session, request) : this.rotation.rotate(session, request, how);
		if (won && crosses) {
			this.context.events()
				.publishEvent(new SessionStepUpEvent(this, session.view(), request.path(), request.cause()));
		}
		return won;
	}

	/**
	 * Goes on in a session of its own, where somebody else may have bound a secure id to
	 * this one: what they hold is another session then. Takes along what HTTP sees.
	 */
	private boolean begin(HeldSession session, SessionRequest request) {
		SessionState before = session.state();
		session.become(this.newSessions.copy(before, request));
		this.writes.insert(session);
		SessionStore store = this.context.store();
		StoredSession http = store.find(before.record().locator(), new Proof(IdKind.INSECURE, before.id),
				Set.of(Partition.INSECURE));
		if (http != null) {
			SessionCodec codec = session.attributes().values().codec();
			http.attributes()
				.forEach((value) -> store.compareAndSet(session.record().locator(), value.name(), value.partition(), 0,
						codec.copy(value, before.attributes().values().codec())));
		}
		return true;
	}

	private boolean stepDown(HeldSession session, SessionRequest request) {
		if (!mayStepDown(session, request, request.cause())) {
			expose(session.state());
			throw new StepDownRefusedException();
		}
		return this.rotation.rotate(session, request, Rotation.stepDown());
	}

	/**
	 * Remembers that an insecure id has crossed HTTP in vain: it opens nothing over HTTPS
	 * any more, and is replaced at the next request there.
	 */
	private void expose(SessionState state) {
		SessionRecord record = state.record();
		SessionIds ids = this.rotation.confirmed(state, this.context.now());
		state.confirming(Set.of());
		for (int i = 0; i < MAX_ATTEMPTS; i++) {
			SessionIds exposed = ids.exposed(state.id);
			if (exposed.equals(record.ids()) || this.context.update(IdUpdate.ofIds(record, exposed))) {
				return;
			}
			StoredSession again = this.context.store().find(record.locator(), Set.of());
			if (again == null) {
				return;
			}
			record = again.record();
			ids = record.ids();
		}
	}

	/**
	 * Gives an insecure id over HTTPS a session of its own; without anything in it if the
	 * session, on HTTPS now, may not step down: it shows nothing of itself to HTTP
	 * (invariant 7).
	 */
	private void detachOnArrival(HeldSession session, SessionRequest request) {
		SessionState arrived = session.state();
		if (session.record().side() == SessionSide.INSECURE || mayStepDown(session, request, CrossingCause.COPY)) {
			// a listener that set something has got it a session of its own already
			if (session.state() == arrived) {
				this.newSessions.detach(session, request);
			}
		}
		else {
			leaveEmptyHanded(session, request);
		}
	}

	private boolean mayStepDown(HeldSession session, SessionRequest request, CrossingCause cause) {
		if (this.context.settings().staySecure()) {
			return false;
		}
		SessionStepDownEvent event = new SessionStepDownEvent(this, session.view(), request.path(), cause);
		this.context.events().publishEvent(event);
		return !event.isVetoed();
	}

	/**
	 * Steps a session down that is about to be redirected to HTTP. Browsers that upgrade
	 * navigations ask again: a session that is down already is left as it is.
	 * @return whether the request may be redirected
	 */
	boolean leave(HeldSession session, SessionRequest request) {
		if (session.record().side() == SessionSide.INSECURE || !session.state().isCurrent()
				|| !session.isSecureView()) {
			return true;
		}
		if (!mayStepDown(session, request, request.cause())) {
			return false;
		}
		this.conflicts.tell(session, request);
		this.rotation.rotate(session, request, Rotation.stepDownAhead());
		return true;
	}

	/**
	 * Invariant 8: the secure cookie wins. If another request replaces the insecure id at
	 * the same time, that is as good. An imported insecure id is replaced where it is.
	 */
	private boolean replaceInsecureId(HeldSession session, SessionRequest request) {
		boolean won = this.rotation.rotate(session, request, Rotation.insecureIdOn(session.record().side()));
		if (!won && session.isSecureView()) {
			session.become(session.state().withNothingDue());
			return true;
		}
		return won;
	}

	/**
	 * Where no page is served over HTTP any more: an id that crossed it opens nothing, a
	 * grace from now on, and the browser gets no other.
	 */
	private boolean dropInsecureId(HeldSession session, SessionRequest request) {
		SessionState state = session.state();
		SessionRecord record = state.record();
		session.become(state.withNothingDue());
		boolean current = request.presentedIds().contains(IdKind.INSECURE, record.insecureId());
		if (current || !state.confirming().isEmpty()) {
			Instant now = this.context.now();
			SessionIds ids = this.rotation.confirmed(state, now);
			if (current) {
				ids = ids.withInsecure(SessionTermination.nobodysId(record), now)
					.confirmed(Set.of(IdKind.INSECURE), now.plus(this.context.settings().grace()));
			}
			IdUpdate update = IdUpdate.ofIds(record, ids);
			if (this.context.update(update)) {
				session.become(state.rotated(update.result(), state.view, state.attributes()));
			}
		}
		request.dropInsecureId();
		return true;
	}

}
