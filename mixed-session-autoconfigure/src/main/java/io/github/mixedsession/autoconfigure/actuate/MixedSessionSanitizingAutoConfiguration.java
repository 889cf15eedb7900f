package io.github.mixedsession.autoconfigure.actuate;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration that keeps the keys of sessions out of the endpoints that show
 * properties.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class MixedSessionSanitizingAutoConfiguration {

	private static final String KEYS = "mixed-session.encryption.keys";

	@Bean
	static SanitizingFunction mixedSessionKeySanitizingFunction(Environment environment) {
		List<String> keys = new ArrayList<>();
		PropertySourcesPlaceholdersResolver placeholders = new PropertySourcesPlaceholdersResolver(environment);
		// also of lists that another one replaces: what they refer to is shown by its own
		// name
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			try {
				keys.addAll(new Binder(List.of(source), placeholders).bind(KEYS, Bindable.listOf(String.class))
					.orElse(List.of()));
			}
			catch (BindException ex) {
				// whoever uses the keys of this source tells what is wrong with them
			}
		}
		return new KeySanitizingFunction(keys);
	}

}
