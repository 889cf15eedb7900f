package io.github.mixedsession.autoconfigure;

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;

/**
 * Has a list replace those of sources of lower precedence as a whole, as everywhere in
 * Spring Boot: a profile may have fewer channel rules than the application has, or none.
 * Spring Boot takes what is left of the others for unknown properties otherwise. A name
 * that is misspelt inside of them stays one.
 */
final class ReplacedListAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	@Override
	public BindHandler apply(BindHandler handler) {
		return new AbstractBindHandler(handler) {

			@Override
			public void onFinish(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					@Nullable Object result) throws Exception {
				try {
					super.onFinish(name, target, context, result);
				}
				catch (UnboundConfigurationPropertiesException ex) {
					Set<ConfigurationProperty> unknown = new LinkedHashSet<>(ex.getUnboundProperties());
					if (unknown.removeIf((property) -> isReplaced(property, context)) && unknown.isEmpty()) {
						return;
					}
					throw new UnboundConfigurationPropertiesException(unknown);
				}
			}

		};
	}

	private static boolean isReplaced(ConfigurationProperty property, BindContext context) {
		ConfigurationPropertyName name = property.getName();
		return PropertyNames.PREFIX.isAncestorOf(name) && PropertyNames.isKnown(name.toString())
				&& hasElsewhere(list(name), property.getSource(), context);
	}

	/**
	 * Answers whether a list is taken from another source than the given one: the first
	 * that has it or an entry of it.
	 */
	private static boolean hasElsewhere(@Nullable ConfigurationPropertyName list,
			@Nullable ConfigurationPropertySource source, BindContext context) {
		if (list == null) {
			return false;
		}
		for (ConfigurationPropertySource candidate : context.getSources()) {
			if (candidate == source) {
				return false;
			}
			if (candidate.getConfigurationProperty(list) != null
					|| candidate.containsDescendantOf(list) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable ConfigurationPropertyName list(ConfigurationPropertyName entry) {
		for (int i = 0; i < entry.getNumberOfElements(); i++) {
			if (entry.isNumericIndex(i)) {
				return entry.chop(i);
			}
		}
		return null;
	}

}
