package io.github.mixedsession.session;

import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IgnoredIdReason;
import io.github.mixedsession.SessionEndedException;
import io.github.mixedsession.SessionIdIgnoredEvent;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.session.SessionRequest.Passage;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.StoredSession;

/**
 * What happens to the session of one request, from its arrival to its end. Thread-safe;
 * of the sessions and requests that it is given, only the threads of one request may
 * share one, and they take turns at saving.
 */
public final class SessionPolicy {

	private final Collaborators with;

	private final SessionResolver resolver;

	private final SessionTurns turns;

	private final OvertakenRequests overtaken;

	private final SessionWrites writes;

	private final AttributeUpdate updates;

	private final SessionEnds ends;

	private final MissedAttributes missed;

	private final UnreadableAttributes unreadable;

	/**
	 * Create a policy.
	 * @param collaborators what it works with
	 */
	public SessionPolicy(Collaborators collaborators) {
		this.with = collaborators.withStore(FailFastStore.of(collaborators.store()));
		this.ends = new SessionEnds(this.with);
		TheftSigns thefts = new TheftSigns(this.with, (row) -> this.ends.endStolen(row, managed()));
		this.resolver = new SessionResolver(this.with, thefts);
		SharedBounds bounds = new SharedBounds(this.with);
		this.writes = new SessionWrites(this.with, bounds);
		this.overtaken = new OvertakenRequests(this.with, this.writes);
		this.turns = new SessionTurns(this.with, this.resolver, thefts, this.overtaken);
		this.missed = new MissedAttributes(this.with);
		this.updates = new AttributeUpdate(this.with.store(), bounds);
		this.unreadable = new UnreadableAttributes(this.with);
	}

	/**
	 * Tells that a request over HTTP had a cookie of the secure one's name. Nobody has
	 * read its value (invariant 1).
	 */
	public void secureIdOverHttp() {
		this.with.events().publishEvent(new SessionIdIgnoredEvent(this, IgnoredIdReason.OVER_HTTP, Channel.SECURE));
	}

	ManagedSessions managed() {
		return new ManagedSessions(this.with, this, this.turns);
	}

	/**
	 * Finds the session for what a request presented, once. If the request is known to
	 * stay on its channel, ids turn here.
	 * @param request the request
	 * @return the session or {@code null}
	 * @throws io.github.mixedsession.StepDownRefusedException if the session has to stay
	 * on HTTPS and the request came over HTTP
	 */
	public @Nullable ViewedSession arrive(SessionRequest request) {
		if (request.isResolved()) {
			return notRefused(request.session());
		}
		SessionState state = this.resolver.resolve(request);
		if (state == null) {
			request.nothingFound();
		}
		ViewedSession session = (state != null) ? new ViewedSession(this, request, state, this.with.now()) : null;
		// before ids turn: a listener that asks for the session gets this one
		request.resolve(session);
		if (session != null && request.passage() == Passage.STAYING) {
			this.turns.run(session, request);
			if (session.isEnded()) {
				request.resolve(null);
			}
		}
		return request.session();
	}

	private static @Nullable ViewedSession notRefused(@Nullable ViewedSession session) {
		if (session != null && session.isRefused()) {
			throw new StepDownRefusedException();
		}
		return session;
	}

	/**
	 * Makes the turn that is due for a session that was loaded before the rules were
	 * asked. The request must be {@link Passage#STAYING} by now.
	 * @param request the request
	 */
	public void stay(SessionRequest request) {
		ViewedSession session = request.session();
		if (session != null && session.state().isStored()) {
			this.turns.run(session, request);
			if (session.isEnded()) {
				request.resolve(null);
			}
		}
	}

	/**
	 * Steps a session down that is about to be redirected from HTTPS to HTTP.
	 * @param request the request, {@link Passage#LEAVING}
	 * @return {@code false} if the session has to stay on HTTPS
	 */
	public boolean leave(SessionRequest request) {
		ViewedSession session = arrive(request);
		return session == null || this.turns.leave(session, request);
	}

