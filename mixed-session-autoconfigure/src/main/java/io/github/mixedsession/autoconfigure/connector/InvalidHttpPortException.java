package io.github.mixedsession.autoconfigure.connector;

import io.github.mixedsession.MisconfigurationException;

/**
 * Thrown at start-up when {@code mixed-session.http-port} contradicts the configuration
 * of the server: it is no port at all, it is the port of the HTTPS connector, or there is
 * no HTTPS connector.
 */
final class InvalidHttpPortException extends MisconfigurationException {

	private static final long serialVersionUID = 1L;

	InvalidHttpPortException(String problem, String cure) {
		super(problem, cure);
	}

}
