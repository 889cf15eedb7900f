package io.github.mixedsession.autoconfigure.connector;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.util.StringUtils;

/**
 * Gives {@code mixed-session.http-port} a random port where a test gives
 * {@code server.port} one ({@code @SpringBootTest(webEnvironment = RANDOM_PORT)}), unless
 * the test itself says otherwise.
 */
class RandomHttpPortEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	/** Where Spring's test support puts what a test's annotations say. */
	private static final String TEST_SOURCE = "Inlined Test Properties";

	private static final String NO_PORT = "-1";

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		MutablePropertySources sources = environment.getPropertySources();
		PropertySource<?> test = sources.get(TEST_SOURCE);
		if (test != null && "0".equals(String.valueOf(test.getProperty("server.port"))) && !setsHttpPort(test)) {
			String port = Binder.get(environment).bind(HttpPort.PROPERTY, String.class).orElse("");
			if (StringUtils.hasText(port) && !port.equals(NO_PORT)) {
				sources.addAfter(TEST_SOURCE,
						new MapPropertySource("mixed-session.random-port", Map.of(HttpPort.PROPERTY, "0")));
			}
		}
	}

	private static boolean setsHttpPort(PropertySource<?> test) {
		ConfigurationPropertySource source = ConfigurationPropertySource.from(test);
		return source != null
				&& source.getConfigurationProperty(ConfigurationPropertyName.of(HttpPort.PROPERTY)) != null;
	}

}
