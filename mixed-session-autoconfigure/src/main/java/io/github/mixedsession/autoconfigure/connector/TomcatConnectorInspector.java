package io.github.mixedsession.autoconfigure.connector;

import java.util.Arrays;
import java.util.stream.Stream;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;

import io.github.mixedsession.autoconfigure.connector.TomcatPlainConnectorCustomizer.PlainHttpConnector;

/**
 * {@link ConnectorInspector} for Tomcat.
 */
class TomcatConnectorInspector implements ConnectorInspector {

	@Override
	public Stream<OpenConnector> inspect(WebServer webServer) {
		if (webServer instanceof TomcatWebServer tomcatWebServer) {
			return Arrays.stream(tomcatWebServer.getTomcat().getService().findConnectors())
				.map((connector) -> new OpenConnector(connector.getLocalPort(), connector.getSecure(),
						connector instanceof PlainHttpConnector));
		}
		return Stream.empty();
	}

}
