package io.github.mixedsession.autoconfigure;

import java.util.Arrays;
import java.util.List;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.HttpSessionIdResolver;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.web.TwoCookieSessionIdResolver;

/**
 * Refuses beans that would read or write session ids in another way, or believe that they
 * do. Runs before any of them is created.
 */
final class SoleCookieLayerCheck implements BeanFactoryPostProcessor {

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		refuse(beanFactory, HttpSessionIdResolver.class,
				"mixed-session has its own, and ids in a header or in a single cookie would break its guarantees",
				"Remove the bean");
		refuse(beanFactory, CookieSerializer.class, "mixed-session writes its two cookies itself and never asks it",
				"Remove the bean and say the same with mixed-session.cookie.* and server.servlet.session.cookie.*");
	}

	private static void refuse(ConfigurableListableBeanFactory beanFactory, Class<?> type, String reason, String cure) {
		List<String> names = Arrays.stream(beanFactory.getBeanNamesForType(type, true, false))
			.filter((name) -> !beanFactory.isTypeMatch(name, TwoCookieSessionIdResolver.class))
			.toList();
		if (!names.isEmpty()) {
			throw new MisconfigurationException(
					"The application has a " + type.getSimpleName() + " of its own " + names + ": " + reason + ".",
					cure + ", or set mixed-session.enabled to false.");
		}
	}

}
