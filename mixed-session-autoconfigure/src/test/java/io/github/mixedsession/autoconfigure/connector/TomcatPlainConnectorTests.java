package io.github.mixedsession.autoconfigure.connector;

import java.util.concurrent.Executors;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TomcatPlainConnectorCustomizer}.
 */
class TomcatPlainConnectorTests extends AbstractPlainConnectorTests {

	@Override
	Class<?> serverConfiguration() {
		return ServerConfiguration.class;
	}

	@Test
	void propertiesOfTheConnectorAreTheSameOnBoth() {
		runWithBothConnectors("server.tomcat.connection-timeout=7s", "server.tomcat.keep-alive-timeout=8s",
				"server.tomcat.max-keep-alive-requests=9", "server.tomcat.max-connections=10",
				"server.tomcat.accept-count=11", "server.tomcat.threads.max=12", "server.tomcat.max-swallow-size=13KB",
				"server.tomcat.max-http-form-post-size=14KB", "server.tomcat.max-parameter-count=15",
				"server.tomcat.max-part-count=16", "server.tomcat.relaxed-path-chars=<",
				"server.tomcat.relaxed-query-chars=>", "server.tomcat.uri-encoding=ISO-8859-1",
				"server.tomcat.max-http-response-header-size=17KB");
		assertThat(connectors()).hasSize(2).allSatisfy((connector) -> {
			AbstractHttp11Protocol<?> protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
			assertThat(protocol.getConnectionTimeout()).isEqualTo(7000);
			assertThat(protocol.getKeepAliveTimeout()).isEqualTo(8000);
			assertThat(protocol.getMaxKeepAliveRequests()).isEqualTo(9);
			assertThat(protocol.getMaxConnections()).isEqualTo(10);
			assertThat(protocol.getAcceptCount()).isEqualTo(11);
			assertThat(protocol.getMaxThreads()).isEqualTo(12);
			assertThat(protocol.getMaxSwallowSize()).isEqualTo(13 * 1024);
			assertThat(connector.getMaxPostSize()).isEqualTo(14 * 1024);
			assertThat(connector.getMaxParameterCount()).isEqualTo(15);
			assertThat(connector.getMaxPartCount()).isEqualTo(16);
			assertThat(protocol.getRelaxedPathChars()).isEqualTo("<");
			assertThat(protocol.getRelaxedQueryChars()).isEqualTo(">");
			assertThat(connector.getURIEncoding()).isEqualTo("ISO-8859-1");
			assertThat(protocol.getMaxHttpResponseHeaderSize()).isEqualTo(17 * 1024);
		});
	}

	@Test
	void http2IsForHttpsOnly() {
		runWithBothConnectors("server.http2.enabled=true");
		assertThat(connectors()[0].findUpgradeProtocols()).isNotEmpty();
		assertThat(connectors()[1].findUpgradeProtocols()).isEmpty();
	}

	@Test
	void applicationsConnectorCustomizersApplyToBoth() throws Exception {
		runWithBothConnectorsAnd(EncodedSolidusConfiguration.class);
		assertThat(get("http", "/a%2Fb").body()).endsWith("uri=/a%2Fb");
		assertThat(get("https", "/a%2Fb").body()).endsWith("uri=/a%2Fb");
	}

	@Test
	void encodedSolidusIsRefusedOnBothByDefault() throws Exception {
		runWithBothConnectors();
		assertThat(get("http", "/a%2Fb").statusCode()).isEqualTo(400);
		assertThat(get("https", "/a%2Fb").statusCode()).isEqualTo(400);
	}

	@Test
	void applicationsProtocolHandlerCustomizersApplyToBoth() throws Exception {
		runWithBothConnectorsAnd(ExecutorConfiguration.class);
		assertThat(get("http", "/").body()).contains("thread=Thread[").contains("of-the-application");
		assertThat(get("https", "/").body()).contains("thread=Thread[").contains("of-the-application");
	}

	@Test
	void customizerWrittenForTheMainConnectorLeavesThePlainOnePlain() throws Exception {
		runWithBothConnectorsAnd(MainConnectorConfiguration.class);
		assertThat(get("http", "/").body()).startsWith("secure=false scheme=http port=" + httpPort() + " ");
		assertThat(get("https", "/").body()).startsWith("secure=true scheme=https port=443 ");
	}

	@Test
	void whatTheFactoryHoldsInTheEndAppliesToBoth() throws Exception {
		runWithBothConnectorsAnd(LateConfiguration.class);
		assertThat(get("http", "/").headers().firstValue("Server")).hasValue("late");
		assertThat(get("https", "/").headers().firstValue("Server")).hasValue("late");
	}

	@Test
	void confidentialTransportIsRedirectedToTheServerPort() throws Exception {
		int port = findFreePort();
		runWithBothConnectors("server.port=" + port);
		assertThat(connectors()[1].getRedirectPort()).isEqualTo(port);
	}

	private Connector[] connectors() {
		return ((TomcatWebServer) webServer()).getTomcat().getService().findConnectors();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(TomcatServletWebServerAutoConfiguration.class)
	static class ServerConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class EncodedSolidusConfiguration {

		@Bean
		TomcatConnectorCustomizer encodedSolidusCustomizer() {
			return (connector) -> connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ExecutorConfiguration {

		@Bean
		TomcatProtocolHandlerCustomizer<AbstractHttp11Protocol<?>> executorCustomizer() {
			return (handler) -> handler.setExecutor(Executors.newCachedThreadPool((task) -> {
				Thread thread = new Thread(task, "of-the-application");
				thread.setDaemon(true);
				return thread;
			}));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MainConnectorConfiguration {

		@Bean
		TomcatConnectorCustomizer mainConnectorCustomizer() {
			return (connector) -> {
				connector.setScheme("https");
				connector.setSecure(true);
				connector.setProxyPort(443);
				connector.setProperty("SSLEnabled", "true");
				connector.setPort(0);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LateConfiguration {

		@Bean
		static BeanPostProcessor serverHeaderPostProcessor() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String beanName) {
					if (bean instanceof TomcatServletWebServerFactory factory) {
						factory.setServerHeader("late");
					}
					return bean;
				}

			};
		}

	}

}
