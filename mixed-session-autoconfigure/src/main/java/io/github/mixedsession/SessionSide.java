package io.github.mixedsession;

/**
 * The side that a session is on: it comes to the secure one by a step-up, and back by a
 * step-down. Requests of both channels may find it on either, until that crossing.
 */
public enum SessionSide {

	/** The visitor was last seen over HTTP. */
	INSECURE,

	/** The visitor was last seen over HTTPS. */
	SECURE;

	/**
	 * Returns the side that begins with a request, or that a crossing leads to.
	 * @param channel the channel of the request
	 * @return the side
	 */
	public static SessionSide of(Channel channel) {
		return (channel == Channel.SECURE) ? SECURE : INSECURE;
	}

}
