package io.github.mixedsession;

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
				+ "view. Serve the path over HTTPS with a rule in mixed-session.channel.rules (requires: secure), or "
				+ "list the attribute in mixed-session.attributes.shared if anybody on the network may read it.");
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
				+ "visitor sets that. List the attribute in mixed-session.attributes.shared if jobs have to set it and "
				+ "anybody on the network may read it.");
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
	 * Returns the name of the attribute.
	 * @return the name
	 */
	public String getAttributeName() {
		return this.attributeName;
	}

}
