package io.github.mixedsession.autoconfigure.test;

import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;

import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.session.web.http.SessionRepositoryFilter;

import io.github.mixedsession.autoconfigure.MixedSessionAutoConfiguration;
import io.github.mixedsession.channel.ChannelCrossing;
import io.github.mixedsession.session.MixedSessionRepository;
import io.github.mixedsession.web.SessionChannelCrossing;
import io.github.mixedsession.web.SessionCookies;
import io.github.mixedsession.web.SessionRequestFilter;

/**
 * Auto-configuration for {@code @AutoConfigureMockMvc}: what a test asks of MockMvc it
 * gets as a browser would from two connectors.
 */
@AutoConfiguration(after = { MixedSessionAutoConfiguration.class, MixedSessionSliceAutoConfiguration.class })
@ConditionalOnClass(MockMvcBuilderCustomizer.class)
@ConditionalOnBean(ChannelCrossing.class)
@ConditionalOnBooleanProperty(name = "spring.test.mockmvc.add-filters", matchIfMissing = true)
public final class MixedSessionMockMvcAutoConfiguration {

	/** Outside the filters of the application. */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	MockMvcBuilderCustomizer mixedSessionMockMvcBuilderCustomizer(ObjectProvider<MockVisitors> visitors,
			ObjectProvider<TestLogins> logins) {
		MockBrowserFilter browser = new MockBrowserFilter(visitors.getIfAvailable(),
				logins.getIfAvailable(() -> TestLogins.NONE).overHttp());
		return (builder) -> builder.addFilter(browser, "mixedSessionMockBrowser", Map.of(),
				EnumSet.allOf(DispatcherType.class), "/*");
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(MixedSessionRepository.class)
	static class SessionConfiguration {

		@Bean
		MockVisitors mixedSessionMockVisitors(SessionCookies cookies,
				FilterRegistrationBean<SessionRequestFilter> requestFilter, SessionRepositoryFilter<?> repositoryFilter,
				SessionChannelCrossing crossing, ObjectProvider<TestLogins> logins) {
			return new MockVisitors(cookies.settings(),
					new EarlierRequest(Objects.requireNonNull(requestFilter.getFilter()), repositoryFilter, crossing),
					logins.getIfAvailable(() -> TestLogins.NONE).value());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SecurityMockMvcRequestPostProcessors.class)
	static class SecurityConfiguration {

		@Bean
		TestLogins mixedSessionTestLogins() {
			return new TestLogins(new UserlessHttp(), UserlessHttp::isLogin);
		}

	}

}
