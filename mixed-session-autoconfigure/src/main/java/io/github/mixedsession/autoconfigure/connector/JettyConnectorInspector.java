package io.github.mixedsession.autoconfigure.connector;

import java.util.Arrays;
import java.util.stream.Stream;

import io.github.mixedsession.autoconfigure.connector.JettyPlainConnectorCustomizer.PlainHttpConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.SslConnectionFactory;

import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.WebServer;

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
				.map((connector) -> new OpenConnector(connector.getLocalPort(), isSecure(connector),
						connector instanceof PlainHttpConnector));
		}
		return Stream.empty();
	}

	static boolean isSecure(Connector connector) {
		return connector.getConnectionFactory(SslConnectionFactory.class) != null;
	}

}
