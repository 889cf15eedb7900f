package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.mixedsession.Channel;
import io.github.mixedsession.attribute.AttributeVisibilities;
import io.github.mixedsession.store.Partition;

/**
 * Tells a developer, and no client, why a handler over HTTP finds nothing under a name
 * that HTTPS has set. Costs a look-up in the store, so it works at DEBUG level alone.
 * Thread-safe.
 */
final class MissedAttributes {

	static final int MAX_NAMES = 256;

	private static final Duration PAUSE = Duration.ofMinutes(1);

	private static final Log logger = LogFactory.getLog(MissedAttributes.class);

	private final PolicyContext context;

	private final Map<String, Instant> told = new ConcurrentHashMap<>();

	MissedAttributes(PolicyContext context) {
		this.context = context;
	}

	/**
	 * Takes note that a view holds no attribute of a name.
	 * @param session the session as the view shows it
	 * @param name the name that was asked for
	 */
	void missed(HeldSession session, String name) {
		if (logger.isDebugEnabled() && isOverHttp(session) && AttributeVisibilities.builtIn(name) == null && isDue(name)
				&& exists(session, name)) {
			if (this.told.size() >= MAX_NAMES) {
				this.told.clear();
			}
			this.told.put(name, this.context.now());
			logger.debug("A handler asked over HTTP for the session attribute '" + name.replaceAll("\\p{Cntrl}", "_")
					+ "', which exists on the secure side alone: it was first set over HTTPS. If anybody on the network "
					+ "may read it, list it in mixed-session.attributes.shared. Logged once a minute for each name.");
		}
	}

	private boolean isOverHttp(HeldSession session) {
		SessionRequest request = session.request();
		return request != null && request.channel() == Channel.INSECURE && this.context.hasSecureSide(session.record());
	}

	private boolean isDue(String name) {
		Instant before = this.told.get(name);
		return before == null || !this.context.now().isBefore(before.plus(PAUSE));
	}

	private boolean exists(HeldSession session, String name) {
		return this.context.store().hasAttribute(session.record().locator(), name, Partition.SECURE);
	}

}
