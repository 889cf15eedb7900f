package io.github.mixedsession.channel;

/**
 * What happens to a request over HTTP that carries an {@code Authorization} header.
 * <p>
 * Internal: the values of a property.
 */
public enum CredentialsOverHttp {

	/**
	 * It is refused with 403: whatever is in the header has crossed the wire in clear.
	 */
	REFUSE,

	/** It is served, and whoever reads the HTTP traffic can do what its user can. */
	ALLOW

}
