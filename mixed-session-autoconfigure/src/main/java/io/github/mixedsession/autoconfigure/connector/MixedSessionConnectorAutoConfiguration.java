package io.github.mixedsession.autoconfigure.connector;

import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.server.Server;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import io.github.mixedsession.http.ConnectorPorts;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the plain HTTP connector that
 * {@code mixed-session.http-port} adds to an embedded Tomcat or Jetty, and for
 * {@link WebServerConnectorPorts}, with or without it.
 */
@AutoConfiguration
@ConditionalOnClass(WebServer.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "mixed-session.enabled", matchIfMissing = true)
public final class MixedSessionConnectorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(ConnectorPorts.class)
	WebServerConnectorPorts webServerConnectorPorts(ApplicationContext applicationContext,
			ObjectProvider<ConnectorInspector> inspectors) {
		return new WebServerConnectorPorts(applicationContext, inspectors.stream().toList());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tomcat.class, TomcatServletWebServerFactory.class })
	static class TomcatConnectorConfiguration {

		@Bean
		TomcatConnectorInspector tomcatConnectorInspector() {
			return new TomcatConnectorInspector();
		}

		@Bean
		@ConditionalOnProperty(HttpPort.PROPERTY)
		TomcatPlainConnectorCustomizer tomcatPlainConnectorCustomizer(Environment environment) {
			return new TomcatPlainConnectorCustomizer(environment);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Server.class, JettyServletWebServerFactory.class })
	static class JettyConnectorConfiguration {

		@Bean
		JettyConnectorInspector jettyConnectorInspector() {
			return new JettyConnectorInspector();
		}

		@Bean
		@ConditionalOnProperty(HttpPort.PROPERTY)
		JettyPlainConnectorCustomizer jettyPlainConnectorCustomizer(Environment environment) {
			return new JettyPlainConnectorCustomizer(environment);
		}

		// After the one that adds a connector.
		@Bean
		JettyWireCustomizer jettyWireCustomizer() {
			return new JettyWireCustomizer();
		}

	}

}
