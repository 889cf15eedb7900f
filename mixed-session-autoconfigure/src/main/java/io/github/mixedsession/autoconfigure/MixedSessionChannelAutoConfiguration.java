package io.github.mixedsession.autoconfigure;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import org.apache.catalina.Context;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.ChannelRule;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.autoconfigure.connector.MixedSessionConnectorAutoConfiguration;
import io.github.mixedsession.channel.ChannelCrossing;
import io.github.mixedsession.channel.ChannelEnforcementFilter;
import io.github.mixedsession.channel.ChannelObserver;
import io.github.mixedsession.channel.ChannelRules;
import io.github.mixedsession.channel.CredentialsFilter;
import io.github.mixedsession.channel.PathChannelRule;
import io.github.mixedsession.channel.RedirectTargets;
import io.github.mixedsession.channel.RoleLookup;
import io.github.mixedsession.channel.passwordpage.PasswordPageGuard;
import io.github.mixedsession.channel.passwordpage.PasswordPageMemory;
import io.github.mixedsession.channel.passwordpage.PasswordPages;
import io.github.mixedsession.http.ConnectorPorts;
import io.github.mixedsession.web.DeferredFlashMaps;
import io.github.mixedsession.web.SessionArrivalInterceptor;

/**
 * Auto-configuration for channel rules: which requests have to use HTTPS, and which HTTP.
 */
@AutoConfiguration(after = { MixedSessionAutoConfiguration.class, MixedSessionConnectorAutoConfiguration.class },
		beforeName = "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration")
@ConditionalOnBean(ChannelCrossing.class)
public final class MixedSessionChannelAutoConfiguration {

	private static final Log logger = LogFactory.getLog(MixedSessionChannelAutoConfiguration.class);

	/** Right behind Spring Security, for requests that none of its chains matches. */
	private static final int AFTER_SECURITY = 1;

	private static final int SECURITY_FILTER_ORDER = -100;

	/** In front of everything but what reads forwarded headers and makes observations. */
	private static final int CREDENTIALS_ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

	@Bean
	@ConditionalOnMissingBean
	ChannelRules mixedSessionChannelRules(ObjectProvider<ChannelRule> beans, MixedSessionProperties properties,
			PasswordPageMemory passwordPages) {
		List<PathChannelRule> rules = new ArrayList<>();
		for (MixedSessionProperties.Rule rule : properties.channel().rules()) {
			ChannelRequirement requires = rule.requires();
			if (requires == null) {
				throw new MisconfigurationException(
						"The property 'mixed-session.channel.rules[" + rules.size() + "].requires' is missing.",
						"Set it to secure, insecure or any.");
			}
			rules.add(new PathChannelRule(rule.paths(), rule.methods(), rule.roles(), requires));
		}
		boolean secure = properties.channel().passwordPages() == PasswordPages.SECURE;
		return new ChannelRules(secure ? List.of(passwordPages) : List.of(), beans.orderedStream().toList(), rules,
				properties.channel().defaultRequirement());
	}

	@Bean
	PasswordPageMemory mixedSessionPasswordPageMemory(ObjectProvider<Clock> clock) {
		return new PasswordPageMemory(clock.getIfUnique(Clock::systemUTC));
	}

	@Bean
	@ConditionalOnMissingBean
	RedirectTargets mixedSessionRedirectTargets(ConnectorPorts ports, MixedSessionProperties properties,
			ServletContext servletContext, Environment environment) {
		MixedSessionProperties.ChannelProperties channel = properties.channel();
		return new RedirectTargets(ports, channel.httpBaseUrl(), channel.httpsBaseUrl(), channel.allowedHosts(),
				ServerHeaderLimit.of(servletContext, environment));
	}

	@Bean
	RedirectTargetCheck mixedSessionRedirectTargetCheck(Environment environment, ServletContext servletContext,
			ChannelRules rules, RedirectTargets targets, MixedSessionProperties properties) {
		return new RedirectTargetCheck(environment, servletContext, rules, targets, properties.channel());
	}

