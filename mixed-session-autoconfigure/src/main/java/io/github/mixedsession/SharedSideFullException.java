package io.github.mixedsession;

/**
 * Thrown when a request would have the shared side of its session hold more than
 * {@code mixed-session.attributes.max-shared-count} or
 * {@code mixed-session.attributes.max-shared-size} allows: whoever holds the insecure id
 * can write there. {@link MixedSession#updateAttribute} throws it to its caller; what is
 * set otherwise is counted as the session is saved, at the end of the request or before
 * its response is committed, and the client gets 507 then (RFC 4918, section 11.5). What
 * the session held before stays as it was.
 */
public class SharedSideFullException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/** The name of the property. */
	private final String property;

	/** What the property allows. */
	private final long limit;

	/** What the shared side would have held. */
	private final long asked;

	/**
	 * Create an exception.
	 * @param property the name of the property that says how much there may be
	 * @param unit what is counted, in the plural
	 * @param limit how much there may be
	 * @param asked how much there would have been
	 */
	public SharedSideFullException(String property, String unit, long limit, long asked) {
		super("The shared side of a session would hold " + asked + " " + unit + ", and " + property + " allows " + limit
				+ ": what the request changed was not stored. Remove what is not needed any more, keep on the secure "
				+ "side what HTTP does not need, or raise the property.");
		this.property = property;
		this.limit = limit;
		this.asked = asked;
	}

	/**
	 * Returns the property that says how much there may be.
	 * @return its name
	 */
	public String getProperty() {
		return this.property;
	}

	/**
	 * Returns how much there may be.
	 * @return a number of attributes or of bytes
	 */
	public long getLimit() {
		return this.limit;
	}

	/**
	 * Returns how much there would have been.
	 * @return a number of attributes or of bytes
	 */
	public long getAsked() {
		return this.asked;
	}

}
