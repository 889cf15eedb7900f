package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.session.SessionRequest.Passage;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionDelta.PrincipalChange;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * What happens to the session of one request, from its arrival to its end. Thread-safe;
 * the sessions and requests that it is given are not.
 */
public final class SessionPolicy {

	private final Collaborators with;

	private final SessionResolver resolver;

	private final SessionTurns turns;

	private final AttributeUpdate updates;

	/**
	 * Create a policy.
	 * @param collaborators what it works with
	 */
	public SessionPolicy(Collaborators collaborators) {
		this.with = collaborators;
		this.resolver = new SessionResolver(collaborators);
		this.turns = new SessionTurns(collaborators, this.resolver);
		this.updates = new AttributeUpdate(collaborators.store(), collaborators.codec());
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
			return request.session();
		}
		SessionState state = this.resolver.resolve(request);
		ViewedSession session = (state != null) ? new ViewedSession(this, request, state, this.with.now()) : null;
		if (session != null && request.passage() == Passage.STAYING) {
			this.turns.run(session, request);
		}
		request.resolve((session != null && !session.isEnded()) ? session : null);
		return request.session();
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
	 */
	public void save(ViewedSession session) {
		if (!session.isEnded()) {
			write(session);
		}
		SessionRequest request = session.request();
		if (request != null && request.session() == session) {
			request.aboutToCommit();
		}
	}

	private void write(ViewedSession session) {
		if (!session.state().isStored()) {
			if (!session.state().attributes().isEmpty()) {
				insert(session);
			}
			return;
		}
		SessionDelta delta = delta(session);
		if (isEmpty(delta)) {
			return;
		}
		if (this.with.store().save(delta)) {
			written(session, delta);
		}
		else {
			session.end();
		}
	}

	private void insert(ViewedSession session) {
		SessionState state = session.state();
		SessionRow row = with(state.row(), session.getLastAccessedTime(), state.row().secureLastAccessedAt(),
				session.getMaxInactiveInterval(), principalOf(session));
		this.with.store()
			.insert(new StoredSession(row,
					state.attributes()
						.writes()
						.stream()
						.filter((write) -> write.value() != null)
						.map(SessionPolicy::firstVersion)
						.toList()));
		state.row(row);
		state.stored();
		session.written();
		SessionRequest request = session.request();
		if (request != null) {
			request.deliver();
		}
		this.with.events().publishEvent(new SessionCreatedEvent(this, session));
	}

	@SuppressWarnings("NullAway") // writes without a value were filtered out
	private static StoredAttribute firstVersion(SessionDelta.AttributeWrite write) {
		return new StoredAttribute(write.name(), write.partition(), 1, write.value());
	}

	private SessionDelta delta(ViewedSession session) {
		SessionState state = session.state();
		SessionRow row = state.row();
		Instant access = session.accessToRecord();
		boolean overHttps = session.request() != null && state.view == SessionView.SECURE
				&& state.binding != Binding.MANAGED;
		boolean due = access != null && (this.with.settings().isWriteDue(row.lastAccessedAt(), access)
				|| (overHttps && row.secureLastAccessedAt() != null
						&& this.with.settings().isWriteDue(row.secureLastAccessedAt(), access))
				|| session.changedInterval() != null || session.request() == null);
		PrincipalChange principal = null;
		if (state.view == SessionView.SECURE
				&& state.attributes().isChanged(AttributeVisibilities.principalAttributes())) {
			String name = principalOf(session);
			principal = (name == null || !name.equals(row.principalName())) ? new PrincipalChange(name) : null;
		}
		SessionRequest request = session.request();
		return new SessionDelta(row.key(), due ? access : null, due && overHttps, session.changedInterval(), principal,
				(request != null && state.binding != Binding.MANAGED) ? request.clientAddress() : row.clientAddress(),
				row.loginCount(), state.attributes().writes());
	}

