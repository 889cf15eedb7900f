package io.github.mixedsession.shop.disclosure;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Registers the interceptor for the shop's pages. Error pages do without: they must work
 * when the session can't be read.
 */
@Configuration(proxyBeanMethods = false)
class DisclosureConfiguration implements WebMvcConfigurer {

	private final DisclosureInterceptor interceptor;

	DisclosureConfiguration(DisclosureInterceptor interceptor) {
		this.interceptor = interceptor;
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(this.interceptor).excludePathPatterns("/error");
	}

}
