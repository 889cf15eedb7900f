package io.github.mixedsession.shop.certificate;

import java.nio.file.Path;
import java.util.Map;

import org.apache.commons.logging.Log;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Makes the key of the session cookies at the first start. It does nothing without
 * {@code shop.session-key.file}, nor where a key is configured.
 */
class LocalSessionKeyEnvironmentPostProcessor implements EnvironmentPostProcessor {

	private static final String KEYS = "mixed-session.encryption.keys";

	private final Log logger;

	LocalSessionKeyEnvironmentPostProcessor(DeferredLogFactory logFactory) {
		this.logger = logFactory.getLog(LocalSessionKeyEnvironmentPostProcessor.class);
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		String file = environment.getProperty("shop.session-key.file", "");
		if (file.isEmpty() || environment.containsProperty(KEYS) || environment.containsProperty(KEYS + "[0]")) {
			return;
		}
		LocalSessionKey key = new LocalSessionKey(Path.of(file));
		if (key.createIfNecessary()) {
			this.logger.info("Made a key for the session cookies of this machine in " + file);
		}
		environment.getPropertySources()
			.addLast(new MapPropertySource("shop.session-key", Map.of(KEYS + "[0]", key.read())));
	}

}