	private static boolean isEmpty(SessionDelta delta) {
		return delta.lastAccessedAt() == null && delta.maxInactiveInterval() == null && delta.principal() == null
				&& delta.writes().isEmpty();
	}

	private static void written(ViewedSession session, SessionDelta delta) {
		SessionRow row = session.state().row();
		Instant access = delta.lastAccessedAt();
		session.state()
			.row(with(row, (access != null) ? access : row.lastAccessedAt(),
					delta.secureAccess() ? access : row.secureLastAccessedAt(), session.getMaxInactiveInterval(),
					(delta.principal() != null) ? delta.principal().name() : row.principalName()));
		session.written();
	}

	private static SessionRow with(SessionRow row, Instant lastAccessedAt, @Nullable Instant secureLastAccessedAt,
			Duration maxInactiveInterval, @Nullable String principalName) {
		return new SessionRow(row.key(), row.insecureId(), row.secureId(), row.channel(), row.createdAt(),
				lastAccessedAt, maxInactiveInterval, row.secureSince(), secureLastAccessedAt, row.loginCount(),
				row.insecureIdUnconfirmed(), row.secureIdUnconfirmed(), principalName, row.clientAddress());
	}

	private @Nullable String principalOf(Session session) {
		Map<String, String> indexes = this.with.principal().resolveIndexesFor(session);
		return indexes.get(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);
	}

	/**
	 * Ends the session of a request, as far as its view goes (invariant 9).
	 * @param session the session
	 * @param request the request
	 */
	public void end(ViewedSession session, SessionRequest request) {
		SessionState state = session.state();
		session.end();
		request.resolve(null);
		if (!state.isStored()) {
			request.withdraw();
		}
		else if (state.view == SessionView.SECURE || (state.isCurrent() && state.row().secureId() == null)) {
			delete(session);
			request.withdraw();
		}
		else if (state.isCurrent() && request.channel() == Channel.INSECURE) {
			this.turns.endInsecureSide(state.row());
			request.withdraw();
		}
	}

	private void delete(ViewedSession session) {
		if (this.with.store().delete(session.state().row().key())) {
			this.with.events().publishEvent(new SessionDeletedEvent(this, session));
		}
	}

	boolean isExpired(ViewedSession session) {
		SessionRow row = session.state().row();
		Instant now = this.with.now();
		return this.with.settings()
			.isExpired(with(row, session.getLastAccessedTime(), null, session.getMaxInactiveInterval(), null), now);
	}

	AttributeVisibility visibilityOf(String name, SessionView view) {
		return this.with.visibilities().of(name, view);
	}

	void changeId(ViewedSession session) {
		this.turns.changeId(session, session.request());
	}

	/**
	 * Gives a session of its own to a request whose id opens the insecure view alone.
	 * @return {@code false} if no ids may be issued to this request
	 */
	boolean detach(ViewedSession session) {
		SessionRequest request = session.request();
		Binding binding = session.state().binding;
		if (request == null || request.channel() == Channel.INSECURE || !request.canDeliver()
				|| (binding != Binding.CURRENT && binding != Binding.RETIRED_INSECURE)) {
			return false;
		}
		this.turns.detach(session, request);
		return true;
	}

	@Nullable Object update(ViewedSession session, String name, Partition partition, UnaryOperator<@Nullable Object> change) {
		SessionAttributes attributes = session.state().attributes();
		if (!session.state().isStored()) {
			return updateUnstored(session, name, partition, change.apply(attributes.get(name)));
		}
		if (attributes.isChanged(name, partition)) {
			save(session);
		}
		StoredAttribute known = attributes.stored(name, partition);
		Object value = this.updates.apply(session.state().row().key(), name, partition, known,
				SessionAttributes.isVersionKnown(known), change);
		attributes.replace(name, partition, value);
		return value;
	}

	/**
	 * Nobody else knows a session that is in no store.
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
		return value;
	}

}
