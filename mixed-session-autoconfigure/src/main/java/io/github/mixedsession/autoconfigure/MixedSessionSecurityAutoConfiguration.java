package io.github.mixedsession.autoconfigure;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.session.ConcurrentSessionFilter;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;

import io.github.mixedsession.channel.ChannelCrossing;
import io.github.mixedsession.channel.ChannelDryRun;
import io.github.mixedsession.channel.ChannelEnforcementFilter;
import io.github.mixedsession.channel.ChannelRules;
import io.github.mixedsession.channel.CredentialsFilter;
import io.github.mixedsession.channel.RedirectTargets;
import io.github.mixedsession.channel.RoleLookup;
import io.github.mixedsession.security.CsrfCookieCheck;
import io.github.mixedsession.security.HttpsRedirectCheck;
import io.github.mixedsession.security.LoginOverHttpRefusal;
import io.github.mixedsession.security.LoginPaths;
import io.github.mixedsession.security.MixedSessionSecurityCustomizer;
import io.github.mixedsession.security.RememberMeCookies;
import io.github.mixedsession.security.SecurityContextRoleLookup;
import io.github.mixedsession.security.StrictTransportSecurityCheck;
import io.github.mixedsession.store.StoreCapability;

/**
 * Auto-configuration for Spring Security: brings the channel rules into every
 * {@link SecurityFilterChain} of the application.
 */
@AutoConfiguration(after = MixedSessionAutoConfiguration.class, before = MixedSessionChannelAutoConfiguration.class)
@ConditionalOnClass({ HttpSecurity.class, SecurityFilterChain.class })
@ConditionalOnBean(ChannelCrossing.class)
public final class MixedSessionSecurityAutoConfiguration {

	private static final Log logger = LogFactory.getLog(MixedSessionSecurityAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean
	RoleLookup mixedSessionRoleLookup() {
		return new SecurityContextRoleLookup();
	}

	@Bean
	Customizer<HttpSecurity> mixedSessionSecurityCustomizer(CredentialsFilter credentials, LoginOverHttpRefusal logins,
			ChannelEnforcementFilter enforcement, ChannelRules rules) {
		return new MixedSessionSecurityCustomizer(credentials, logins, enforcement, rules.mayBeInsecure());
	}

	@Bean
	LoginOverHttpRefusal mixedSessionLoginOverHttpRefusal(ObjectProvider<SecurityFilterChain> chains) {
		return new LoginOverHttpRefusal(() -> RememberMeCookies.sentOverHttp(chains.orderedStream().toList()));
	}

	@Bean
	SmartInitializingSingleton mixedSessionRememberMeCookieCheck(ChannelRules rules,
			ObjectProvider<SecurityFilterChain> chains) {
		return () -> {
			if (rules.mayBeInsecure()) {
				RememberMeCookies.sentOverHttp(chains.orderedStream().toList())
					.forEach((name) -> logger.warn("Browsers may send the remember-me cookie '" + name
							+ "' over HTTP, to localhost in any case: there it logs nobody in, and each page is refused "
							+ "(403). Name it with rememberMe().rememberMeCookieName(\"__Host-remember-me\"): over HTTP "
							+ "such a cookie is ignored."));
			}
		};
	}

	@Bean
	SmartInitializingSingleton mixedSessionLoginPathsCheck(ChannelRules rules, RedirectTargets targets,
			ObjectProvider<SecurityFilterChain> chains) {
		return () -> {
			ChannelDryRun dryRun = new ChannelDryRun(rules, targets);
			Set<String> paths = LoginPaths.servedOverHttp(chains.orderedStream().toList(), dryRun);
			if (!paths.isEmpty()) {
				logger.warn("Logins begin or end at paths that may be served over HTTP, where they are refused (403). "
						+ "Add a rule, before others that match them, to mixed-session.channel.rules: "
						+ ruleFor(paths));
			}
			LoginPaths.formsKeptToHttp(chains.orderedStream().toList(), dryRun)
				.forEach((path,
						reason) -> logger.warn("Nobody can log in with the form that is sent to " + path + ": " + reason
								+ " requires HTTP, where logins are refused (403). Add a rule, before others that "
								+ "match it, to mixed-session.channel.rules: " + ruleFor(Set.of(path))));
		};
	}

	private static String ruleFor(Set<String> paths) {
		return paths.stream().collect(Collectors.joining("\", \"", "{paths: [\"", "\"], requires: secure}"));
	}

	@Bean
	SmartInitializingSingleton mixedSessionSecurityFilterChainCheck(ChannelRules rules,
			ObjectProvider<SecurityFilterChain> chains) {
		return () -> {
			HttpsRedirectCheck.check(chains.orderedStream().toList());
			if (rules.mayBeInsecure()) {
				StrictTransportSecurityCheck.check(chains.orderedStream().toList());
				CsrfCookieCheck.check(chains.orderedStream().toList());
			}
		};
	}

	@Bean
	StoreDemand mixedSessionMaximumDemandsLookup(ObjectProvider<SecurityFilterChain> chains) {
		return new StoreDemand(StoreCapability.LOOKUP_BY_PRINCIPAL, "counts the sessions of a user (maximumSessions)",
				"Remove maximumSessions from it",
				(context) -> chains.orderedStream()
					.flatMap((chain) -> chain.getFilters().stream())
					.anyMatch(ConcurrentSessionFilter.class::isInstance) ? Optional.of("A SecurityFilterChain")
							: Optional.empty());
	}

	/**
	 * Comes before the one that knows no names.
	 */
	@Bean
	@Order(0)
	StoreDemand mixedSessionRegistryDemandsLookup() {
		return StoreDemand.ofBeans(SpringSessionBackedSessionRegistry.class, StoreCapability.LOOKUP_BY_PRINCIPAL,
				"lists the sessions of a user", "Remove it");
	}

}
