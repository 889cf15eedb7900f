package io.github.mixedsession.autoconfigure.connector;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The value of {@code mixed-session.http-port}, and what must be true for it to make
 * sense.
 *
 * @param value the port to listen on, 0 for any free one, -1 for none
 * @param forwardedHeaders whether they are trusted
 */
record HttpPort(int value, ForwardedHeaders forwardedHeaders) {

	static final String PROPERTY = "mixed-session.http-port";

	private static final int DISABLED = -1;

	private static final int HIGHEST = 65535;

	HttpPort {
		if (value < DISABLED || value > HIGHEST) {
			throw new InvalidHttpPortException(PROPERTY + " is " + value + ", which is not a port.",
					"Set " + PROPERTY + " to a number from 1 to " + HIGHEST
							+ ", to 0 for any free port, or to -1 for no plain HTTP connector.");
		}
	}

	static HttpPort from(Environment environment) {
		return new HttpPort(Binder.get(environment).bind(PROPERTY, Integer.class).orElse(DISABLED),
				ForwardedHeaders.from(environment));
	}

	boolean isEnabled() {
		return this.value != DISABLED;
	}

	/**
	 * Refuses a main connector beside which a plain one makes no sense.
	 * @param port the configured port of the main connector
	 * @param secure whether the main connector is one for HTTPS
	 */
	void checkBeside(int port, boolean secure) {
		if (!secure) {
			throw new InvalidHttpPortException(
					PROPERTY + " is " + this.value + ", but the server itself has no TLS: there would be two connectors"
							+ " for HTTP, and none for HTTPS.",
					"Give the server a certificate (server.ssl.bundle, or another of server.ssl.*). If a proxy in front"
							+ " of this application serves HTTPS, leave out " + PROPERTY
							+ " and set server.forward-headers-strategy.");
		}
		if (this.value != 0 && this.value == port) {
			throw new InvalidHttpPortException(
					PROPERTY + " and server.port are both " + this.value + ": HTTP and HTTPS can't share a port.",
					"Set " + PROPERTY + " or server.port to another port.");
		}
		if (this.forwardedHeaders.isTrusted()) {
			throw new InvalidHttpPortException(
					PROPERTY + " is " + this.value + ", and forwarded headers are trusted, since "
							+ this.forwardedHeaders.reason() + ": whoever reaches that port writes them.",
					this.forwardedHeaders.cure()
							+ " If a proxy in front of this application serves HTTP and HTTPS, leave out " + PROPERTY
							+ " instead, and set mixed-session.channel.http-base-url and "
							+ "mixed-session.channel.https-base-url.");
		}
	}

}
