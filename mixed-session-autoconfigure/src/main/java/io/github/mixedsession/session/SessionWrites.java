package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.MapSession;
import org.springframework.session.Session;
import org.springframework.session.events.SessionCreatedEvent;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.session.SessionState.Binding;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionDelta.PrincipalChange;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.StoredSession;

/**
 * Writes what a request changed: a new session with its first attributes, or the delta to
 * a stored one. Thread-safe.
 */
final class SessionWrites {

	private static final Log logger = LogFactory.getLog(SessionWrites.class);

	private static final String LAST_EXCEPTION = "SPRING_SECURITY_LAST_EXCEPTION";

	private final Collaborators with;

	private final SharedBounds bounds;

	SessionWrites(Collaborators collaborators, SharedBounds bounds) {
		this.with = collaborators;
		this.bounds = bounds;
	}

	/**
	 * Writes what changed.
	 * @return {@code false} if the session is gone
	 * @throws io.github.mixedsession.SharedSideFullException if it is too much; then
	 * nothing is written
	 */
	boolean write(ViewedSession session) {
		if (!session.state().isStored()) {
			SessionAttributes attributes = session.state().attributes();
			if (attributes.isChanged() && !attributes.isEmpty() && !isOfCrossSiteRequest(session)) {
				insertIfReachable(session);
			}
			return true;
		}
		SessionDelta delta = delta(session);
		if (!isEmpty(delta)) {
			if (!this.with.store().save(delta)) {
				return false;
			}
			written(session, delta);
		}
		return true;
	}

	/**
	 * A form of another site comes without cookies and without a CSRF token, and has
	 * Spring Security make a token, save the request before it is refused, or keep why a
	 * login failed. A session for that would take the place of the visitor's own in the
	 * browser (invariant 4).
	 */
	private static boolean isOfCrossSiteRequest(ViewedSession session) {
		SessionRequest request = session.request();
		return request != null && request.mayBeCrossSite()
				&& session.getAttributeNames()
					.stream()
					.allMatch((name) -> LAST_EXCEPTION.equals(name)
							|| isMadeForTheForm(SecurityState.of(name, session.getAttribute(name))));
	}

	private static boolean isMadeForTheForm(@Nullable SecurityState state) {
		return state == SecurityState.CSRF_TOKEN || state == SecurityState.SAVED_REQUEST;
	}

	/**
	 * Stores no session that no browser would hold the id of.
	 */
	private void insertIfReachable(ViewedSession session) {
		SessionRequest request = session.request();
		if (request != null && request.channel() == Channel.INSECURE && !request.sendsInsecureIds()) {
			return;
		}
		if (request == null || request.canDeliver()) {
			insert(session);
		}
		else {
			logger.warn("The first attribute of a session was set after the response had been committed, so that its "
					+ "cookie could not be sent: the session was not stored. Set it earlier in the request.");
		}
	}

	private void insert(ViewedSession session) {
		SessionState state = session.state();
		SecureSide side = state.row().secureSide();
		SessionRow row = state.row()
			.with(session.getLastAccessedTime(), session.getMaxInactiveInterval(),
					(side != null) ? side.withPrincipal(principalOf(session)) : null);
		this.with.store().insert(new StoredSession(row, state.attributes().inserts(attributeWrites(state))));
		state.row(row);
		state.stored();
		session.written(row.maxInactiveInterval());
		SessionRequest request = session.request();
		if (request != null) {
			request.deliver();
		}
		if (state.copyOf() != null) {
			this.with.events().publishEvent(new SessionDetachedEvent(this, state.copyOf(), session));
		}
		this.with.events().publishEvent(new SessionCreatedEvent(this, session));
	}

