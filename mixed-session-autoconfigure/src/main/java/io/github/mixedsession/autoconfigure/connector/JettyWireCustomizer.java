package io.github.mixedsession.autoconfigure.connector;

import java.util.Arrays;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * {@link WebServerFactoryCustomizer} that has Jetty take each request for what it is on
 * the wire.
 * <ul>
 * <li>Every header is read as it was sent. On a connection that has seen the header
 * before, Jetty compares the whole line without case otherwise, and takes the look-alike
 * of a session cookie for the cookie.</li>
 * <li>What came without TLS is plain, whatever its request target says (attack 37). That
 * comes first: the word of a proxy that is trusted counts.</li>
 * </ul>
 */
class JettyWireCustomizer implements WebServerFactoryCustomizer<JettyServletWebServerFactory>, Ordered {

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
			.distinct()
			.forEach(this::customize));
	}

	private void customize(HttpConfiguration configuration) {
		configuration.setHeaderCacheCaseSensitive(true);
		configuration.getCustomizers().add(0, JettyWireCustomizer::withSchemeOfConnection);
	}

	private static Request withSchemeOfConnection(Request request, HttpFields.Mutable responseHeaders) {
		EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
		boolean encrypted = endPoint.isSecure() || endPoint.getSslSessionData() != null;
		// Spring's filter for forwarded headers takes wss for secure too.
		boolean plain = HttpScheme.HTTP.is(request.getHttpURI().getScheme());
		return (encrypted || plain) ? request : new JettyPlainRequest(request);
	}

}
