package io.github.mixedsession.e2e;

import java.util.List;

import io.github.mixedsession.test.TestDatabase;
import io.github.mixedsession.test.TestRedis;
import io.github.mixedsession.test.TestStore;

/**
 * What a site runs on and where its sessions are, for tests whose answers depend on the
 * store.
 */
enum Deployment {

	TOMCAT(Server.TOMCAT, TestDatabase.H2),

	JETTY(Server.JETTY, TestDatabase.H2),

	TOMCAT_WITH_REDIS(Server.TOMCAT, TestRedis.SINGLE),

	JETTY_WITH_REDIS(Server.JETTY, TestRedis.SINGLE);

	private final Server server;

	@SuppressWarnings("ImmutableEnumChecker")
	private final TestStore store;

	Deployment(Server server, TestStore store) {
		this.server = server;
		this.store = store;
	}

	Server server() {
		return this.server;
	}

	/**
	 * Returns the site with its usual rules, which all tests share.
	 */
	Site shared() {
		return Site.shared(this.server, this.store);
	}

	/**
	 * Starts a site with the usual rules.
	 */
	Site startWith(List<Class<?>> configurations, String... properties) {
		return Site.start(this.server, this.store, configurations, Site.withRules(properties));
	}

}
