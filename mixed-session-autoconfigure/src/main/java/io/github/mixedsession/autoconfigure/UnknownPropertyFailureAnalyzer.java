package io.github.mixedsession.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says which {@code mixed-session} property is misspelt, where, and which one was meant,
 * before Spring Boot's own analyzer says the same in the words of its binder.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class UnknownPropertyFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
		List<String> unknown = cause.getUnboundProperties()
			.stream()
			.filter((property) -> PropertyNames.PREFIX.isAncestorOf(property.getName()))
			.map(UnknownPropertyFailureAnalyzer::describe)
			.toList();
		if (unknown.isEmpty()) {
			return null;
		}
		return new FailureAnalysis(
				"mixed-session does not know these properties:\n\n    " + String.join("\n    ", unknown),
				"Correct the names, or remove the properties. A rule that is misspelt would protect nothing.", cause);
	}

	/** Without its value: it may be a key. */
	private static String describe(ConfigurationProperty property) {
		String name = property.getName().toString();
		return name + " (" + property.getOrigin() + ")"
				+ PropertyNames.nearest(name).map((meant) -> ". Did you mean " + meant + "?").orElse("");
	}

}
