package io.github.mixedsession.autoconfigure.connector;

import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jetty.JettyServerCustomizer;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JettyPlainConnectorCustomizer}.
 */
class JettyPlainConnectorTests extends AbstractPlainConnectorTests {

	@Override
	Class<?> serverConfiguration() {
		return ServerConfiguration.class;
	}

	@Test
	void propertiesOfTheConnectorAreTheSameOnBoth() {
		runWithBothConnectors("server.jetty.connection-idle-timeout=7s",
				"server.jetty.max-http-response-header-size=17KB");
		assertThat(connectors()).hasSize(2).allSatisfy((connector) -> {
			assertThat(connector.getIdleTimeout()).isEqualTo(7000);
			assertThat(httpConfiguration(connector).getMaxResponseHeaderSize()).isEqualTo(17 * 1024);
		});
	}

	@Test
	void plainConnectorHasOnlyHttp11() {
		runWithBothConnectors();
		assertThat(connectors()[1].getProtocols()).containsExactly("http/1.1");
		assertThat(httpConfiguration(connectors()[1]).getCustomizer(SecureRequestCustomizer.class)).isNull();
		assertThat(httpConfiguration(connectors()[0]).getCustomizer(SecureRequestCustomizer.class)).isNotNull();
	}

	@Test
	void acceptorsAndMaxConnectionsApplyToThePlainConnector() {
		runWithBothConnectors("server.jetty.threads.acceptors=2", "server.jetty.threads.selectors=3",
				"server.jetty.max-connections=4");
		ServerConnector connector = (ServerConnector) connectors()[1];
		assertThat(connector.getAcceptors()).isEqualTo(2);
		assertThat(connector.getSelectorManager().getSelectorCount()).isEqualTo(3);
		assertThat(connector.getBeans(NetworkConnectionLimit.class)).singleElement()
			.extracting(NetworkConnectionLimit::getMaxNetworkConnectionCount)
			.isEqualTo(4);
	}

	@Test
	void applicationsServerCustomizersApplyToBoth() {
		runWithBothConnectorsAnd(CustomizerConfiguration.class);
		assertThat(connectors()).hasSize(2)
			.allSatisfy((connector) -> assertThat(httpConfiguration(connector).getUriCompliance())
				.isEqualTo(UriCompliance.UNSAFE));
	}

	private static HttpConfiguration httpConfiguration(Connector connector) {
		return connector.getConnectionFactory(HttpConnectionFactory.class).getHttpConfiguration();
	}

	private Connector[] connectors() {
		return ((JettyWebServer) webServer()).getServer().getConnectors();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(JettyServletWebServerAutoConfiguration.class)
	static class ServerConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerConfiguration {

		@Bean
		WebServerFactoryCustomizer<JettyServletWebServerFactory> uriComplianceCustomizer() {
			JettyServerCustomizer customizer = (server) -> {
				for (Connector connector : server.getConnectors()) {
					httpConfiguration(connector).setUriCompliance(UriCompliance.UNSAFE);
				}
			};
			return (factory) -> factory.addServerCustomizers(customizer);
		}

	}

}
