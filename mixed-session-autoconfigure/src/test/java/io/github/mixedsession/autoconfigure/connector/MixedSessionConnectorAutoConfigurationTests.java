package io.github.mixedsession.autoconfigure.connector;

import java.util.List;

import io.github.mixedsession.http.ConnectorPorts;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.mock.web.MockServletContext;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MixedSessionConnectorAutoConfiguration}.
 */
class MixedSessionConnectorAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATION = AutoConfigurations
		.of(MixedSessionConnectorAutoConfiguration.class);

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATION);

	@Test
	void isRegistered() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()).getCandidates())
			.contains(MixedSessionConnectorAutoConfiguration.class.getName());
	}

	@Test
	void addsConnectorWhenHttpPortIsSet() {
		this.contextRunner.withPropertyValues("mixed-session.http-port=8080")
			.run((context) -> assertThat(context).hasSingleBean(TomcatPlainConnectorCustomizer.class)
				.hasSingleBean(JettyPlainConnectorCustomizer.class));
	}

	@Test
	void addsNoConnectorWhenHttpPortIsNotSet() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(WebServerConnectorPorts.class)
			.doesNotHaveBean(TomcatPlainConnectorCustomizer.class)
			.doesNotHaveBean(JettyPlainConnectorCustomizer.class));
	}

	@Test
	void portsAreUnknownUnlessAnEmbeddedServerHasStarted() {
		new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
			.withConfiguration(AUTO_CONFIGURATION)
			.withInitializer((context) -> ((ServletWebServerApplicationContext) context)
				.setServletContext(new MockServletContext()))
			.run((context) -> {
				WebServerConnectorPorts ports = context.getBean(WebServerConnectorPorts.class);
				assertThat(ports.httpPort()).isEqualTo(-1);
				assertThat(ports.httpsPort()).isEqualTo(-1);
			});
	}

	@Test
	void portsAreThoseOfTheSchemesWhereATestPretendsThatThereIsAServer() {
		this.contextRunner.withPropertyValues("mixed-session.http-port=8080").run((context) -> {
			WebServerConnectorPorts ports = context.getBean(WebServerConnectorPorts.class);
			assertThat(ports.httpPort()).isEqualTo(80);
			assertThat(ports.httpsPort()).isEqualTo(443);
		});
	}

	@Test
	void backsOffOutsideServletWebApplications() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATION)
			.withPropertyValues("mixed-session.http-port=8080")
			.run((context) -> assertThat(context).doesNotHaveBean(MixedSessionConnectorAutoConfiguration.class));
	}

	@Test
	void worksWithoutTomcat() {
		for (FilteredClassLoader classLoader : List.of(new FilteredClassLoader(Tomcat.class),
				new FilteredClassLoader(TomcatServletWebServerFactory.class))) {
			this.contextRunner.withClassLoader(classLoader)
				.withPropertyValues("mixed-session.http-port=8080")
				.run((context) -> assertThat(context).hasNotFailed()
					.doesNotHaveBean(TomcatPlainConnectorCustomizer.class)
					.hasSingleBean(JettyPlainConnectorCustomizer.class));
		}
	}

	@Test
	void worksWithoutJetty() {
		for (FilteredClassLoader classLoader : List.of(new FilteredClassLoader(Server.class),
				new FilteredClassLoader(JettyServletWebServerFactory.class))) {
			this.contextRunner.withClassLoader(classLoader)
				.withPropertyValues("mixed-session.http-port=8080")
				.run((context) -> assertThat(context).hasNotFailed()
					.doesNotHaveBean(JettyPlainConnectorCustomizer.class)
					.hasSingleBean(TomcatPlainConnectorCustomizer.class));
		}
	}

	@Test
	void backsOffWhenTheApplicationHasItsOwnPorts() {
		this.contextRunner.withUserConfiguration(OwnPortsConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(ConnectorPorts.class)
				.doesNotHaveBean(WebServerConnectorPorts.class)
				.hasBean("ownPorts"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPortsConfiguration {

		@Bean
		ConnectorPorts ownPorts() {
			return new ConnectorPorts() {

				@Override
				public int httpPort() {
					return 80;
				}

				@Override
				public int httpsPort() {
					return 443;
				}

			};
		}

	}

}
