package io.github.mixedsession.autoconfigure.connector;

import java.util.Arrays;

import org.eclipse.jetty.server.HttpConfiguration;

import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * {@link WebServerFactoryCustomizer} that has Jetty read every header as it was sent. On
 * a connection that has seen the header before, it compares the whole line without case
 * otherwise, and takes the look-alike of a session cookie for the cookie.
 */
class JettyExactHeaderCustomizer implements WebServerFactoryCustomizer<JettyServletWebServerFactory>, Ordered {

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(JettyServletWebServerFactory factory) {
		factory.addServerCustomizers((server) -> Arrays.stream(server.getConnectors())
			.flatMap((connector) -> connector.getConnectionFactories().stream())
			.filter(HttpConfiguration.ConnectionFactory.class::isInstance)
			.map((http) -> ((HttpConfiguration.ConnectionFactory) http).getHttpConfiguration())
			.forEach((configuration) -> configuration.setHeaderCacheCaseSensitive(true)));
	}

}
