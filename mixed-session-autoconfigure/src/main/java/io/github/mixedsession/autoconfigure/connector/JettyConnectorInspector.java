package io.github.mixedsession.autoconfigure.connector;

import java.util.Arrays;
import java.util.stream.Stream;

import org.eclipse.jetty.server.NetworkConnector;

import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.WebServer;

import io.github.mixedsession.autoconfigure.connector.JettyPlainConnectorCustomizer.PlainHttpConnector;

/**
 * {@link ConnectorInspector} for Jetty.
 */
class JettyConnectorInspector implements ConnectorInspector {

	@Override
	public Stream<OpenConnector> inspect(WebServer webServer) {
		if (webServer instanceof JettyWebServer jettyWebServer) {
			return Arrays.stream(jettyWebServer.getServer().getConnectors())
				.filter(NetworkConnector.class::isInstance)
				.map(NetworkConnector.class::cast)
				.map((connector) -> new OpenConnector(connector.getLocalPort(),
						JettyPlainConnectorCustomizer.isSecure(connector), connector instanceof PlainHttpConnector));
		}
		return Stream.empty();
	}

}
