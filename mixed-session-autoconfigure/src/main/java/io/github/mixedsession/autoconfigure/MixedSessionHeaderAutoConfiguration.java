package io.github.mixedsession.autoconfigure;

import java.time.Clock;

import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

import io.github.mixedsession.header.BackendHeaderFilter;
import io.github.mixedsession.header.BackendHeaders;
import io.github.mixedsession.session.PolicyContext;

/**
 * Auto-configuration for the headers between the application and its backends. A backend
 * trusts them, so copies that a client sends are removed as soon as the headers have
 * names, also where {@code mixed-session.enabled} is {@code false} or the application has
 * sessions of its own kind.
 */
@AutoConfiguration(after = MixedSessionChannelAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class MixedSessionHeaderAutoConfiguration {

	private static final int AFTER_ENFORCEMENT = 1;

	@Bean
	BackendHeaders mixedSessionBackendHeaders(Environment environment) {
		MixedSessionHeaderProperties properties = Binder.get(environment)
			.bindOrCreate("mixed-session.headers", MixedSessionHeaderProperties.class);
		return new BackendHeaders(properties.imported().name(), properties.imported().attributes(),
				properties.exported().name(), properties.exported().attributes());
	}

	@Bean
	FilterRegistrationBean<BackendHeaderFilter> mixedSessionHeaderStrippingFilter(BackendHeaders headers) {
		return register(new BackendHeaderFilter(headers), Ordered.HIGHEST_PRECEDENCE);
	}

	@Bean
	@ConditionalOnBean(PolicyContext.class)
	FilterRegistrationBean<BackendHeaderFilter> mixedSessionHeaderTransferFilter(BackendHeaders headers,
			MixedSessionProperties properties, ObjectProvider<Clock> clock, Environment environment) {
		BackendHeaderFilter filter = new BackendHeaderFilter(headers,
				AttributeVisibilitiesFactory.create(properties.attributes()), clock.getIfUnique(Clock::systemUTC));
		return register(filter, MixedSessionChannelAutoConfiguration.enforcementOrder(environment) + AFTER_ENFORCEMENT);
	}

	private static FilterRegistrationBean<BackendHeaderFilter> register(BackendHeaderFilter filter, int order) {
		FilterRegistrationBean<BackendHeaderFilter> registration = new FilterRegistrationBean<>(filter);
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
		registration.setOrder(order);
		return registration;
	}

}
