package io.github.mixedsession.shop.tour;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Registers the interceptor for the shop's pages. Error pages do without: they must work
 * when the session can't be read.
 */
@Configuration(proxyBeanMethods = false)
class TourConfiguration implements WebMvcConfigurer {

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(new TourInterceptor()).excludePathPatterns("/error");
	}

}
