package io.github.mixedsession.session;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.IgnoredIdReason;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.session.SessionRequest.Passage;
import io.github.mixedsession.session.SessionState.Due;
import io.github.mixedsession.store.SessionStore;

/**
 * What happens to the session of one request, from its arrival to its end. Thread-safe;
 * of the sessions and requests that it is given, only the threads of one request may
 * share one, and they take turns at saving.
 */
public final class SessionPolicy {

	private static final Log logger = LogFactory.getLog(SessionPolicy.class);

	private final PolicyContext context;

	private final SessionTakeOver takeOver;

	private final SessionResolver resolver;

	private final NewSessions newSessions;

	private final OvertakenRequests overtaken;

	private final SessionCrossings crossings;

	private final SessionOperations operations;

	private final ManagedSessions managed;

	private final SessionIncidents incidents;

	/**
	 * Create a policy.
	 * @param given what it works with
	 */
	public SessionPolicy(PolicyContext given) {
		this.context = given.withStore(FailFast.of(SessionStore.class, given.store())).withKeys(FailFast::of);
		this.takeOver = new SessionTakeOver(this.context);
		FreshIdAnswers answers = new FreshIdAnswers();
		SessionRotation rotation = new SessionRotation(this.context, answers);
		SharedBounds bounds = new SharedBounds(this.context);
		SessionWrites writes = new SessionWrites(this.context, bounds);
		SessionTermination termination = new SessionTermination(this.context);
		this.newSessions = new NewSessions(this.context);
		this.overtaken = new OvertakenRequests(this.context, writes, answers);
		SessionLogins logins = new SessionLogins(this.context, this.newSessions, rotation, this.overtaken);
		this.operations = new SessionOperations(this.context, bounds, this.newSessions, writes, rotation,
				this.overtaken, logins, termination);
		this.managed = new ManagedSessions(this.context, this.operations, termination);
		this.incidents = new SessionIncidents(this.context, this.managed);
		this.resolver = new SessionResolver(this.context, this.incidents);
		this.crossings = new SessionCrossings(this.context, this.resolver, this.newSessions, writes, rotation,
				this.incidents);
	}

	ManagedSessions managed() {
		return this.managed;
	}

	/**
	 * Tells that a request over HTTP had a cookie of the secure one's name. Nobody has
	 * read its value (invariant 1).
	 */
	public void secureIdOverHttp() {
		this.incidents.ignored(IgnoredIdReason.OVER_HTTP, IdKind.SECURE);
	}

	/**
	 * Finds the session for what a request presented, once. If the request is known to
	 * stay on its channel, ids are rotated here.
	 * @param current the request's session
	 * @return the session or {@code null}
	 * @throws io.github.mixedsession.StepDownRefusedException if the session has to stay
	 * on HTTPS and the request came over HTTP
	 */
	public @Nullable ViewedSession arrive(CurrentSession current) {
		if (current.isResolved()) {
			return notRefused(current.session());
		}
		SessionRequest request = current.request();
		this.takeOver.run(request.oldSessions());
		SessionState state = this.resolver.resolve(request);
		if (state == null) {
			request.nothingFound();
			current.resolve(null);
			return null;
		}
		ViewedSession session = view(state, request);
		// before ids are rotated: a listener that asks for the session gets this one
		current.resolve(session);
		// a form may be a login, which writes it with the ids that it replaces
		if (state.due == Due.NOTHING && !request.isForm()) {
			this.operations.confirm(session.held());
		}
		if (request.passage() == Passage.STAYING) {
			cross(session, request, () -> this.crossings.run(session.held(), request));
		}
		else if (request.passage() == Passage.REFUSED) {
			cross(session, request, () -> this.crossings.runForErrorPage(session.held(), request));
		}
		return current.session();
	}

	private ViewedSession view(SessionState state, @Nullable SessionRequest request) {
		return new ViewedSession(this.operations, request, state, this.context.now());
	}

	/**
	 * Until it is done, nothing of the session is to be seen. A request that goes on
	 * after a failure sees an empty session, of which nothing is stored; one whose
	 * session may not step down is refused again.
	 */
	private void cross(ViewedSession session, SessionRequest request, Runnable crossing) {
		try {
			crossing.run();
		}
		catch (StepDownRefusedException ex) {
			session.held().refuse();
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			this.crossings.hide(session.held(), request);
			throw ex;
		}
	}