	/**
	 * Makes a session that is in no store and on no cookie before something is set.
	 * @param request the request, {@code null} outside of one
	 * @return the session
	 */
	public ViewedSession create(@Nullable SessionRequest request) {
		if (request != null && !request.isInScope()) {
			throw new IllegalStateException(
					"This path has no sessions: mixed-session.include and mixed-session.exclude "
							+ "leave it out. Change them, or don't ask for a session there.");
		}
		if (request != null && !request.canDeliver()) {
			throw new IllegalStateException("A session can't be created after the response has been committed");
		}
		ViewedSession session = new ViewedSession(this, request, this.turns.newState(request, null), this.with.now());
		if (request != null) {
			request.resolve(session);
		}
		return session;
	}

	/**
	 * Writes what changed. Does nothing for a new session in which nothing was set
	 * (invariant 13) and for one that has ended.
	 * @param session the session
	 * @throws io.github.mixedsession.SharedSideFullException if its shared side would
	 * hold too much; then nothing is written
	 */
	public void save(ViewedSession session) {
		inTurn(session, () -> saveInTurn(session));
	}

	private void saveInTurn(ViewedSession session) {
		SessionRequest request = session.request();
		if (!session.isEnded() && session.isSavingEnabled()) {
			session.settle();
			write(session, request);
			tellUnreadable(session);
		}
	}

	private void write(ViewedSession session, @Nullable SessionRequest request) {
		SessionRow before = session.state().row();
		if (!this.writes.write(session)) {
			if (startAfresh(session)) {
				this.writes.write(session);
			}
			else {
				session.end();
			}
		}
		else if (request != null) {
			if (!request.isHandedOver()) {
				this.ends.endIfEmptied(session, request);
			}
			if (!session.isEnded() && request.isPersistent()
					&& before.lastAccessedAt().isBefore(session.state().row().lastAccessedAt())) {
				renew(session, request);
			}
		}
	}

	/**
	 * Has the browser keep the ids for longer, if no other request turned them meanwhile:
	 * no retired id is ever sent again (attack 30).
	 */
	private void renew(ViewedSession session, SessionRequest request) {
		StoredSession now = this.with.store().find(session.state().row().locator(), Set.of());
		if (now != null && session.state().isCurrent()) {
			request.renew(now.row().insecureId());
			if (now.row().secureId() != null) {
				request.renew(now.row().secureId());
			}
		}
	}

	/**
	 * Gives what a request set a session of its own, if somebody emptied or ended the one
	 * of an anonymous visitor meanwhile: nothing that was set gets lost (invariant 4).
	 */
	private boolean startAfresh(ViewedSession session) {
		SessionState state = session.state();
		SessionRequest request = session.request();
		boolean anonymous = state.row().principalName() == null && state.row().loginCount() == 0
				&& (state.view == SessionView.SECURE || state.row().secureId() == null);
		if (request == null || !request.canDeliver() || !state.isCurrent() || !anonymous) {
			return false;
		}
		SessionState fresh = this.turns.newState(request, null);
		fresh.attributes().adopt(state.attributes());
		session.become(fresh);
		return true;
	}

	/**
	 * Ends the session of a request, as far as its view goes (invariant 9).
	 * @param session the session
	 * @param request the request
	 */
	public void end(ViewedSession session, SessionRequest request) {
		inTurn(session, () -> this.ends.end(session, request, this.turns));
	}

	/**
	 * Answers whether another request has replaced the secure id that this one presented,
	 * and its answer may be on the way to the same browser. If so, the answer to this one
	 * says it to the browser, whose next try then need not wait.
	 * @param request the request
	 * @return whether the same request with the ids of the other one may succeed
	 */
	public boolean isOvertaken(SessionRequest request) {
		ViewedSession session = request.session();
		if (session == null || !this.overtaken.is(session.state(), request)) {
			return false;
		}
		this.overtaken.tell(session.state(), request);
		return true;
	}

