package io.github.mixedsession.autoconfigure;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Keeps usable ids out of Tomcat's log: of a {@code Cookie} header that it can't parse it
 * logs the whole value at INFO, in one of two places. A default alone: whoever sets the
 * level of these very loggers gets it.
 */
class CookieLoggingEnvironmentPostProcessor implements EnvironmentPostProcessor {

	private static final Map<String, Object> LEVELS = Map.of("logging.level.org.apache.tomcat.util.http.parser.Cookie",
			"warn", "logging.level.org.apache.coyote.http11.Http11Processor", "warn");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		environment.getPropertySources().addLast(new MapPropertySource("mixed-session.logging", LEVELS));
	}

}
