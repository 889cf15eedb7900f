package io.github.mixedsession.shop.disclosure;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.MixedSession;
import org.jspecify.annotations.Nullable;

/**
 * How many attributes HTTPS alone sees. No request over HTTP could count them, so the
 * shop does it over HTTPS and shares the number, as {@code application.yml} says. Whoever
 * reads the HTTP traffic learns it, too: that something is there, and never its name or
 * value. A site with less to show should not tell even that.
 */
public final class SecureCount {

	/** The shared session attribute with the number. */
	static final String ATTRIBUTE = "secureCount";

	private SecureCount() {
	}

	/**
	 * Returns the number as of the last page over HTTPS.
	 * @param session the session
	 * @return the number, 0 once the secure side has ended
	 */
	public static int of(MixedSession session) {
		@Nullable Integer count = session.hasSecureSide() ? session.getAttribute(ATTRIBUTE) : null;
		return (count != null) ? count : 0;
	}

	/**
	 * Counts again.
	 * @param session the session in its secure view
	 */
	static void update(MixedSession session) {
		int count = count(session);
		if (count != of(session)) {
			session.setAttribute(ATTRIBUTE, count);
		}
	}

	static int count(MixedSession session) {
		return (int) session.getAttributeNames()
			.stream()
			.filter((name) -> session.getVisibility(name) == AttributeVisibility.SECURE)
			.count();
	}

}
