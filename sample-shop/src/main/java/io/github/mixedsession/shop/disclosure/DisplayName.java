package io.github.mixedsession.shop.disclosure;

import java.util.Map;

import io.github.mixedsession.MixedSession;
import org.jspecify.annotations.Nullable;

/**
 * What a page over HTTP calls a visitor who is logged in over HTTPS. Whoever reads the
 * HTTP traffic reads it, and nobody may conclude from it who somebody is. So it is a name
 * that the user would be called by aloud, and not the one that is half of a login.
 */
public final class DisplayName {

	/** The shared session attribute with the name. */
	static final String ATTRIBUTE = "displayName";

	// A real shop has its customers choose one.
	private static final Map<String, String> CHOSEN = Map.of("customer", "Charlie", "customer2", "Robin", "admin",
			"Alex");

	private DisplayName() {
	}

	/**
	 * Returns what a user is called.
	 * @param userName the name that the user logs in with
	 * @return the display name
	 */
	public static String of(String userName) {
		return CHOSEN.getOrDefault(userName, "friend");
	}

	/**
	 * Has HTTP pages greet a user, until the session's secure side or the session ends.
	 * @param session the session of the user
	 * @param userName the name that the user logged in with
	 */
	public static void share(MixedSession session, String userName) {
		session.setAttribute(ATTRIBUTE, of(userName));
	}

	/**
	 * Returns the name to greet with over HTTP.
	 * @param session the session
	 * @return the name, {@code null} if nobody is to be greeted
	 */
	public static @Nullable String find(MixedSession session) {
		return session.hasSecureSide() ? session.getAttribute(ATTRIBUTE) : null;
	}

	static void forget(MixedSession session) {
		if (session.getAttribute(ATTRIBUTE) != null) {
			session.removeAttribute(ATTRIBUTE);
		}
	}

}
