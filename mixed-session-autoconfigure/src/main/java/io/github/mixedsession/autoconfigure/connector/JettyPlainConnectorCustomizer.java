package io.github.mixedsession.autoconfigure.connector;

import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

import io.github.mixedsession.Channel;
import io.github.mixedsession.http.ConnectorChannel;

/**
 * {@link WebServerFactoryCustomizer} that adds a plain HTTP connector to Jetty,
 * configured as the main one is. Two things it never has: TLS, and an upgrade to HTTP/2.
 * What it accepts stays plain, whatever it says of itself.
 */
class JettyPlainConnectorCustomizer implements WebServerFactoryCustomizer<JettyServletWebServerFactory>, Ordered {

	private final HttpPort httpPort;

	JettyPlainConnectorCustomizer(Environment environment) {
		this.httpPort = HttpPort.from(environment);
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(JettyServletWebServerFactory factory) {
		if (this.httpPort.isEnabled()) {
			// The main connector has its TLS and the other customizers' work behind it
			// then; forwarded headers come later, and to every connector.
			factory.addServerCustomizers((server) -> addConnector(factory, server));
		}
	}

	private void addConnector(JettyServletWebServerFactory factory, Server server) {
		if (factory.getPort() < 0) {
			return;
		}
		Connector main = server.getConnectors()[0];
		this.httpPort.checkBeside(factory.getPort(), isSecure(main));
		ServerConnector connector = new PlainHttpConnector(server, factory.getAcceptors(), factory.getSelectors(),
				new HttpConnectionFactory(createHttpConfiguration(main)));
		// Metrics are told apart by it.
		connector.setName("mixed-session-http");
		connector.setPort(this.httpPort.value());
		if (main instanceof NetworkConnector networkConnector) {
			connector.setHost(networkConnector.getHost());
		}
		connector.setIdleTimeout(main.getIdleTimeout());
		if (main instanceof AbstractConnector abstractConnector) {
			connector.setShutdownIdleTimeout(abstractConnector.getShutdownIdleTimeout());
		}
		if (main instanceof ServerConnector serverConnector) {
			connector.setAcceptQueueSize(serverConnector.getAcceptQueueSize());
		}
		if (factory.getMaxConnections() > -1) {
			server.addBean(new NetworkConnectionLimit(factory.getMaxConnections(), connector));
		}
		server.addConnector(connector);
		server.setHandler(new PlainHttpHandler(server.getHandler()));
	}

	private HttpConfiguration createHttpConfiguration(Connector main) {
		HttpConfiguration configuration = new HttpConfiguration(
				main.getConnectionFactory(HttpConnectionFactory.class).getHttpConfiguration());
		configuration.getCustomizers().removeIf(SecureRequestCustomizer.class::isInstance);
		return configuration;
	}

	static boolean isSecure(Connector connector) {
		return connector.getConnectionFactory(SslConnectionFactory.class) != null;
	}

	/**
	 * The connector that was added, recognizable by its type.
	 */
	static final class PlainHttpConnector extends ServerConnector {

		PlainHttpConnector(Server server, int acceptors, int selectors, HttpConnectionFactory connectionFactory) {
			super(server, acceptors, selectors, connectionFactory);
		}

	}

	/**
	 * Has the last word on the requests of the connector: it comes behind the customizers
	 * of requests, of which some believe forwarded headers (attack 37).
	 */
	private static final class PlainHttpHandler extends Handler.Wrapper {

		PlainHttpHandler(Handler handler) {
			super(handler);
		}

		@Override
		public boolean handle(Request request, Response response, Callback callback) throws Exception {
			boolean plain = request.getConnectionMetaData().getConnector() instanceof PlainHttpConnector;
			return super.handle(plain ? new BoundRequest(request) : request, response, callback);
		}

	}

	private static final class BoundRequest extends JettyPlainRequest {

		BoundRequest(Request request) {
			super(request);
		}

		@Override
		public @Nullable Object getAttribute(String name) {
			return ConnectorChannel.ATTRIBUTE.equals(name) ? Channel.INSECURE : super.getAttribute(name);
		}

	}

}