	@Bean
	ChannelEnforcementFilter mixedSessionEnforcementFilter(ChannelRules rules, RedirectTargets targets,
			ObjectProvider<RoleLookup> roles, ChannelCrossing crossing, ObjectProvider<Clock> clock,
			ObjectProvider<ChannelObserver> observers, MixedSessionProperties properties,
			PasswordPageMemory passwordPages, ObjectProvider<ServletWebServerFactory> webServers,
			ServletContext servletContext) {
		Clock time = clock.getIfUnique(Clock::systemUTC);
		return new ChannelEnforcementFilter(rules, targets, roles.getIfUnique(RoleLookup::ofRequest), crossing, time,
				ChannelObserver.all(observers.orderedStream().toList()),
				new PasswordPageGuard(canHoldPages(webServers, servletContext) ? properties.channel().passwordPages()
						: PasswordPages.IGNORE, passwordPages, time));
	}

	@Bean
	CredentialsFilter mixedSessionCredentialsFilter(MixedSessionProperties properties,
			ObjectProvider<ChannelObserver> observers, ObjectProvider<Clock> clock) {
		return new CredentialsFilter(properties.channel().credentialsOverHttp(),
				ChannelObserver.all(observers.orderedStream().toList()), clock.getIfUnique(Clock::systemUTC));
	}

	@Bean
	FilterRegistrationBean<CredentialsFilter> mixedSessionCredentialsFilterRegistration(CredentialsFilter filter) {
		FilterRegistrationBean<CredentialsFilter> registration = new FilterRegistrationBean<>(filter);
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
		registration.setOrder(CREDENTIALS_ORDER);
		return registration;
	}

	@Bean
	FilterRegistrationBean<ChannelEnforcementFilter> mixedSessionEnforcementFilterRegistration(
			ChannelEnforcementFilter filter, Environment environment) {
		FilterRegistrationBean<ChannelEnforcementFilter> registration = new FilterRegistrationBean<>(filter);
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
		registration.setOrder(enforcementOrder(environment));
		return registration;
	}

	static int enforcementOrder(Environment environment) {
		return environment.getProperty("spring.security.filter.order", Integer.class, SECURITY_FILTER_ORDER)
				+ AFTER_SECURITY;
	}

	/**
	 * A Tomcat that nobody has {@link TomcatConfiguration configured} would cut off what
	 * is held of a page that was forwarded to.
	 */
	private static boolean canHoldPages(ObjectProvider<ServletWebServerFactory> webServers,
			ServletContext servletContext) {
		boolean can = webServers.stream().findAny().isPresent()
				|| !String.valueOf(servletContext.getServerInfo()).contains("Tomcat");
		if (!can) {
			logger.warn("mixed-session.channel.password-pages has no effect in a Tomcat that is not embedded");
		}
		return can;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ConfigurableTomcatWebServerFactory.class, Context.class })
	static class TomcatConfiguration {

		@Bean
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> mixedSessionForwardCustomizer() {
			return (factory) -> factory
				.addContextCustomizers((context) -> context.setSuspendWrappedResponseAfterForward(false));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebMvcConfigurer.class)
	static class WebMvcConfiguration implements WebMvcConfigurer {

		@Bean(DispatcherServlet.FLASH_MAP_MANAGER_BEAN_NAME)
		@ConditionalOnMissingBean(name = DispatcherServlet.FLASH_MAP_MANAGER_BEAN_NAME)
		DeferredFlashMaps flashMapManager() {
			return new DeferredFlashMaps();
		}

		@Override
		public void addInterceptors(InterceptorRegistry registry) {
			registry.addInterceptor(new SessionArrivalInterceptor()).order(Ordered.HIGHEST_PRECEDENCE);
		}

	}

}
