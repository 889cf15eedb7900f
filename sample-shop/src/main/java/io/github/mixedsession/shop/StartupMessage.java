package io.github.mixedsession.shop;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Says where the shop can be visited.
 */
@Component
class StartupMessage {

	private static final Log logger = LogFactory.getLog(StartupMessage.class);

	@EventListener
	void onReady(ApplicationReadyEvent event) {
		Environment environment = event.getApplicationContext().getEnvironment();
		logger.info("The shop is open: http://localhost:" + port(environment, "http", "mixed-session.http-port")
				+ " and https://localhost:" + port(environment, "https", "server.port"));
	}

	private static String port(Environment environment, String scheme, String configured) {
		return environment.getProperty("local.mixed-session." + scheme + ".port",
				environment.getProperty(configured, "none"));
	}

}
