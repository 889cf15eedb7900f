package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.session.events.SessionCreatedEvent;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionDelta.PrincipalChange;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredSession;

/**
 * Writes what a request changed: a new session with its first attributes, or the delta to
 * a stored one. Thread-safe.
 */
final class SessionWrites {

	private static final Log logger = LogFactory.getLog(SessionWrites.class);

	private static final String LAST_EXCEPTION = "SPRING_SECURITY_LAST_EXCEPTION";

	private final PolicyContext context;

	private final SharedBounds bounds;

	SessionWrites(PolicyContext context, SharedBounds bounds) {
		this.context = context;
		this.bounds = bounds;
	}

	/**
	 * Writes what changed.
	 * @return {@code false} if the session is gone
	 * @throws io.github.mixedsession.SharedSideFullException if it is too much; then
	 * nothing is written
	 */
	boolean write(HeldSession session) {
		if (!session.state().isStored()) {
			SessionAttributes attributes = session.attributes();
			if (attributes.isChanged() && !attributes.isEmpty() && !isOfCrossSiteRequest(session)) {
				insertIfReachable(session);
			}
			return true;
		}
		SessionDelta delta = delta(session);
		if (!isEmpty(delta)) {
			if (!this.context.store().save(delta)) {
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
	private static boolean isOfCrossSiteRequest(HeldSession session) {
		SessionRequest request = session.request();
		return request != null && request.mayBeCrossSite()
				&& session.attributes()
					.names()
					.stream()
					.allMatch((name) -> LAST_EXCEPTION.equals(name)
							|| isMadeForTheForm(SecurityState.of(name, session.attributes().get(name))));
	}

	private static boolean isMadeForTheForm(@Nullable SecurityState state) {
		return state == SecurityState.CSRF_TOKEN || state == SecurityState.SAVED_REQUEST;
	}

	/**
	 * Stores no session that no browser would hold the id of.
	 */
	private void insertIfReachable(HeldSession session) {
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

	/**
	 * Stores a new session as it is, and delivers its ids.
	 */
	void insert(HeldSession session) {
		SessionState state = session.state();
		SecureSide side = state.record().secureSide();
		String name = (side != null) ? this.context.principalNames().find(session.view()) : null;
		SessionRecord record = state.record()
			.withAccess(session.lastAccessedTime(), session.maxInactiveInterval(), (side != null && name != null)
					? side.withPrincipal(this.context.principalNames().written(name)) : side);
		try {
			this.context.store()
				.insert(new StoredSession(this.context.records().sign(record),
						state.attributes().inserts(attributeWrites(state))));
		}
		catch (DuplicateKeyException ex) {
			// nobody else has made this locator: the store was asked twice
			throw new SessionStoreException(ex);
		}
		state.record(record);
		state.stored();
		session.written(record.maxInactiveInterval());
		SessionRequest request = session.request();
		if (request != null) {
			request.deliver();
		}
		if (state.copyOf() != null) {
			this.context.events().publishEvent(new SessionDetachedEvent(this, state.copyOf(), session.view()));
		}
		this.context.events().publishEvent(new SessionCreatedEvent(this, session.view()));
	}

	private SessionDelta delta(HeldSession session) {
		SessionState state = session.state();
		SessionRecord record = state.record();
		SessionAccess accesses = session.access();
		Instant access = accesses.toRecord();
		boolean movesBack = accesses.movesBack(record);
		Instant secureAccess = secureAccess(session, access);
		boolean due = access != null
				&& (this.context.settings().isWriteDue(record.lastAccessedAt(), access)
						|| (secureAccess != null && record.secureSide() != null
								&& this.context.settings()
									.isWriteDue(record.secureSide().lastAccessedAt(), secureAccess))
						|| (access.isAfter(record.lastAccessedAt())
								&& this.context.settings().isShort(session.maxInactiveInterval()))
						|| accesses.changedInterval() != null || session.request() == null || movesBack);
		PrincipalChange principal = null;
		if (session.isSecureView() && state.attributes().isLoginChanged()) {
			principal = principal(session, this.context.principalNames().find(session.view()));
		}
		SessionRequest request = session.request();
		return new SessionDelta(record.locator(), due ? access : null, due ? secureAccess : null,
				accesses.changedInterval(), principal,
				(due && request != null && !session.isManaged()) ? request.clientAddress() : record.clientAddress(),
				record.loginCount(), attributeWrites(state), movesBack,
				(due && secureAccess != null) ? this.context.records().access(record, secureAccess) : null,
				record.ids().family());
	}

	/**
	 * The clock of a user starts as they log in, and not when their name is encrypted
	 * anew.
	 */
	private @Nullable PrincipalChange principal(HeldSession session, @Nullable String name) {
		SessionRecord record = session.record();
		PrincipalNames names = this.context.principalNames();
		String written = (name != null) ? names.written(name) : null;
		SecureSide side = record.secureSide();
		Instant since = this.context.now();
		if (name != null && side != null && !session.isIdChanged() && names.isOf(record, name)) {
			if (names.isWritten(record, name)) {
				return null;
			}
			since = side.since();
		}
		return new PrincipalChange(written, since,
				this.context.records().login(record, new SecureSide(since, since, written)));
	}

	private List<SessionDelta.AttributeWrite> attributeWrites(SessionState state) {
		return this.bounds.check(state.record().locator(), state.attributes(), state.attributes().writes());
	}

	/**
	 * A retired id counts as of a grace ago: its own visits must not pass for those of a
	 * browser that has its successor (see {@link OvertakenRequests#isAnswerLost}).
	 */
	private @Nullable Instant secureAccess(HeldSession session, @Nullable Instant access) {
		if (access == null || session.request() == null || !session.isSecureView() || session.isManaged()) {
			return null;
		}
		return session.state().isCurrent() ? access : access.minus(this.context.settings().grace());
	}

	private static boolean isEmpty(SessionDelta delta) {
		return delta.lastAccessedAt() == null && delta.maxInactiveInterval() == null && delta.principal() == null
				&& delta.writes().isEmpty();
	}

	private static void written(HeldSession session, SessionDelta delta) {
		SessionRecord record = session.record();
		Instant access = delta.lastAccessedAt();
		Duration interval = (delta.maxInactiveInterval() != null) ? delta.maxInactiveInterval()
				: record.maxInactiveInterval();
		session.state()
			.record(record.withAccess((access != null) ? access : record.lastAccessedAt(), interval,
					written(record.secureSide(), delta)));
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

}
