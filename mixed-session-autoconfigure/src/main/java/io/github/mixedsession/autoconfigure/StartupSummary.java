package io.github.mixedsession.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.util.ClassUtils;

import io.github.mixedsession.ChannelRule;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.store.SessionStore;

/**
 * Says in one line of the log what is in effect, once the application serves.
 */
final class StartupSummary implements ApplicationListener<ApplicationStartedEvent> {

	private static final Log logger = LogFactory.getLog(StartupSummary.class);

	private final ApplicationContext context;

	private final MixedSessionProperties properties;

	private final ObjectProvider<ChannelRule> rules;

	private final SessionStore store;

	private final Encryption encryption;

	StartupSummary(ApplicationContext context, MixedSessionProperties properties, ObjectProvider<ChannelRule> rules,
			SessionStore store, Encryption encryption) {
		this.context = context;
		this.properties = properties;
		this.rules = rules;
		this.store = store;
		this.encryption = encryption;
	}

	@Override
	public void onApplicationEvent(ApplicationStartedEvent event) {
		// those of child contexts arrive here too
		if (event.getApplicationContext() == this.context) {
			logger.info(text());
		}
	}

	private String text() {
		List<String> parts = new ArrayList<>();
		addPort(parts, "HTTP");
		addPort(parts, "HTTPS");
		parts.add("channel rules: " + (this.properties.channel().rules().size() + this.rules.stream().count()));
		parts.add("store: " + ClassUtils.getUserClass(this.store).getSimpleName());
		if (this.properties.store() != StoreType.COOKIE) {
			parts.add("sealing: " + (this.properties.attributes().seal() ? "on" : "off"));
		}
		parts.add("keys of the application: " + this.encryption.keys().size());
		return "One session over HTTP and HTTPS is active; " + String.join(", ", parts);
	}

	/** Of a connector that is open: a test that pretends to have one has none. */
	private void addPort(List<String> parts, String channel) {
		String port = this.context.getEnvironment()
			.getProperty("local.mixed-session." + channel.toLowerCase(Locale.ROOT) + ".port");
		if (port != null) {
			parts.add(channel + " port: " + port);
		}
	}

}
