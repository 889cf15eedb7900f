package io.github.mixedsession.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Counts a property without a value as not set. Where the type has no blank, as a number
 * or an enum, Spring Boot takes the property for an unknown one otherwise, or fails.
 */
final class BlankPropertyAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	@Override
	public BindHandler apply(BindHandler handler) {
		return new AbstractBindHandler(handler) {

			@Override
			public void onFinish(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					@Nullable Object result) throws Exception {
				if (result == null && isBlank(name, context)) {
					// counts it among the known ones
					onSuccess(name, target, context, "");
				}
				super.onFinish(name, target, context, result);
			}

			@Override
			public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					Exception error) throws Exception {
				if (isBlank(name, context)) {
					onSuccess(name, target, context, "");
					return null;
				}
				return super.onFailure(name, target, context, error);
			}

		};
	}

	private static boolean isBlank(ConfigurationPropertyName name, BindContext context) {
		ConfigurationProperty property = context.getConfigurationProperty();
		return PropertyNames.PREFIX.isAncestorOf(name) && property != null && property.getName().equals(name)
				&& property.getValue() instanceof CharSequence text && text.toString().isBlank();
	}

}
