package io.github.mixedsession.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.ResolvableType;

/**
 * Has a list replace those of sources of lower precedence as a whole, as everywhere in
 * Spring Boot: a profile may have fewer channel rules than the application has, or none.
 * Spring Boot takes what is left of the others for unknown properties otherwise. A name
 * that is misspelt inside of them stays one.
 */
final class ReplacedListAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("mixed-session");

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
		return PREFIX.isAncestorOf(name) && isKnown(name) && hasElsewhere(list(name), property.getSource(), context);
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

	/**
	 * Answers whether the properties have a place for a name, whatever its index.
	 */
	private static boolean isKnown(ConfigurationPropertyName name) {
		ResolvableType type = ResolvableType.forClass(MixedSessionProperties.class);
		for (int i = PREFIX.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
			type = name.isNumericIndex(i) ? type.as(Collection.class).getGeneric()
					: component(type, name.getElement(i, Form.UNIFORM));
		}
		return !type.equals(ResolvableType.NONE);
	}

	private static ResolvableType component(ResolvableType type, String name) {
		Class<?> owner = type.toClass();
		if (owner.isRecord()) {
			for (RecordComponent component : owner.getRecordComponents()) {
				Name given = component.getAnnotation(Name.class);
				if (name.equalsIgnoreCase((given != null) ? given.value() : component.getName())) {
					return ResolvableType.forType(component.getGenericType());
				}
			}
		}
		return ResolvableType.NONE;
	}

}
