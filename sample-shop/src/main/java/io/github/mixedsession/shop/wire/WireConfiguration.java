package io.github.mixedsession.shop.wire;

import java.time.Clock;

import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.web.CookieSettings;
import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.session.autoconfigure.SessionProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Puts one listener outside of everything, and one inside of the session's filters.
 */
@Configuration(proxyBeanMethods = false)
class WireConfiguration implements WebMvcConfigurer {

	private static final int INSIDE_OF_THE_SESSION = 10;

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(new ReaderInterceptor());
	}

	@Bean
	Tapes tapes(ObjectProvider<Clock> clock, SessionStore store) {
		return new Tapes(clock.getIfUnique(Clock::systemUTC), new CurrentIds(store)::isCurrent);
	}

	@Bean
	ServletListenerRegistrationBean<WireListener> wireListener(Tapes tapes, CookieSettings cookies,
			ObjectProvider<Clock> clock) {
		return new ServletListenerRegistrationBean<>(
				new WireListener(tapes, cookies, clock.getIfUnique(Clock::systemUTC)));
	}

	@Bean
	FilterRegistrationBean<WireFilter> wireFilter() {
		FilterRegistrationBean<WireFilter> registration = new FilterRegistrationBean<>(new WireFilter());
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

	@Bean
	FilterRegistrationBean<WireSessionFilter> wireSessionFilter(SessionProperties session) {
		FilterRegistrationBean<WireSessionFilter> registration = new FilterRegistrationBean<>(new WireSessionFilter());
		registration.setOrder(session.getServlet().getFilterOrder() + INSIDE_OF_THE_SESSION);
		return registration;
	}

}
