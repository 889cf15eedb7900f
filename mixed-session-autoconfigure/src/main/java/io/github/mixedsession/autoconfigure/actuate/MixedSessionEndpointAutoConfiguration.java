package io.github.mixedsession.autoconfigure.actuate;

import java.util.List;

import jakarta.servlet.ServletContext;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.StringUtils;

import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.autoconfigure.MixedSessionChannelAutoConfiguration;
import io.github.mixedsession.autoconfigure.MixedSessionProperties;
import io.github.mixedsession.channel.ChannelDryRun;
import io.github.mixedsession.channel.ChannelRules;
import io.github.mixedsession.channel.RedirectTargets;
import io.github.mixedsession.http.ConnectorPorts;
import io.github.mixedsession.security.StrictTransportSecurityCheck;
import io.github.mixedsession.session.PolicyContext;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.web.SessionCookies;

/**
 * Auto-configuration for the {@link MixedSessionEndpoint}.
 */
@AutoConfiguration(after = MixedSessionChannelAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(endpoint = MixedSessionEndpoint.class)
@ConditionalOnBean(ChannelRules.class)
public final class MixedSessionEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MixedSessionEndpoint mixedSessionEndpoint(MixedSessionProperties properties, ChannelRules rules,
			RedirectTargets targets, ConnectorPorts ports, PolicyContext context, Encryption encryption,
			SessionCookies cookies, ObjectProvider<SessionStore> store,
			ObjectProvider<StrictTransportSecurity> strictTransportSecurity, ServletContext servletContext,
			@Value("${spring.mvc.servlet.path:/}") String servletPath) {
		EffectiveConfiguration configuration = new EffectiveConfiguration(properties, rules, ports, context,
				!encryption.keys().isEmpty(), cookies.settings(), store.getIfUnique(context::store),
				strictTransportSecurity.getIfAvailable(() -> () -> false));
		return new MixedSessionEndpoint(configuration, new ChannelDryRun(rules, targets),
				servletContext.getContextPath(), StringUtils.trimTrailingCharacter(servletPath, '/'),
				defaultHost(properties.channel().allowedHosts()));
	}

	private static String defaultHost(List<String> allowedHosts) {
		return allowedHosts.isEmpty() ? "localhost" : allowedHosts.get(0);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SecurityFilterChain.class)
	static class SecurityConfiguration {

		@Bean
		StrictTransportSecurity mixedSessionStrictTransportSecurity(ChannelRules rules,
				ObjectProvider<SecurityFilterChain> chains) {
			return () -> !rules.mayBeInsecure() && StrictTransportSecurityCheck.isSent(chains.orderedStream().toList());
		}

	}

}
