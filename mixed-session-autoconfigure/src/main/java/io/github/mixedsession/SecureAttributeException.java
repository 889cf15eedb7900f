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
		super("Session attribute '" + attributeName + "' belongs to the secure side and this request has the insecure "
				+ "view. Serve the path over HTTPS with a rule in mixed-session.channel.rules (requires: secure), or "
				+ "list the attribute in mixed-session.attributes.shared if anybody on the network may read it.");
		this.attributeName = attributeName;
	}

	/**
	 * Returns the name of the attribute.
	 * @return the name
	 */
	public String getAttributeName() {
		return this.attributeName;
	}

}
