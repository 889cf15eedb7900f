package io.github.mixedsession.autoconfigure;

import java.util.Optional;

import jakarta.servlet.ServletContext;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.env.Environment;

import io.github.mixedsession.Channel;
import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.channel.ChannelRuleDescription;
import io.github.mixedsession.channel.ChannelRules;
import io.github.mixedsession.channel.RedirectTargets;
import io.github.mixedsession.channel.passwordpage.PasswordPages;

/**
 * Refuses an application that has to redirect to a channel which it doesn't have (an
 * instance of invariant 11): no TLS anywhere, or no HTTP. Runs once the connectors are
 * open, and in a container that is not embedded, whose connectors nobody knows. Where
 * nothing is served, as in tests with a mock environment, nothing is refused.
 */
final class RedirectTargetCheck implements ApplicationListener<ContextRefreshedEvent> {

	private static final String CHANNEL = "mixed-session.channel.";

	private final Environment environment;

	private final ServletContext servletContext;

	private final ChannelRules rules;

	private final RedirectTargets targets;

	private final MixedSessionProperties.ChannelProperties properties;

	RedirectTargetCheck(Environment environment, ServletContext servletContext, ChannelRules rules,
			RedirectTargets targets, MixedSessionProperties.ChannelProperties properties) {
		this.environment = environment;
		this.servletContext = servletContext;
		this.rules = rules;
		this.targets = targets;
		this.properties = properties;
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		// The event of a management server's child context arrives here too.
		if (event.getApplicationContext().getEnvironment() != this.environment || !isServing()) {
			return;
		}
		if (!this.targets.isKnown(Channel.SECURE)) {
			needsHttps().ifPresent(RedirectTargetCheck::refuseWithoutHttps);
		}
		if (!this.targets.isKnown(Channel.INSECURE)) {
			needs(ChannelRequirement.INSECURE).ifPresent(RedirectTargetCheck::refuseWithoutHttp);
		}
	}

	private boolean isServing() {
		return !this.servletContext.getServletRegistrations().isEmpty()
				&& this.environment.getProperty("server.port", Integer.class, 0) >= 0;
	}

	private Optional<String> needsHttps() {
		return needs(ChannelRequirement.SECURE)
			.or(() -> Optional.ofNullable(
					(this.properties.passwordPages() == PasswordPages.SECURE) ? CHANNEL + "password-pages" : null))
			.or(() -> Optional.ofNullable(this.properties.staySecure() ? CHANNEL + "stay-secure" : null));
	}

	private Optional<String> needs(ChannelRequirement requirement) {
		return this.rules.describe()
			.stream()
			.filter((rule) -> rule.requires() == requirement
					|| (rule.requires() == null && requirement == ChannelRequirement.SECURE))
			.map(ChannelRuleDescription::name)
			.findFirst();
	}

	private static void refuseWithoutHttps(String reason) {
		throw new MisconfigurationException(
				reason + " can require HTTPS, and there is none to redirect to: no connector that mixed-session knows "
						+ "of has TLS, and " + CHANNEL + "https-base-url is not set.",
				"Give the server a certificate (server.ssl.bundle, or another of server.ssl.*). If a proxy in front of "
						+ "this application serves HTTPS, or a container that it is deployed to, set " + CHANNEL
						+ "https-base-url. To develop without TLS, set mixed-session.enabled to false.");
	}

	private static void refuseWithoutHttp(String reason) {
		throw new MisconfigurationException(reason
				+ " requires HTTP, and there is none to redirect to: no connector that mixed-session knows of is "
				+ "without TLS, and " + CHANNEL + "http-base-url is not set.",
				"Set mixed-session.http-port. If a proxy in front of this application serves HTTP, or a container that "
						+ "it is deployed to, set " + CHANNEL + "http-base-url.");
	}

}
