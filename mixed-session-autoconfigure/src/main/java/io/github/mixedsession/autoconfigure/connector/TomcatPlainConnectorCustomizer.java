package io.github.mixedsession.autoconfigure.connector;

import org.apache.catalina.Context;
import org.apache.catalina.Engine;
import org.apache.catalina.Executor;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.http11.AbstractHttp11Protocol;

import org.springframework.boot.tomcat.CompressionConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.github.mixedsession.Channel;
import io.github.mixedsession.http.ConnectorChannel;

/**
 * {@link WebServerFactoryCustomizer} that adds a plain HTTP connector to Tomcat,
 * configured as the main one is, with the application's customizers too. Two things it
 * never has: TLS, and an upgrade to HTTP/2.
 */
class TomcatPlainConnectorCustomizer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

	private final HttpPort httpPort;

	TomcatPlainConnectorCustomizer(Environment environment) {
		this.httpPort = HttpPort.from(environment);
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		if (this.httpPort.isEnabled()) {
			// Spring Boot configures the main connector only, with what the factory holds
			// in the end, before it comes to the context.
			factory.addContextCustomizers((context) -> addConnector(factory, context));
		}
	}

	private void addConnector(TomcatServletWebServerFactory factory, Context context) {
		if (factory.getPort() < 0) {
			return;
		}
		Service service = ((Engine) context.getParent().getParent()).getService();
		Connector main = service.findConnectors()[0];
		this.httpPort.checkBeside(main.getPort(), main.getSecure());
		Connector connector = createConnector(factory, main);
		service.addConnector(connector);
		if (connector.getProtocolHandler().getExecutor() instanceof Executor executor) {
			service.addExecutor(executor);
		}
	}

	private Connector createConnector(TomcatServletWebServerFactory factory, Connector main) {
		Connector connector = new PlainHttpConnector(factory.getProtocol());
		// A connector that throws makes Spring Boot blame the port of the main one.
		connector.setThrowOnFailure(false);
		makePlain(connector, main);
		if (StringUtils.hasText(factory.getServerHeader())) {
			connector.setProperty("server", factory.getServerHeader());
		}
		if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol && factory.getAddress() != null) {
			protocol.setAddress(factory.getAddress());
		}
		applyProtocolHandlerCustomizers(factory, connector.getProtocolHandler());
		if (factory.getUriEncoding() != null) {
			connector.setURIEncoding(factory.getUriEncoding().name());
		}
		new CompressionConnectorCustomizer(factory.getCompression()).customize(connector);
		factory.getConnectorCustomizers().forEach((customizer) -> customizer.customize(connector));
		// Once more: a customizer may have been written for the main connector alone.
		makePlain(connector, main);
		return connector;
	}

	@SuppressWarnings("unchecked")
	private void applyProtocolHandlerCustomizers(TomcatServletWebServerFactory factory, ProtocolHandler handler) {
		LambdaSafe.callbacks(TomcatProtocolHandlerCustomizer.class, factory.getProtocolHandlerCustomizers(), handler)
			.invoke((customizer) -> customizer.customize(handler));
	}

	private void makePlain(Connector connector, Connector main) {
		connector.setPort(this.httpPort.value());
		connector.setScheme("http");
		connector.setSecure(false);
		connector.setProxyPort(0);
		connector.setRedirectPort(main.getPort());
		if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol) {
			protocol.setSSLEnabled(false);
		}
	}

	/**
	 * The connector that was added, recognizable by its type.
	 */
	static final class PlainHttpConnector extends Connector {

		PlainHttpConnector(String protocol) {
			super(protocol);
		}

		@Override
		public Request createRequest(org.apache.coyote.Request coyoteRequest) {
			return new PlainHttpRequest(this, coyoteRequest);
		}

	}

	/**
	 * A request that no valve, and so no forwarded header, makes secure (attack 37).
	 */
	private static final class PlainHttpRequest extends Request {

		PlainHttpRequest(Connector connector, org.apache.coyote.Request coyoteRequest) {
			super(connector, coyoteRequest);
		}

		@Override
		public boolean isSecure() {
			return false;
		}

		@Override
		public String getScheme() {
			return "http";
		}

		@Override
		public Object getAttribute(String name) {
			return ConnectorChannel.ATTRIBUTE.equals(name) ? Channel.INSECURE : super.getAttribute(name);
		}

	}

}
