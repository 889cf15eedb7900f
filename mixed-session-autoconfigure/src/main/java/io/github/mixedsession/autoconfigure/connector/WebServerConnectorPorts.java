package io.github.mixedsession.autoconfigure.connector;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import jakarta.servlet.ServletContext;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.web.context.WebApplicationContext;

import io.github.mixedsession.autoconfigure.connector.ConnectorInspector.OpenConnector;
import io.github.mixedsession.http.ConnectorPorts;

/**
 * The ports on which the embedded server of this application listens for HTTP and for
 * HTTPS, as found on its connectors once it has started. They are also properties of the
 * {@code Environment}: {@code local.mixed-session.http.port} and
 * {@code local.mixed-session.https.port}.
 * <p>
 * Thread-safe. A management server on a port of its own has no say in it. Where no server
 * can ever listen, because a test pretends there is one (MockMvc), the ports are those of
 * the schemes.
 */
public final class WebServerConnectorPorts
		implements ConnectorPorts, ApplicationListener<ServletWebServerInitializedEvent> {

	private static final String PROPERTY_SOURCE_NAME = "mixed-session.ports";

	private static final int HTTP = 80;

	private static final int HTTPS = 443;

	private final ApplicationContext applicationContext;

	private final List<ConnectorInspector> inspectors;

	private volatile int httpPort = UNKNOWN;

	private volatile int httpsPort = UNKNOWN;

	WebServerConnectorPorts(ApplicationContext applicationContext, List<ConnectorInspector> inspectors) {
		this.applicationContext = applicationContext;
		this.inspectors = List.copyOf(inspectors);
	}

	/**
	 * Returns the port for HTTP: that of the connector which
	 * {@code mixed-session.http-port} added, else that of the first one without TLS.
	 * @return the port, or -1 when there is none or the server has not started
	 */
	@Override
	public int httpPort() {
		return (this.httpPort == UNKNOWN && isPretended()) ? HTTP : this.httpPort;
	}

	/**
	 * Returns the port for HTTPS: that of the first connector with TLS.
	 * @return the port, or -1 when there is none or the server has not started
	 */
	@Override
	public int httpsPort() {
		return (this.httpsPort == UNKNOWN && isPretended()) ? HTTPS : this.httpsPort;
	}

	/**
	 * A container that this application was deployed to (a WAR) has the servlet that
	 * dispatches the requests.
	 */
	private boolean isPretended() {
		ServletContext servletContext = (this.applicationContext instanceof WebApplicationContext web)
				? web.getServletContext() : null;
		return !(this.applicationContext instanceof WebServerApplicationContext)
				&& (servletContext == null || servletContext.getServletRegistrations().isEmpty());
	}

	@Override
	public void onApplicationEvent(ServletWebServerInitializedEvent event) {
		// The events of the management server's child context arrive here too.
		if (event.getApplicationContext() != this.applicationContext) {
			return;
		}
		List<OpenConnector> connectors = this.inspectors.stream()
			.flatMap((inspector) -> inspector.inspect(event.getWebServer()))
			.filter(OpenConnector::isOpen)
			.sorted(Comparator.comparing(OpenConnector::added).reversed())
			.toList();
		this.httpPort = findPort(connectors, Predicate.not(OpenConnector::secure));
		this.httpsPort = findPort(connectors, OpenConnector::secure);
		publish();
	}

	private int findPort(List<OpenConnector> connectors, Predicate<OpenConnector> condition) {
		return connectors.stream().filter(condition).mapToInt(OpenConnector::port).findFirst().orElse(UNKNOWN);
	}

	/**
	 * Publishes the ports the way Spring Boot does {@code local.server.port}: in this
	 * context and in its ancestors.
	 */
	private void publish() {
		Map<String, Object> properties = new HashMap<>();
		if (this.httpPort != UNKNOWN) {
			properties.put("local.mixed-session.http.port", this.httpPort);
		}
		if (this.httpsPort != UNKNOWN) {
			properties.put("local.mixed-session.https.port", this.httpsPort);
		}
		MapPropertySource source = new MapPropertySource(PROPERTY_SOURCE_NAME, properties);
		for (@Nullable
		ApplicationContext context = this.applicationContext; context != null; context = context.getParent()) {
			if (context.getEnvironment() instanceof ConfigurableEnvironment environment) {
				environment.getPropertySources().addFirst(source);
			}
		}
	}

}
