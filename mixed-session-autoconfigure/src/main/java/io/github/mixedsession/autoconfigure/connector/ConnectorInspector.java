package io.github.mixedsession.autoconfigure.connector;

import java.util.stream.Stream;

import org.springframework.boot.web.server.WebServer;

/**
 * Lists the connectors of one kind of web server.
 */
@FunctionalInterface
interface ConnectorInspector {

	/**
	 * Lists the connectors of a running server.
	 * @param webServer the server
	 * @return its connectors in their order, none if it is a server of another kind
	 */
	Stream<OpenConnector> inspect(WebServer webServer);

	/**
	 * A connector as it listens.
	 *
	 * @param port the local port, not positive when it isn't open
	 * @param secure whether what arrives here is secure by itself
	 * @param added whether it is the one that {@code mixed-session.http-port} added
	 */
	record OpenConnector(int port, boolean secure, boolean added) {

		boolean isOpen() {
			return this.port > 0;
		}

	}

}
