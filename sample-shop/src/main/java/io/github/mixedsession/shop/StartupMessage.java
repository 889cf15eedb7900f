package io.github.mixedsession.shop;

import java.util.List;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Says where the shop can be visited. What is in effect of mixed-session is its own to
 * say.
 */
@Component
class StartupMessage {

	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

	private static final Log logger = LogFactory.getLog(StartupMessage.class);

	@EventListener
	void onReady(ApplicationReadyEvent event) {
		logger.info(text(event.getApplicationContext().getEnvironment()));
	}

	static String text(Environment environment) {
		return "The shop is open: http://localhost:" + port(environment, "http", "mixed-session.http-port")
				+ " and https://localhost:" + port(environment, "https", "server.port") + otherNames(environment);
	}

	private static String otherNames(Environment environment) {
		List<String> names = Binder.get(environment)
			.bind("mixed-session.channel.allowed-hosts", Bindable.listOf(String.class))
			.orElseGet(List::of)
			.stream()
			.filter((name) -> !LOOPBACK.contains(name))
			.map((name) -> (name.contains(":") && !name.startsWith("[")) ? "[" + name + "]" : name)
			.toList();
		return names.isEmpty() ? "" : ", in place of localhost also " + String.join(", ", names);
	}

	private static String port(Environment environment, String scheme, String configured) {
		return environment.getProperty("local.mixed-session." + scheme + ".port",
				environment.getProperty(configured, "none"));
	}

}