	/**
	 * Takes note that the answer to a request was sent, with the ids that it brought.
	 * @param request the request
	 */
	public void answered(SessionRequest request) {
		ViewedSession session = request.session();
		if (session != null && !request.isHandedOver()) {
			this.overtaken.answered(session.state());
		}
	}

	boolean isOfLostLogin(ViewedSession session, @Nullable SecurityState set) {
		SessionRequest request = session.request();
		return request != null && OvertakenRequests.isOfLostLogin(session.state(), set, request);
	}

	boolean isExpired(ViewedSession session) {
		return this.writes.isExpired(session);
	}

	boolean hasSecureSide(SessionRow row) {
		return row.secureId() != null && !this.with.settings().isSecureSideExpired(row, this.with.now());
	}

	AttributeVisibilities visibilities() {
		return this.with.visibilities();
	}

	/**
	 * Takes note that a view holds no attribute of a name.
	 */
	void missed(ViewedSession session, String name) {
		this.missed.missed(session, name);
	}

	/**
	 * Tells of what could not be read, once.
	 */
	void tellUnreadable(ViewedSession session) {
		this.unreadable.tell(session);
	}

	/**
	 * Returns whether there is a value on the secure side, in what the view shows, or
	 * else in the store.
	 */
	boolean hasSecureAttribute(ViewedSession session, String name) {
		SessionState state = session.state();
		if (state.view == SessionView.SECURE && !session.isManaged()) {
			return state.attributes().partitionOf(name) == Partition.SECURE;
		}
		return session.hasSecureSide() && this.with.store().hasAttribute(state.row().locator(), name, Partition.SECURE);
	}

	void changeId(ViewedSession session) {
		inTurn(session, () -> this.turns.changeId(session, session.request()));
	}

	/**
	 * Has the threads of a request take turns at what changes the session's row.
	 */
	private static void inTurn(ViewedSession session, Runnable action) {
		session.turn.lock();
		try {
			action.run();
		}
		finally {
			session.turn.unlock();
		}
	}

	/**
	 * Gives a session of its own to a request whose id opens the insecure view alone.
	 * @return {@code false} if no ids may be issued to this request
	 */
	boolean detach(ViewedSession session) {
		SessionRequest request = session.request();
		if (request == null || !canDetach(session)) {
			return false;
		}
		this.turns.detach(session, request);
		return true;
	}

	boolean canDetach(ViewedSession session) {
		SessionRequest request = session.request();
		return request != null && request.channel() == Channel.SECURE && request.canDeliver()
				&& switch (session.state().binding) {
					case CURRENT, RETIRED_INSECURE -> true;
					case RETIRED_SECURE -> this.overtaken.isAnswerLost(session.state(), request);
					case OVERTAKEN, MANAGED -> false;
				};
	}

	@Nullable Object update(ViewedSession session, String name, Partition partition, UnaryOperator<@Nullable Object> change) {
		if (session.state().isStored() && session.isSavingEnabled()) {
			try {
				return updateStored(session, name, partition, change);
			}
			catch (SessionEndedException ex) {
				if (!startAfresh(session)) {
					throw ex;
				}
			}
		}
		return updateUnstored(session, name, partition, change.apply(session.state().attributes().get(name)));
	}

	private @Nullable Object updateStored(ViewedSession session, String name, Partition partition,
			UnaryOperator<@Nullable Object> change) {
		if (session.state().attributes().isChanged(name, partition)) {
			save(session);
		}
		return this.updates.apply(session.state().attributes(), session.state().row().locator(), name, partition,
				change);
	}

	/**
	 * Nobody else knows a session that is in no store, or the changes of one that is not
	 * saved.
	 */
	private @Nullable Object updateUnstored(ViewedSession session, String name, Partition partition,
			@Nullable Object value) {
		if (value != null) {
			session.state().attributes().put(name, partition, value);
		}
		else {
			session.state().attributes().remove(name);
		}
		save(session);
		if (value != null && !session.state().isStored() && session.isSavingEnabled()) {
			throw new IllegalStateException(
					"Attribute '" + name + "' of a new session can't be updated after the response has been committed");
		}
		return value;
	}

}
