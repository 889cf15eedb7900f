package io.github.mixedsession.http;

/**
 * The ports that the server listens on, as known when a redirect is built: a port may be
 * assigned at start-up. Implementations must be thread-safe.
 * <p>
 * Internal: for the connectors, and for redirects.
 */
public interface ConnectorPorts {

	/** Stands for a port that is not known. */
	int UNKNOWN = -1;

	/**
	 * Returns the port of the HTTP connector.
	 * @return the port, {@link #UNKNOWN} if there is none
	 */
	int httpPort();

	/**
	 * Returns the port of the HTTPS connector.
	 * @return the port, {@link #UNKNOWN} if there is none
	 */
	int httpsPort();

}
