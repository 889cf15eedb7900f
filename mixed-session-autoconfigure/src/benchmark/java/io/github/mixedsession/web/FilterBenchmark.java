package io.github.mixedsession.web;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.session.PrincipalNameIndexResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.channel.ChannelEnforcementFilter;
import io.github.mixedsession.channel.ChannelObserver;
import io.github.mixedsession.channel.ChannelRequirement;
import io.github.mixedsession.channel.ChannelRules;
import io.github.mixedsession.channel.ConnectorPorts;
import io.github.mixedsession.channel.PathChannelRule;
import io.github.mixedsession.channel.RedirectTargets;
import io.github.mixedsession.session.AttributeVisibilities;
import io.github.mixedsession.session.Collaborators;
import io.github.mixedsession.session.ConversionServiceAttributeCodec;
import io.github.mixedsession.session.MixedSessionRepository;
import io.github.mixedsession.session.SessionPolicy;
import io.github.mixedsession.session.SessionSettings;
import io.github.mixedsession.store.InMemorySessionStore;

/**
 * What the filters add to a request, beside the same request without them. Five rules are
 * asked; the store is one in memory, and asked only where a session is read.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FilterBenchmark {

	@Param({ "no filters", "without a cookie", "excluded path", "with a cookie, not read", "with a cookie, read" })
	String request;

	private List<Filter> filters = List.of();

	private Cookie[] cookies = {};

	@Setup
	public void prepare() throws Exception {
		if (this.request.equals("no filters")) {
			return;
		}
		SessionSettings settings = new SessionSettings(Duration.ofMinutes(30), Duration.ofMinutes(15),
				Duration.ofHours(8), Duration.ofSeconds(10), true, Duration.ofMinutes(1), false);
		SessionPolicy policy = new SessionPolicy(new Collaborators(new InMemorySessionStore(),
				ConversionServiceAttributeCodec.javaSerialization(null),
				new AttributeVisibilities(AttributeVisibility.SHARED, List.of(), List.of(), List.of()), settings,
				new PrincipalNameIndexResolver<>(), Clock.systemUTC(), (event) -> {
				}));
		SessionRepositoryFilter<?> sessions = new SessionRepositoryFilter<>(new MixedSessionRepository(policy));
		sessions.setHttpSessionIdResolver(new TwoCookieSessionIdResolver());
		ChannelRules rules = new ChannelRules(List.of(),
				List.of(rule("/account/**"), rule("/checkout/**"), rule("/login"), rule("/logout"), rule("/orders/**")),
				ChannelRequirement.ANY);
		SessionCookies both = new SessionCookies(
				new CookieSettings("SESSION", "__Host-SESSION", null, null, "Lax", Duration.ofSeconds(-1)));
		boolean excluded = this.request.equals("excluded path");
		this.filters = List.of(
				new SessionRequestFilter(both, policy, new SessionScope(List.of(), excluded ? List.of("/**") : List.of()),
						ChannelObserver.NOOP),
				sessions, new ChannelEnforcementFilter(rules, new RedirectTargets(new Ports(), null, null, List.of()),
						(any, roles) -> false, new SessionChannelCrossing(policy), Clock.systemUTC()));
		if (this.request.startsWith("with a cookie")) {
			MockHttpServletResponse response = new MockHttpServletResponse();
			run(response, (request, any) -> ((HttpServletRequest) request).getSession()
				.setAttribute("cart", "mug"));
			this.cookies = response.getCookies();
		}
	}

	private static PathChannelRule rule(String path) {
		return new PathChannelRule(ChannelRequirement.SECURE, path);
	}

	@Benchmark
	public Object serve() throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		if (this.request.endsWith(", read")) {
			run(response, (request, any) -> ((HttpServletRequest) request).getSession()
				.getAttribute("cart"));
		}
		else {
			run(response, (request, any) -> {
			});
		}
		return response;
	}

	private void run(MockHttpServletResponse response, FilterChain handler) throws IOException, ServletException {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/catalogue/mugs/blue");
		if (this.cookies.length > 0) {
			request.setCookies(this.cookies);
		}
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