	private static @Nullable ViewedSession notRefused(@Nullable ViewedSession session) {
		if (session != null && session.held().isRefused()) {
			throw new StepDownRefusedException();
		}
		return session;
	}

	/**
	 * Makes the rotation that is due for a session that was loaded before the rules were
	 * asked. The request must be {@link Passage#STAYING} by now.
	 * @param current the request's session
	 */
	public void stay(CurrentSession current) {
		ViewedSession session = current.session();
		if (session != null && session.held().state().isStored()) {
			cross(session, current.request(), () -> this.crossings.run(session.held(), current.request()));
		}
	}

	/**
	 * Makes the session ready for an error page: it sees no more than what the request
	 * would have, had it got further.
	 * @param current the request's session, {@link Passage#REFUSED} if no rule has let it
	 * pass
	 */
	public void answerError(CurrentSession current) {
		ViewedSession session = current.session();
		if (session == null) {
			return;
		}
		if (session.held().isRefused()) {
			this.crossings.hide(session.held(), current.request());
		}
		else if (current.request().passage() == Passage.REFUSED && session.held().state().isStored()) {
			cross(session, current.request(), () -> this.crossings.runForErrorPage(session.held(), current.request()));
		}
	}

	/**
	 * Steps a session down that is about to be redirected from HTTPS to HTTP.
	 * @param current the session of the request, {@link Passage#LEAVING}
	 * @return {@code false} if the session has to stay on HTTPS
	 */
	public boolean leave(CurrentSession current) {
		ViewedSession session = arrive(current);
		return session == null || this.crossings.leave(session.held(), current.request());
	}

	/**
	 * Makes a session that is in no store and on no cookie before something is set.
	 * @param current the request's session, {@code null} outside of one
	 * @return the session
	 */
	public ViewedSession create(@Nullable CurrentSession current) {
		SessionRequest request = (current != null) ? current.request() : null;
		if (request != null && !request.isInScope()) {
			throw new IllegalStateException(
					"This path has no sessions: mixed-session.include and mixed-session.exclude "
							+ "leave it out. Change them, or don't ask for a session there.");
		}
		if (request != null && !request.canDeliver()) {
			throw new IllegalStateException("A session can't be created after the response has been committed");
		}
		ViewedSession session = view(this.newSessions.state(request), request);
		if (current != null) {
			current.resolve(session);
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
		session.save();
	}

	/**
	 * Ends the session of a request, as far as its view goes (invariant 9).
	 * @param session the session
	 * @param request the request
	 */
	public void end(ViewedSession session, SessionRequest request) {
		this.operations.end(session.held(), request);
	}

	/**
	 * Answers whether another request has replaced the secure id that this one presented,
	 * and its answer may be on the way to the same browser. If so, the answer to this one
	 * says it to the browser, whose next try then need not wait.
	 * @param current the request's session
	 * @return whether the same request with the ids of the other one may succeed
	 */
	public boolean isOvertaken(CurrentSession current) {
		ViewedSession session = current.session();
		if (session == null || !this.overtaken.is(session.held().state(), current.request())) {
			return false;
		}
		this.overtaken.tell(session.held().state(), current.request());
		return true;
	}

	/**
	 * Takes note that the answer to a request was sent, with the ids that it brought.
	 * @param current the request's session
	 */
	public void answered(CurrentSession current) {
		ViewedSession session = current.session();
		if (session == null) {
			return;
		}
		confirmAtLast(session);
		if (!current.request().isHandedOver()) {
			this.overtaken.answered(session.held().state());
		}
	}

	/**
	 * Writes the confirmation of a form that rotated nothing. Its answer is made by now,
	 * and does not depend on whether this succeeds.
	 */
	private void confirmAtLast(ViewedSession session) {
		try {
			this.operations.confirm(session.held());
		}
		catch (SessionStoreException ex) {
			logger.debug("The next request says that its ids have arrived, since this one could not", ex);
		}
	}

}
