package io.github.mixedsession;

import java.util.Set;
import java.util.stream.Stream;

/**
 * Thrown when a request without the secure view sets an attribute that lives on the
 * secure side, a login over HTTP for example (invariants 2 and 3).
 */
public class SecureAttributeException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/** The name of the attribute. */
	private final String attributeName;

	/**
	 * Create an exception for the given attribute.
	 * @param attributeName the name of the attribute
	 */
	public SecureAttributeException(String attributeName) {
		this(attributeName, "Session attribute '" + attributeName
				+ "' belongs to the secure side and this request has the insecure "
				+ "view. Serve the path over HTTPS with a rule in mixed-session.channel.rules (requires: secure)"
				+ (isBuiltIn(attributeName) ? ": it is Spring Security's, which is never shared."
						: ", or list the attribute in mixed-session.attributes.shared if anybody on the network may read "
								+ "it."));
	}

	private SecureAttributeException(String attributeName, String message) {
		super(message);
		this.attributeName = attributeName;
	}

	/**
	 * Creates an exception for a request whose ids another one has replaced meanwhile.
	 * @param attributeName the name of the attribute
	 * @return the exception
	 */
	public static SecureAttributeException overtaken(String attributeName) {
		return new SecureAttributeException(attributeName, "Session attribute '" + attributeName
				+ "' was not stored: a parallel request of the same browser, the other half of a double click for "
				+ "example, has replaced the ids that this one presented. The next request with those of the other one "
				+ "can store it.");
	}

	/**
	 * Creates an exception for a session that was looked up by its handle, to which
	 * nobody presented the secure id.
	 * @param attributeName the name of the attribute
	 * @return the exception
	 */
	public static SecureAttributeException lookedUp(String attributeName) {
		return new SecureAttributeException(attributeName, "Session attribute '" + attributeName
				+ "' belongs to the secure side, and the session was looked up by its handle: only a request of its "
				+ "visitor sets that. "
				+ (isBuiltIn(attributeName) ? "It is Spring Security's, which is never shared."
						: "List the attribute in mixed-session.attributes.shared if jobs have to set it and anybody on the "
								+ "network may read it."));
	}

	/**
	 * Creates an exception for a login over HTTP that is kept in no session.
	 * @param attributeName the name that it has where it is kept
	 * @return the exception
	 */
	public static SecureAttributeException login(String attributeName) {
		return new SecureAttributeException(attributeName, "A login over HTTP was refused: over HTTP nobody is logged "
				+ "in. Serve the path over HTTPS with a rule in mixed-session.channel.rules (requires: secure), and keep "
				+ "a remember-me cookie to HTTPS: name it __Host-remember-me.");
	}

	/**
	 * Creates an exception for a login over HTTP by a remember-me cookie.
	 * @param attributeName the name that it has where it is kept
	 * @param cookies names of the cookies that may have done it, if they are known
	 * @return the exception
	 */
	public static SecureAttributeException rememberMe(String attributeName, Set<String> cookies) {
		return new SecureAttributeException(attributeName,
				"A login over HTTP by a remember-me cookie was refused: over HTTP nobody is logged in. Browsers send "
						+ (cookies.isEmpty() ? "it" : "'" + String.join("', '", cookies) + "'")
						+ " over HTTP where it was not set with Secure, and to localhost in any case. Name it with "
						+ "rememberMe().rememberMeCookieName(\"__Host-remember-me\"): over HTTP such a cookie is "
						+ "ignored.");
	}

	/**
	 * Whether no configuration makes it a shared one.
	 */
	private static boolean isBuiltIn(String attributeName) {
		return Stream.of("SPRING_SECURITY_", "org.springframework.security.", "org.springframework.session.")
			.anyMatch(attributeName::startsWith);
	}

	/**
	 * Returns the name of the attribute.
	 * @return the name
	 */
	public String getAttributeName() {
		return this.attributeName;
	}

}
