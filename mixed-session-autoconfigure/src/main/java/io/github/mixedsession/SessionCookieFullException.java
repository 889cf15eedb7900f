package io.github.mixedsession;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Thrown when a session cookie would be larger than browsers take, 4,096 bytes with its
 * name (RFC 6265bis, section 5.7): with {@code mixed-session.store: cookie}, a session
 * travels in its two cookies, and what HTTP sees in the insecure one.
 * {@link MixedSession#updateAttribute} throws it to its caller; what is set otherwise is
 * counted as the session is saved, at the end of the request or before its response is
 * committed, and the client gets 507 then (RFC 4918, section 11.5). Both cookies stay as
 * they were, but for a crossing that came before.
 */
public class SessionCookieFullException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/** The name of the cookie. */
	private final String cookieName;

	/** How many bytes it would have had. */
	private final int size;

	/** How many bytes each attribute has in it. */
	private final transient Map<String, Integer> attributes;

	/**
	 * Create an exception.
	 * @param cookieName the name of the cookie
	 * @param size how many bytes it would have had, with its name
	 * @param limit how many it may have
	 * @param attributes how many bytes each attribute has in it, with its name
	 */
	public SessionCookieFullException(String cookieName, int size, int limit, Map<String, Integer> attributes) {
		super("The session cookie " + cookieName + " would have " + size + " bytes, and may have " + limit
				+ ": what the request changed was not stored. Its attributes, the largest first: "
				+ attributes.entrySet()
					.stream()
					.sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
					.map((attribute) -> attribute.getKey().replaceAll("\\p{Cntrl}", "_") + " " + attribute.getValue())
					.collect(Collectors.joining(", "))
				+ ". Keep less in the session (a key of what is in a database, say), or the sessions in a database: "
				+ "mixed-session.store.");
		this.cookieName = cookieName;
		this.size = size;
		this.attributes = Map.copyOf(attributes);
	}

	/**
	 * Returns the name of the cookie.
	 * @return the name
	 */
	public String getCookieName() {
		return this.cookieName;
	}

	/**
	 * Returns how many bytes it would have had.
	 * @return a number of bytes, with the name
	 */
	public int getSize() {
		return this.size;
	}

	/**
	 * Returns how many bytes each attribute has in it, with its name.
	 * @return the bytes by the names
	 */
	public Map<String, Integer> getAttributes() {
		return this.attributes;
	}

}
