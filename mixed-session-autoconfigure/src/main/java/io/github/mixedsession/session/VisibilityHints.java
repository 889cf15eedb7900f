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
 * Tells a developer, and no client, which attributes are somewhere else than a handler
 * may think: on the secure side, where HTTP asks for it, and on the shared one, where
 * HTTPS writes it. Costs a look-up in the store, so it works at DEBUG level alone.
 * Thread-safe.
 */
final class VisibilityHints {

	static final int MAX_NAMES = 256;

	private static final Duration PAUSE = Duration.ofMinutes(1);

	private static final Log logger = LogFactory.getLog(VisibilityHints.class);

	private final PolicyContext context;

	private final Map<String, Instant> told = new ConcurrentHashMap<>();

	VisibilityHints(PolicyContext context) {
		this.context = context;
	}

	/**
	 * Takes note that a view holds no attribute of a name.
	 * @param session the session as the view shows it
	 * @param name the name that was asked for
	 */
	void missed(HeldSession session, String name) {
		if (isWorthTelling(session, Channel.INSECURE, name) && this.context.hasSecureSide(session.record())
				&& isDue(name) && exists(session, name)) {
			tell(name, "A handler asked over HTTP for the session attribute '" + printable(name)
					+ "', which exists on the secure side alone: it was first set over HTTPS. If anybody on the network "
					+ "may read it, list it in mixed-session.attributes.shared.");
		}
	}

	/**
	 * Takes note that HTTPS writes an attribute again that is shared.
	 * @param session the session
	 * @param name its name
	 */
	void rewritten(HeldSession session, String name) {
		if (isWorthTelling(session, Channel.SECURE, name) && this.context.visibilities().rule(name) == null
				&& isDue(name)) {
			tell(name, "A handler set over HTTPS the session attribute '" + printable(name)
					+ "', which HTTP can read: it was first set over HTTP, or as a shared one. If nobody on the network "
					+ "may read it, list it in mixed-session.attributes.secure; if anybody may, in .shared.");
		}
	}

	private static boolean isWorthTelling(HeldSession session, Channel channel, String name) {
		SessionRequest request = session.request();
		return logger.isDebugEnabled() && request != null && request.channel() == channel
				&& AttributeVisibilities.builtIn(name) == null;
	}

	private boolean isDue(String name) {
		Instant before = this.told.get(name);
		return before == null || !this.context.now().isBefore(before.plus(PAUSE));
	}

	private boolean exists(HeldSession session, String name) {
		return this.context.store().hasAttribute(session.record().locator(), name, Partition.SECURE);
	}

	private void tell(String name, String line) {
		if (this.told.size() >= MAX_NAMES) {
			this.told.clear();
		}
		this.told.put(name, this.context.now());
		logger.debug(line + " Logged once a minute for each name.");
	}

	private static String printable(String name) {
		return name.replaceAll("\\p{Cntrl}", "_");
	}

}
