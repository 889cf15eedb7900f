package io.github.mixedsession.autoconfigure;

import java.util.List;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.MixedSessionArgumentResolver;
import io.github.mixedsession.MixedSessions;

/**
 * Auto-configuration for {@link MixedSession} as an argument of handler methods. Whether
 * it is a plain one is decided by {@link MixedSessions}: a controller works the same in a
 * slice test, and where {@code mixed-session.enabled} is {@code false}.
 */
@AutoConfiguration(beforeName = "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(WebMvcConfigurer.class)
public final class MixedSessionWebMvcAutoConfiguration {

	@Bean
	WebMvcConfigurer mixedSessionArgumentConfigurer() {
		return new WebMvcConfigurer() {

			@Override
			public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
				resolvers.add(new MixedSessionArgumentResolver());
			}

		};
	}

}
