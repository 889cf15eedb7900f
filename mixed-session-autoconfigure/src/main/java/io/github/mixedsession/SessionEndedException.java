package io.github.mixedsession;

/**
 * Thrown when a session ended, by a logout for example, while one of its attributes was
 * being {@linkplain MixedSession#updateAttribute updated}. A client that sees it gets 409
 * (RFC 9110, section 15.5.10): nothing was changed.
 */
public class SessionEndedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param attributeName the name of the attribute
	 */
	public SessionEndedException(String attributeName) {
		super("The session ended while attribute '" + attributeName + "' was being updated");
	}

}
