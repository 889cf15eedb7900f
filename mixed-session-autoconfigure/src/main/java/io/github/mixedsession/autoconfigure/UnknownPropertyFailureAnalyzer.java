package io.github.mixedsession.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says which {@code mixed-session} property is misspelt, before Spring Boot's own
 * analyzer says the same in the words of its binder.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class UnknownPropertyFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

	private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("mixed-session");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
		List<ConfigurationPropertyName> unknown = cause.getUnboundProperties()
			.stream()
			.map((property) -> property.getName())
			.filter(OURS::isAncestorOf)
			.toList();
		if (unknown.isEmpty()) {
			return null;
		}
		return new FailureAnalysis("mixed-session does not know these properties: " + unknown + ".",
				"Correct the names, or remove the properties. A rule that is misspelt would protect nothing.", cause);
	}

}
