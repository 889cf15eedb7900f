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
		logger.info("The shop is open: http://localhost:" + environment.getProperty("mixed-session.http-port")
				+ " and https://localhost:"
				+ environment.getProperty("local.server.port", environment.getProperty("server.port", "")));
	}

}
