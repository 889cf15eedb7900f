package io.github.mixedsession.channel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.mixedsession.Channel;
import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.channel.ChannelVerdict.Outcome;
import io.github.mixedsession.http.ConnectorPorts;
import io.github.mixedsession.test.MutableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * {@link ChannelEnforcementFilter} does what {@link ChannelDryRun} says, for both ask one
 * {@link ChannelJudge}: the same requests go through both.
 */
class ChannelJudgeTests {

	private static final RedirectTargets LOCAL = targets(8443, null, HeaderLimit.DEFAULT);

	private final RecordingCrossing crossing = new RecordingCrossing();

	private final Answers answers = new Answers();

	@ParameterizedTest
	@MethodSource("sites")
	void filterDoesWhatTheDryRunSays(Site site) throws Exception {
		for (HypotheticalRequest request : requests().toList()) {
			ChannelVerdict verdict = new ChannelDryRun(site.rules, site.targets).run(request);
			assertSame(verdict, site, request);
		}
	}

	@Test
	void tableHasEveryVerdict() {
		Set<@Nullable Object> seen = new HashSet<>();
		sites().forEach((site) -> {
			requests().forEach((request) -> {
				ChannelVerdict verdict = new ChannelDryRun(site.rules, site.targets).run(request);
				seen.add(verdict.outcome());
				seen.add(verdict.refusal());
				seen.add((verdict.decision() != null) ? verdict.decision().requirement() : null);
			});
		});
		assertThat(seen).contains((Object[]) Outcome.values())
			.contains(RefusalReason.AMBIGUOUS_PATH, RefusalReason.WRONG_CHANNEL, RefusalReason.UNTRUSTED_HOST,
					RefusalReason.URL_TOO_LONG)
			.contains((Object[]) ChannelRequirement.values());
	}

