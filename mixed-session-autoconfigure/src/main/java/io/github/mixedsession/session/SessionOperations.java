package io.github.mixedsession.session;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.SessionEndedException;
import io.github.mixedsession.attribute.AttributeVisibilities;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredSession;

/**
 * What a request does to the session that it holds: saving it, changing its id, moving on
 * to a session of its own, ending it. Thread-safe.
 */
final class SessionOperations {

	private final PolicyContext context;

	private final NewSessions newSessions;

	private final SessionWrites writes;

	private final AttributeUpdate updates;

	private final SessionRotation rotation;

	private final OvertakenRequests overtaken;

	private final SessionLogins logins;

	private final SessionTermination termination;

	private final VisibilityHints hints;

	private final UnreadableAttributes unreadable;

	SessionOperations(PolicyContext context, SharedBounds bounds, NewSessions newSessions, SessionWrites writes,
			SessionRotation rotation, OvertakenRequests overtaken, SessionLogins logins,
			SessionTermination termination) {
		this.context = context;
		this.newSessions = newSessions;
		this.writes = writes;
		this.rotation = rotation;
		this.overtaken = overtaken;
		this.logins = logins;
		this.termination = termination;
		this.updates = new AttributeUpdate(context.store(), bounds);
		this.hints = new VisibilityHints(context);
		this.unreadable = new UnreadableAttributes(context);
	}

	/**
	 * Writes what changed. Does nothing for a new session in which nothing was set
	 * (invariant 13) and for one that has ended.
	 */
	void save(HeldSession session) {
		session.exclusively(() -> {
			if (session.isSaved()) {
				write(session);
				tellUnreadable(session);
			}
		});
	}

	/**
	 * Writes the confirmation that is due, if no rotation has.
	 */
	void confirm(HeldSession session) {
		if (!session.state().confirming().isEmpty()) {
			session.exclusively(() -> this.rotation.confirm(session.state()));
		}
	}

	private void write(HeldSession session) {
		SessionRecord before = session.record();
		if (!this.writes.write(session)) {
			if (startAfresh(session)) {
				this.writes.write(session);
			}
			else {
				session.end();
			}
			return;
		}
		SessionRequest request = session.request();
		if (request != null) {
			if (!request.isHandedOver()) {
				this.termination.endIfEmptied(session, request);
			}
			if (!session.isEnded() && request.isPersistent()
					&& before.lastAccessedAt().isBefore(session.record().lastAccessedAt())) {
				renew(session, request);
			}
		}
	}

	/**
	 * Has the browser keep the ids for longer, if no other request rotated them
	 * meanwhile: no retired id is ever sent again (attack 30).
	 */
	private void renew(HeldSession session, SessionRequest request) {
		StoredSession now = this.context.store().find(session.record().locator(), Set.of());
		if (now != null && session.state().isCurrent()) {
			request.renew(now.record().insecureId());
			if (now.record().secureId() != null) {
				request.renew(now.record().secureId());
			}
		}
	}

	/**
	 * Gives what a request set a session of its own, if somebody emptied or ended the one
	 * of an anonymous visitor meanwhile: nothing that was set gets lost (invariant 4).
	 */
	private boolean startAfresh(HeldSession session) {
		SessionState state = session.state();
		SessionRequest request = session.request();
		boolean anonymous = state.record().principalName() == null && state.record().loginCount() == 0
				&& (session.isSecureView() || state.record().secureId() == null);
		if (request == null || !request.canDeliver() || !state.isCurrent() || !anonymous) {
			return false;
		}
		SessionState fresh = this.newSessions.state(request);
		fresh.attributes().adopt(state.attributes());
		session.become(fresh);
		return true;
	}

	@Nullable String principalName(SessionRecord record) {
		return this.context.principalNames().of(record);
	}

	void changeId(HeldSession session) {
		session.exclusively(() -> this.logins.changeId(session, session.request()));
	}

	void end(HeldSession session, SessionRequest request) {
		session.exclusively(() -> this.termination.end(session, request));
	}

