package io.github.mixedsession.e2e;

/**
 * Where a browser reaches the site: its own connectors, or a proxy in front of them.
 */
@FunctionalInterface
interface Entrance {

	int port(boolean tls);

	default Reply exchange(boolean tls, String request) {
		return Wire.exchange(tls, port(tls), request);
	}

	default Browser browser() {
		return new Browser(this);
	}

}