	@Test
	void judgeWritesNothingAndAsksForNoSession() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/account");
		ChannelVerdict verdict = new ChannelJudge(new Site(ChannelRequirement.ANY, LOCAL).rules, LOCAL).judge(request,
				RoleLookup.ofRequest(), () -> 0);
		assertThat(verdict.outcome()).isEqualTo(Outcome.REDIRECT);
		assertThat(request.getSession(false)).isNull();
		assertThat(RequestTarget.isKept(request)).isFalse();
	}

	private void assertSame(ChannelVerdict verdict, Site site, HypotheticalRequest request) throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		List<Object> served = new ArrayList<>();
		this.answers.all.clear();
		this.crossing.calls.clear();
		ChannelEnforcementFilter filter = new ChannelEnforcementFilter(site.rules, site.targets, RoleLookup.ofRequest(),
				this.crossing, new MutableClock(), this.answers, ResponseGuard.NONE);
		if (verdict.outcome() == Outcome.FAIL) {
			assertThatIllegalStateException().as("%s %s", site, request)
				.isThrownBy(() -> filter.doFilter(request.asServletRequest(), response, (seen, answer) -> {
				}))
				.withMessage(verdict.detail());
			return;
		}
		filter.doFilter(request.asServletRequest(), response, (seen, answer) -> served.add(seen));
		String body = (response.getErrorMessage() != null) ? response.getErrorMessage()
				: response.getContentAsString().strip();
		String location = response.getHeader("Location");
		assertThat(new ChannelVerdict(verdict.decision(), outcome(response, served), response.getStatus(),
				this.answers.refusal(), (location != null) ? location : body.isEmpty() ? null : body))
			.as("%s %s", site, request)
			.isEqualTo(verdict);
		assertThat(this.answers.all).hasSize(served.isEmpty() ? 1 : 0);
		assertThat(this.crossing.calls).as("%s %s", site, request)
			.isEqualTo(crossings(verdict, request.channel() == Channel.SECURE));
	}

	private static Outcome outcome(MockHttpServletResponse response, List<Object> served) {
		return !served.isEmpty() ? Outcome.SERVE : (response.getStatus() < 400) ? Outcome.REDIRECT : Outcome.REFUSE;
	}

	private static List<String> crossings(ChannelVerdict verdict, boolean secure) {
		if (verdict.outcome() == Outcome.SERVE) {
			return List.of("stay " + verdict.decision().requirement());
		}
		return (verdict.outcome() == Outcome.REDIRECT && secure) ? List.of("leave INSECURE") : List.of();
	}

	private static Stream<Site> sites() {
		return Stream.of(new Site(ChannelRequirement.ANY, LOCAL), new Site(ChannelRequirement.SECURE, LOCAL),
				new Site(ChannelRequirement.INSECURE, LOCAL),
				new Site(ChannelRequirement.ANY,
						targets(ConnectorPorts.UNKNOWN, "https://shop.example", HeaderLimit.DEFAULT)),
				new Site(ChannelRequirement.ANY, targets(ConnectorPorts.UNKNOWN, null, HeaderLimit.DEFAULT)),
				new Site(ChannelRequirement.ANY, targets(8443, null, new HeaderLimit(2048, "x"))));
	}

	private static Stream<HypotheticalRequest> requests() {
		return Stream.of("GET", "HEAD", "POST", "DELETE")
			.flatMap(
					(method) -> Stream
						.of("/", "/account", "/ACCOUNT/", "/account;a=b/c", "/news", "/news/", "/news.css", "/reports",
								"/form", "/code", "/learned", "/a//b", "/account/%2e%2e/news", "/a b",
								"/account/" + "x".repeat(2000), "/app/account")
						.flatMap((path) -> Stream.of(Channel.values())
							.flatMap((channel) -> Stream.of("localhost", "shop.example", "evil.example")
								.flatMap((host) -> Stream.of(Set.<String>of(), Set.of("ADMIN"))
									.map((roles) -> new HypotheticalRequest(method,
											path.startsWith("/app") ? "" : "/shop", "/app", path, channel, host,
											roles))))));
	}

	private static RedirectTargets targets(int httpsPort, @Nullable String httpsBaseUrl, HeaderLimit headerLimit) {
		return new RedirectTargets(new FixedPorts(8080, httpsPort), null, httpsBaseUrl,
				List.of("localhost", "shop.example"), headerLimit);
	}

	/**
	 * What is configured.
	 *
	 * @param rules the rules
	 * @param targets where they lead to
	 */
	record Site(ChannelRules rules, RedirectTargets targets) {

		Site(ChannelRequirement byDefault, RedirectTargets targets) {
			this(new ChannelRules(List.of(new Learned()),
					List.of((request) -> request.getRequestURI().endsWith("/code") ? ChannelRequirement.SECURE : null),
					List.of(new PathChannelRule(ChannelRequirement.SECURE, "/account", "/account/**"),
							new PathChannelRule(ChannelRequirement.INSECURE, "/news", "/news.css", "/learned"),
							new PathChannelRule(List.of("/reports"), Set.of(), Set.of("ADMIN"),
									ChannelRequirement.INSECURE),
							new PathChannelRule(List.of("/form"), Set.of("POST"), Set.of(), ChannelRequirement.SECURE),
							new PathChannelRule(ChannelRequirement.ANY, "/")),
					byDefault), targets);
		}

	}

	private static final class Learned implements LearnedRule {

		@Override
		public @Nullable ChannelDecision decide(HttpServletRequest request) {
			return request.getRequestURI().endsWith("/learned")
					? new ChannelDecision(ChannelRequirement.SECURE, "learned", true) : null;
		}

		@Override
		public List<ChannelRuleDescription> describe() {
			return List.of();
		}

	}

	private static final class Answers implements ChannelObserver {

		private final List<Object> all = new ArrayList<>();

		@Override
		public void redirected(HttpServletRequest request, Channel target, @Nullable ChannelDecision decision) {
			this.all.add(target);
		}

		@Override
		public void refused(HttpServletRequest request, RefusalReason reason) {
			this.all.add(reason);
		}

		private @Nullable RefusalReason refusal() {
			return (!this.all.isEmpty() && this.all.get(0) instanceof RefusalReason reason) ? reason : null;
		}

	}

}