	/**
	 * Gives a session of its own to a request whose id opens the insecure view alone.
	 * @return {@code false} if no ids may be issued to this request
	 */
	boolean detach(HeldSession session) {
		SessionRequest request = session.request();
		if (request == null || !canDetach(session)) {
			return false;
		}
		this.rotation.confirm(session.state());
		this.newSessions.detach(session, request);
		return true;
	}

	boolean canDetach(HeldSession session) {
		SessionRequest request = session.request();
		return request != null && request.channel() == Channel.SECURE && request.canDeliver()
				&& switch (session.state().binding) {
					case CURRENT, RETIRED_INSECURE -> true;
					case RETIRED_SECURE -> this.overtaken.isAnswerLost(session.state(), request);
					case OVERTAKEN, MANAGED -> false;
				};
	}

	/**
	 * Returns whether a parallel request has exchanged the imported id of this one, and
	 * with its successor the browser can read what this one would store in its place.
	 */
	boolean isSealedOff(HeldSession session) {
		SessionRequest request = session.request();
		return request != null && session.state().lacksFamily() && this.context.codecs().areSecureValuesSealed()
				&& this.overtaken.is(session.state(), request);
	}

	boolean isOfLostLogin(HeldSession session, @Nullable SecurityState set) {
		SessionRequest request = session.request();
		return request != null && OvertakenRequests.isOfLostLogin(session.state(), set, request);
	}

	boolean isExpired(HeldSession session) {
		SessionRecord record = session.record()
			.withAccess(session.lastAccessedTime(), session.maxInactiveInterval(), null);
		return this.context.settings().isExpired(record, this.context.now());
	}

	boolean hasSecureSide(HeldSession session) {
		return this.context.hasSecureSide(session.record());
	}

	/**
	 * Returns whether there is a value on the secure side, in what the view shows, or
	 * else in the store.
	 */
	boolean hasSecureAttribute(HeldSession session, String name) {
		if (session.isSecureView() && !session.isManaged()) {
			return session.attributes().partitionOf(name) == Partition.SECURE;
		}
		AtomicBoolean found = new AtomicBoolean();
		if (hasSecureSide(session)) {
			session.during(() -> found
				.set(this.context.store().hasAttribute(session.record().locator(), name, Partition.SECURE)));
		}
		return found.get();
	}

	AttributeVisibilities visibilities() {
		return this.context.visibilities();
	}

	/**
	 * Takes note that a view holds no attribute of a name.
	 */
	void missed(HeldSession session, String name) {
		this.hints.missed(session, name);
	}

	/**
	 * Takes note that an attribute is set that is shared already.
	 */
	void rewritten(HeldSession session, String name) {
		this.hints.rewritten(session, name);
	}

	/**
	 * Tells of what could not be read, once.
	 */
	void tellUnreadable(HeldSession session) {
		this.unreadable.tell(session);
	}

	@Nullable Object update(HeldSession session, String name, Partition partition, UnaryOperator<@Nullable Object> change) {
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
		return updateUnstored(session, name, partition, change.apply(session.attributes().get(name)));
	}

	private @Nullable Object updateStored(HeldSession session, String name, Partition partition,
			UnaryOperator<@Nullable Object> change) {
		if (session.attributes().isChanged(name, partition)) {
			save(session);
		}
		AtomicReference<@Nullable Object> updated = new AtomicReference<>();
		session.during(
				() -> updated.set(this.updates.apply(session.attributes(), session.record(), name, partition, change)));
		return updated.get();
	}

	/**
	 * Nobody else knows a session that is in no store, or the changes of one that is not
	 * saved.
	 */
	private @Nullable Object updateUnstored(HeldSession session, String name, Partition partition,
			@Nullable Object value) {
		if (value != null) {
			session.attributes().put(name, partition, value);
		}
		else {
			session.attributes().remove(name);
		}
		save(session);
		if (value != null && !session.state().isStored() && session.isSavingEnabled()) {
			throw new IllegalStateException(
					"Attribute '" + name + "' of a new session can't be updated after the response has been committed");
		}
		return value;
	}

}
