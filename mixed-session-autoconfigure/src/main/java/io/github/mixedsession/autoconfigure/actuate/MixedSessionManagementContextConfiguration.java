package io.github.mixedsession.autoconfigure.actuate;

import java.util.function.Predicate;

import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.util.ClassUtils;

import io.github.mixedsession.channel.ChannelObserver;
import io.github.mixedsession.session.MixedSessionRepository;
import io.github.mixedsession.web.ManagementPortFilter;

/**
 * What a management server on a port of its own gets: Spring Boot gives it the security
 * filter chains of the application, and nothing of the application's sessions.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(MixedSessionRepository.class)
final class MixedSessionManagementContextConfiguration {

	@Bean
	FilterRegistrationBean<ManagementPortFilter> mixedSessionManagementPortFilter(ListableBeanFactory beanFactory,
			ObjectProvider<ChannelObserver> observers) {
		FilterRegistrationBean<ManagementPortFilter> registration = new FilterRegistrationBean<>(
				new ManagementPortFilter(hasTls(beanFactory), login(),
						ChannelObserver.all(observers.orderedStream().toList())));
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

	/**
	 * Asks the factory of this server, and not that of the application's: its TLS is its
	 * own, or the application's if it has none, or switched off.
	 */
	private static boolean hasTls(ListableBeanFactory beanFactory) {
		return beanFactory.getBeansOfType(AbstractConfigurableWebServerFactory.class)
			.values()
			.stream()
			.anyMatch((factory) -> Ssl.isEnabled(factory.getSsl()));
	}

	private static Predicate<Object> login() {
		boolean security = ClassUtils.isPresent("org.springframework.security.core.context.SecurityContext",
				MixedSessionManagementContextConfiguration.class.getClassLoader());
		return (value) -> security && SecurityContexts.has(value);
	}

	/** Loaded where there is Spring Security. */
	private static final class SecurityContexts {

		static boolean has(Object value) {
			return value instanceof SecurityContext;
		}

	}

}
