package io.github.mixedsession.autoconfigure.actuate;

import java.util.List;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
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
		return new KeySanitizingFunction(
				Binder.get(environment).bind(KEYS, Bindable.listOf(String.class)).orElse(List.of()));
	}

}
