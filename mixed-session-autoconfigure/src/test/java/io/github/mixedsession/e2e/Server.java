package io.github.mixedsession.e2e;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;

import io.github.mixedsession.test.TestDatabase;

/**
 * What a site runs on. Both are on the class path of these tests: the other one's
 * auto-configuration is left out.
 */
enum Server {

	TOMCAT(JettyServletWebServerAutoConfiguration.class, JettyServletManagementContextAutoConfiguration.class),

	JETTY(TomcatServletWebServerAutoConfiguration.class, TomcatServletManagementContextAutoConfiguration.class);

	private final String excluded;

	Server(Class<?>... others) {
		this.excluded = Stream.of(others).map(Class::getName).collect(Collectors.joining(","));
	}

	String excluded() {
		return this.excluded;
	}

	/**
	 * Returns the site with its usual rules and in-memory H2, which all tests share.
	 */
	Site shared() {
		return Site.shared(this, TestDatabase.H2);
	}

	/**
	 * Starts a site with the usual rules.
	 */
	Site start(String... properties) {
		return startWith(List.of(), properties);
	}

	Site startWith(List<Class<?>> configurations, String... properties) {
		return startWithoutRules(configurations, Site.withRules(properties));
	}

	/**
	 * Starts a site with none but the given rules.
	 */
	Site startWithoutRules(List<Class<?>> configurations, String... properties) {
		return Site.start(this, TestDatabase.H2.createDataSource(), configurations, properties);
	}

}
