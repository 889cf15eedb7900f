package io.github.mixedsession.session;

import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.IgnoredIdReason;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionConflictEvent;
import io.github.mixedsession.SessionIdIgnoredEvent;
import io.github.mixedsession.log.KeyedThrottle;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredSession;

/**
 * Acts on what is wrong with ids that were presented, whoever finds it. An id after its
 * grace (invariant 10) is always an event; for a secure one it is the end of its session
 * too, and for it alone, or anyone on the wire could log visitors out. Log lines are
 * fewer than events, for anybody can present an id as often as they like (attack 49).
 * Thread-safe.
 */
final class SessionIncidents {

	private static final Log logger = LogFactory.getLog(SessionIncidents.class);

	private final PolicyContext context;

	private final ManagedSessions sessions;

	private final KeyedThrottle insecureLines;

	private final KeyedThrottle secureLines;

	SessionIncidents(PolicyContext context, ManagedSessions sessions) {
		this.context = context;
		this.sessions = sessions;
		this.insecureLines = new KeyedThrottle(context.clock());
		this.secureLines = new KeyedThrottle(context.clock());
	}

	/**
	 * Tells of ids that count for nothing.
	 */
	void ignored(IgnoredIdReason reason, IdKind kind) {
		this.context.events().publishEvent(new SessionIdIgnoredEvent(this, reason, kind));
	}

	/**
	 * Tells of an insecure cookie that is another session's than the secure one's
	 * (invariant 8).
	 */
	void conflict(SessionRecord session, SessionRecord other) {
		this.context.events().publishEvent(new SessionConflictEvent(this, session.handle(), other.handle()));
	}

	/**
	 * Tells of an id that somebody has kept, and ends the session if it is a secure one.
	 */
	void late(LateId id) {
		SessionRecord record = (id.kind() == IdKind.SECURE) ? find(id.record()) : null;
		// first: where its key can't be had, the next request is to tell of the theft
		String principalName = (record != null) ? this.context.principalNames().of(record) : null;
		boolean ended = record != null && this.context.settings().endSessionOnSecureIdReuse()
				&& this.sessions.endStolen(record);
		log(id, ended);
		publish(id, ended, principalName);
	}

	/**
	 * Tells of an insecure id whose successor nobody has shown, or somebody keeps back
	 * (attack 40).
	 */
	void tapped(SessionRecord record) {
		LateId id = new LateId(record, IdKind.INSECURE);
		log(id, false);
		publish(id, false, null);
	}

	private void publish(LateId id, boolean ended, @Nullable String principalName) {
		this.context.events()
			.publishEvent(new RetiredIdPresentedEvent(this, id.kind(), id.record().handle(), ended, principalName));
	}

	private @Nullable SessionRecord find(SessionRecord presented) {
		// without this partition the user's name is not read
		StoredSession session = this.context.store().find(presented.locator(), Set.of(Partition.SECURE));
		return (session != null) ? session.record() : null;
	}

	private void log(LateId id, boolean ended) {
		KeyedThrottle lines = (id.kind() == IdKind.SECURE) ? this.secureLines : this.insecureLines;
		if (ended || lines.tryAcquire(id.record().locator().toString())) {
			logger.warn("A retired " + id.kind() + " session id was presented after its grace: somebody kept a copy"
					+ (ended ? "; the session was ended" : ". Logged at most once a minute for a session."));
		}
	}

}
