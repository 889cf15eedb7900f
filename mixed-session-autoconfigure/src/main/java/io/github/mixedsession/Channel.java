package io.github.mixedsession;

/**
 * The channel that a request arrived over. That of the connector where it is the one that
 * {@code mixed-session.http-port} adds, or else taken from
 * {@code ServletRequest.isSecure()} alone, so a proxy is trusted only as far as
 * {@code server.forward-headers-strategy} trusts it.
 */
public enum Channel {

	/** Plain HTTP: anybody on the way can read it. */
	INSECURE,

	/** HTTPS. */
	SECURE;

	/**
	 * Returns the channel for the value of {@code ServletRequest.isSecure()}.
	 * @param secure whether the request is secure
	 * @return the channel
	 */
	public static Channel of(boolean secure) {
		return secure ? SECURE : INSECURE;
	}

}
