package io.github.mixedsession.web;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.session.PrincipalNameIndexResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.attribute.AttributeVisibilities;
import io.github.mixedsession.attribute.ConversionServiceAttributeCodec;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.channel.ChannelEnforcementFilter;
import io.github.mixedsession.channel.ChannelObserver;
import io.github.mixedsession.channel.ChannelRules;
import io.github.mixedsession.channel.PathChannelRule;
import io.github.mixedsession.channel.RedirectTargets;
import io.github.mixedsession.http.ConnectorPorts;
import io.github.mixedsession.session.MixedSessionRepository;
import io.github.mixedsession.session.PolicyContext;
import io.github.mixedsession.session.SessionCodecs;
import io.github.mixedsession.session.SessionPolicy;
import io.github.mixedsession.session.SessionSettings;
import io.github.mixedsession.store.InMemorySessionStore;

/**
 * The filters as they are set up for a site with five rules, around a store in memory.
 */
final class TestFilters {

	private final List<Filter> filters;

	/**
	 * Create filters.
	 * @param excluded the paths without a session
	 */
	TestFilters(String... excluded) {
		SessionSettings settings = new SessionSettings(Duration.ofMinutes(30), Duration.ofMinutes(15),
				Duration.ofHours(8), Duration.ofSeconds(10), true, Duration.ofMinutes(1), false);
		SessionPolicy policy = new SessionPolicy(new PolicyContext(new InMemorySessionStore(),
				new SessionCodecs(ConversionServiceAttributeCodec.javaSerialization(null), Sealing.REQUIRED,
						Encryption.none()),
				new AttributeVisibilities(AttributeVisibility.SHARED, List.of(), List.of(), List.of()), settings,
				new PrincipalNameIndexResolver<>(), Clock.systemUTC(), (event) -> {
				}));
		SessionRepositoryFilter<?> sessions = new SessionRepositoryFilter<>(new MixedSessionRepository(policy));
		sessions.setHttpSessionIdResolver(new TwoCookieSessionIdResolver());
		ChannelRules rules = new ChannelRules(List.of(),
				List.of(rule("/account/**"), rule("/checkout/**"), rule("/login"), rule("/logout"), rule("/orders/**")),
				ChannelRequirement.ANY);
		SessionCookies cookies = new SessionCookies(
				new CookieSettings("SESSION", "__Host-SESSION", null, null, "Lax", Duration.ofSeconds(-1)));
		this.filters = List.of(
				new SessionRequestFilter(cookies, policy, new SessionScope(List.of(), List.of(excluded)),
						ChannelObserver.NOOP),
				sessions, new SessionThreadFilter(List.of()),
				new ChannelEnforcementFilter(rules, new RedirectTargets(new Ports(), null, null, List.of()),
						(any, roles) -> false, new SessionChannelCrossing(policy), Clock.systemUTC()));
	}

	private static PathChannelRule rule(String path) {
		return new PathChannelRule(ChannelRequirement.SECURE, path);
	}

	void run(HttpServletRequest request, HttpServletResponse response, FilterChain handler)
			throws IOException, ServletException {
		FilterChain chain = handler;
		for (int i = this.filters.size() - 1; i >= 0; i--) {
			Filter filter = this.filters.get(i);
			FilterChain rest = chain;
			chain = (next, answer) -> filter.doFilter(next, answer, rest);
		}
		chain.doFilter(request, response);
	}

	private static final class Ports implements ConnectorPorts {

		@Override
		public int httpPort() {
			return 80;
		}

		@Override
		public int httpsPort() {
			return 443;
		}

	}

}
