package io.github.mixedsession.autoconfigure;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Refuses unknown properties of the system, and variables of the environment that are
 * spelt nearly like a property. Spring Boot ignores what is unknown there, since a
 * variable may be anybody's: one that is far from any name is let be.
 */
final class SystemPropertyAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final Pattern VARIABLE = Pattern.compile("(?i)mixed_?session_(.+)");

	private static final Pattern INDEX = Pattern.compile("\\.(\\d+)(?=\\.|$)");

	@Override
	public BindHandler apply(BindHandler handler) {
		return new AbstractBindHandler(handler) {

			@Override
			public void onFinish(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					@Nullable Object result) throws Exception {
				Set<ConfigurationProperty> unknown = new LinkedHashSet<>();
				if (name.equals(PropertyNames.PREFIX)) {
					context.getSources().forEach((source) -> addUnknown(source, unknown));
				}
				try {
					super.onFinish(name, target, context, result);
				}
				catch (UnboundConfigurationPropertiesException ex) {
					unknown.addAll(ex.getUnboundProperties());
				}
				if (!unknown.isEmpty()) {
					throw new UnboundConfigurationPropertiesException(unknown);
				}
			}

		};
	}

	private static void addUnknown(ConfigurationPropertySource source, Set<ConfigurationProperty> unknown) {
		if (!(source.getUnderlyingSource() instanceof EnumerablePropertySource<?> system)) {
			return;
		}
		boolean variables = system.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
		if (!variables && !system.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
			return;
		}
		for (String key : system.getPropertyNames()) {
			String name = variables ? ofVariable(key) : key;
			if (name.startsWith(PropertyNames.PREFIX + ".") && !PropertyNames.isKnown(name)
					&& (!variables || PropertyNames.nearest(name).isPresent())) {
				unknown.add(new ConfigurationProperty(ConfigurationPropertyName.adapt(name, '.'), "",
						PropertySourceOrigin.get(system, key)));
			}
		}
	}

	/** Where words were parted by dashes, and where by dots, a variable does not tell. */
	private static String ofVariable(String key) {
		Matcher variable = VARIABLE.matcher(key);
		return variable.matches()
				? PropertyNames.PREFIX + "."
						+ INDEX.matcher(variable.group(1).toLowerCase(Locale.ROOT).replace('_', '.')).replaceAll("[$1]")
				: "";
	}

}