	private SessionDelta delta(ViewedSession session) {
		SessionState state = session.state();
		SessionRow row = state.row();
		Instant access = session.accessToRecord();
		Instant secureAccess = secureAccess(session, access);
		boolean due = access != null && (this.with.settings().isWriteDue(row.lastAccessedAt(), access)
				|| (secureAccess != null && row.secureSide() != null
						&& this.with.settings().isWriteDue(row.secureSide().lastAccessedAt(), secureAccess))
				|| (access.isAfter(row.lastAccessedAt())
						&& this.with.settings().isShort(session.getMaxInactiveInterval()))
				|| session.changedInterval() != null || session.request() == null || session.movesAccessBack());
		PrincipalChange principal = null;
		if (state.view == SessionView.SECURE && state.attributes().isLoginChanged()) {
			String name = principalOf(session);
			principal = (name == null || !name.equals(row.principalName()) || session.isIdChanged())
					? new PrincipalChange(name, this.with.now()) : null;
		}
		SessionRequest request = session.request();
		return new SessionDelta(row.locator(), due ? access : null, due ? secureAccess : null,
				session.changedInterval(), principal,
				(request != null && state.binding != Binding.MANAGED) ? request.clientAddress() : row.clientAddress(),
				row.loginCount(), attributeWrites(state), session.movesAccessBack());
	}

	private List<SessionDelta.AttributeWrite> attributeWrites(SessionState state) {
		return this.bounds.check(state.row().locator(), state.attributes(), state.attributes().writes());
	}

	/**
	 * A retired id counts as of a grace ago: its own visits must not pass for those of a
	 * browser that has its successor (see {@link OvertakenRequests#isAnswerLost}).
	 */
	private @Nullable Instant secureAccess(ViewedSession session, @Nullable Instant access) {
		SessionState state = session.state();
		if (access == null || session.request() == null || state.view != SessionView.SECURE
				|| state.binding == Binding.MANAGED) {
			return null;
		}
		return state.isCurrent() ? access : access.minus(this.with.settings().grace());
	}

	private static boolean isEmpty(SessionDelta delta) {
		return delta.lastAccessedAt() == null && delta.maxInactiveInterval() == null && delta.principal() == null
				&& delta.writes().isEmpty();
	}

	private static void written(ViewedSession session, SessionDelta delta) {
		SessionRow row = session.state().row();
		Instant access = delta.lastAccessedAt();
		Duration interval = (delta.maxInactiveInterval() != null) ? delta.maxInactiveInterval()
				: row.maxInactiveInterval();
		session.state()
			.row(row.with((access != null) ? access : row.lastAccessedAt(), interval,
					written(row.secureSide(), delta)));
		session.written(interval);
	}

	private static @Nullable SecureSide written(@Nullable SecureSide side, SessionDelta delta) {
		if (side == null) {
			return null;
		}
		Instant access = delta.secureLastAccessedAt();
		PrincipalChange principal = delta.principal();
		return new SecureSide((principal != null) ? principal.since() : side.since(),
				(access != null && access.isAfter(side.lastAccessedAt())) ? access : side.lastAccessedAt(),
				(principal != null) ? principal.name() : side.principalName());
	}

	/**
	 * Finds the user's name, also in a security context whose attribute the application
	 * has named.
	 */
	private @Nullable String principalOf(Session session) {
		String name = indexedName(session);
		if (name == null) {
			for (String attribute : session.getAttributeNames()) {
				Object value = session.getAttribute(attribute);
				if (name == null && SecurityState.isContext(value)) {
					MapSession usual = new MapSession();
					usual.setAttribute(AttributeVisibilities.SECURITY_CONTEXT, value);
					name = indexedName(usual);
				}
			}
		}
		return name;
	}

	private @Nullable String indexedName(Session session) {
		Map<String, String> indexes = this.with.principal().resolveIndexesFor(session);
		return indexes.get(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME);
	}

	boolean isExpired(ViewedSession session) {
		SessionRow row = session.state()
			.row()
			.with(session.getLastAccessedTime(), session.getMaxInactiveInterval(), null);
		return this.with.settings().isExpired(row, this.with.now());
	}

}
