package io.github.mixedsession.session;

import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.log.KeyedThrottle;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.StoredSession;

/**
 * Acts on ids that were presented after their grace (invariant 10): always an event, for
 * a secure id the end of its session too, or anyone on the wire could log visitors out.
 * Log lines are fewer than events, for anybody can present an id as often as they like
 * (attack 49). Thread-safe.
 */
final class TheftSigns {

	private static final Log logger = LogFactory.getLog(TheftSigns.class);

	private final PolicyContext context;

	private final ManagedSessions sessions;

	private final KeyedThrottle insecureLines;

	private final KeyedThrottle secureLines;

	TheftSigns(PolicyContext context, ManagedSessions sessions) {
		this.context = context;
		this.sessions = sessions;
		this.insecureLines = new KeyedThrottle(context.clock());
		this.secureLines = new KeyedThrottle(context.clock());
	}

	void report(LateId id) {
		SessionRow row = (id.kind() == IdKind.SECURE) ? find(id.row()) : null;
		// first: where its key can't be had, the next request is to tell of the theft
		String principalName = (row != null) ? this.context.principalNames().of(row) : null;
		boolean ended = row != null && this.context.settings().endSessionOnSecureIdReuse()
				&& this.sessions.endStolen(row);
		log(id, ended);
		publish(id, ended, principalName);
	}

	/**
	 * Tells of an insecure id whose successor nobody has shown, or somebody keeps back
	 * (attack 40).
	 */
	void reportTap(SessionRow row) {
		LateId id = new LateId(row, IdKind.INSECURE);
		log(id, false);
		publish(id, false, null);
	}

	private void publish(LateId id, boolean ended, @Nullable String principalName) {
		this.context.events()
			.publishEvent(new RetiredIdPresentedEvent(this, id.kind(), id.row().handle(), ended, principalName));
	}

	private @Nullable SessionRow find(SessionRow presented) {
		// without this partition the user's name is not read
		StoredSession session = this.context.store().find(presented.locator(), Set.of(Partition.SECURE));
		return (session != null) ? session.row() : null;
	}

	private void log(LateId id, boolean ended) {
		KeyedThrottle lines = (id.kind() == IdKind.SECURE) ? this.secureLines : this.insecureLines;
		if (ended || lines.tryAcquire(id.row().locator().toString())) {
			logger.warn("A retired " + id.kind() + " session id was presented after its grace: somebody kept a copy"
					+ (ended ? "; the session was ended" : ". Logged at most once a minute for a session."));
		}
	}

}
