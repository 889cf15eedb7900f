package io.github.mixedsession.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.mixedsession.Channel;
import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.ChannelRule;
import io.github.mixedsession.channel.ChannelVerdict.Outcome;
import io.github.mixedsession.http.ConnectorPorts;
import io.github.mixedsession.test.MutableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ChannelDryRun}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChannelDryRunTests {

	private static final List<PathChannelRule> CONFIGURED = List.of(
			new PathChannelRule(ChannelRequirement.SECURE, "/account", "/account/**"),
			new PathChannelRule(ChannelRequirement.INSECURE, "/news"),
			new PathChannelRule(List.of("/reports"), Set.of(), Set.of("ADMIN"), ChannelRequirement.INSECURE),
			new PathChannelRule(List.of("/form"), Set.of("POST"), Set.of(), ChannelRequirement.SECURE));

	private final ConnectorPorts ports = new FixedPorts(8080, 8443);

	@Test
	void requestIsServedWhenItsRequirementIsMet() {
		assertThat(run("GET", "/account", Channel.SECURE)).isEqualTo(ChannelVerdict
			.serve(new ChannelDecision(ChannelRequirement.SECURE, "mixed-session.channel.rules[0]", true)));
		assertThat(run("POST", "/cart", Channel.INSECURE)).isEqualTo(ChannelVerdict
			.serve(new ChannelDecision(ChannelRequirement.ANY, "mixed-session.channel.default-requirement", false)));
	}

	@Test
	void navigationOnTheWrongChannelIsRedirected() {
		ChannelVerdict toHttps = run("GET", "/account/x%20y", Channel.INSECURE);
		assertThat(toHttps.outcome()).isEqualTo(Outcome.REDIRECT);
		assertThat(toHttps.status()).isEqualTo(302);
		assertThat(toHttps.detail()).isEqualTo("https://localhost:8443/account/x%20y");
		assertThat(run("GET", "/news", Channel.SECURE).detail()).isEqualTo("http://localhost:8080/news");
	}

	@Test
	void rulesDoNotSeeTheContextPathButTheLocationHasIt() {
		HypotheticalRequest request = new HypotheticalRequest("GET", "/shop", "", "/account", Channel.INSECURE,
				"localhost", Set.of());
		assertThat(run(request).detail()).isEqualTo("https://localhost:8443/shop/account");
	}

	@Test
	void secureRulesApplyWithinTheServletsPrefix() throws Exception {
		for (String path : List.of("/app/account", "/application/account", "/account")) {
			boolean within = path.startsWith("/app/");
			MockHttpServletRequest real = new MockHttpServletRequest("GET", path);
			real.setServletPath(within ? "/app" : path);
			real.setHttpServletMapping(HypotheticalMapping.of(within ? "/app" : ""));
			HypotheticalRequest request = new HypotheticalRequest("GET", "", "/app", path, Channel.INSECURE,
					"localhost", Set.of());
			assertThat(run(request).decision()).isEqualTo(rules().decide(real, RoleLookup.ofRequest()));
		}
		assertThat(
				run(new HypotheticalRequest("GET", "", "/app", "/app/account", Channel.INSECURE, "localhost", Set.of()))
					.outcome())
			.isEqualTo(Outcome.REDIRECT);
	}

	@Test
	void postOnTheWrongChannelIsRefused() {
		ChannelVerdict forecast = run("POST", "/form", Channel.INSECURE);
		assertThat(forecast.outcome()).isEqualTo(Outcome.REFUSE);
		assertThat(forecast.status()).isEqualTo(403);
		assertThat(forecast.decision().reason()).isEqualTo("mixed-session.channel.rules[3]");
	}

	@Test
	void hostThatIsNotAllowedIsRefusedAndNotLogged(CapturedOutput output) {
		ChannelVerdict forecast = run(
				new HypotheticalRequest("GET", "", "", "/account", Channel.INSECURE, "evil.example", Set.of()));
		assertThat(forecast.status()).isEqualTo(400);
		assertThat(forecast.detail()).contains("mixed-session.channel.allowed-hosts");
		assertThat(output).doesNotContain("evil.example");
	}

	@Test
	void ambiguousPathIsRefusedBeforeTheRules() {
		ChannelVerdict forecast = run("GET", "/news/..%2faccount", Channel.INSECURE);
		assertThat(forecast.decision()).isNull();
		assertThat(forecast.status()).isEqualTo(400);
	}

	@Test
	void failureNamesTheCureWhenNoConnectorSpeaksHttps() {
		ChannelVerdict forecast = new ChannelDryRun(rules(),
				new RedirectTargets(new FixedPorts(8080, ConnectorPorts.UNKNOWN), null, null, List.of()))
			.run(request("GET", "/account", Channel.INSECURE));
		assertThat(forecast.outcome()).isEqualTo(Outcome.FAIL);
		assertThat(forecast.status()).isEqualTo(500);
		assertThat(forecast.detail()).contains("mixed-session.channel.https-base-url");
	}

	@Test
	void rolesCountOverHttpsAlone() {
		for (String role : List.of("ADMIN", "ROLE_ADMIN")) {
			HypotheticalRequest request = new HypotheticalRequest("GET", "", "", "/reports", Channel.SECURE,
					"localhost", Set.of("USER", role));
			assertThat(run(request).decision().reason()).isEqualTo("mixed-session.channel.rules[2]");
		}
		assertThat(run("GET", "/reports", Channel.SECURE).decision().byRule()).isFalse();
		HypotheticalRequest overHttp = new HypotheticalRequest("GET", "", "", "/reports", Channel.INSECURE, "localhost",
				Set.of("ADMIN"));
		assertThat(run(overHttp).decision().byRule()).isFalse();
	}

	@Test
	void ruleInCodeSeesARequestWithoutASession() {
		List<Object> seen = new ArrayList<>();
		ChannelRule rule = (request) -> {
			request.setAttribute("a", "b");
			seen.addAll(List.of(request.getMethod(), request.getRequestURI(), request.isSecure(),
					request.getRequestURL().toString(), request.getAttribute("a"), request.getParameterMap()));
			assertThat(request.getSession(false)).isNull();
			assertThat(request.getCookies()).isNull();
			assertThat(request.getHeader("User-Agent")).isNull();
			assertThat(request.getContentLength()).isEqualTo(-1);
			assertThat(request.getParameterNames().hasMoreElements()).isFalse();
			assertThat(request.isUserInRole("ADMIN")).isFalse();
			assertThat(Set.of(request)).contains(request);
			assertThat(request).asString().contains("/x");
			return ChannelRequirement.SECURE;
		};
		ChannelVerdict forecast = run(rule, "/x");
		assertThat(seen).containsExactly("GET", "/x", false, "http://localhost/x", "b", Map.of());
		assertThat(forecast.decision().reason()).isEqualTo(rule.getClass().getName());
	}

	@Test
	void ruleThatCreatesASessionFails() {
		assertThatIllegalStateException().isThrownBy(() -> run((request) -> {
			request.getSession();
			return null;
		}, "/x")).withMessageContaining("must not create a session");
	}

	@ParameterizedTest
	@MethodSource("requests")
	void runForeseesWhatTheFilterDoes(HypotheticalRequest request) throws Exception {
		MockHttpServletRequest real = new MockHttpServletRequest(request.method(),
				request.contextPath() + request.path());
		real.setContextPath(request.contextPath());
		real.setSecure(request.channel() == Channel.SECURE);
		real.setServerName(request.host());
		real.addHeader("Accept", "text/html");
		request.roles().forEach((role) -> real.addUserRole((request.channel() == Channel.SECURE) ? role : "nobody"));
		MockHttpServletResponse response = new MockHttpServletResponse();
		List<Object> served = new ArrayList<>();
		new ChannelEnforcementFilter(rules(), targets(), RoleLookup.ofRequest(), new RecordingCrossing(),
				new MutableClock())
			.doFilter(real, response, (servedRequest, servedResponse) -> served.add(servedRequest));
		ChannelVerdict forecast = run(request);
		assertThat(forecast.outcome() == Outcome.SERVE).isEqualTo(!served.isEmpty());
		assertThat(forecast.status()).isEqualTo(response.getStatus());
		assertThat((forecast.outcome() == Outcome.REDIRECT) ? forecast.detail() : null)
			.isEqualTo(response.getHeader("Location"));
		if (forecast.outcome() == Outcome.REFUSE) {
			String reason = (response.getErrorMessage() != null) ? response.getErrorMessage()
					: response.getContentAsString();
			assertThat(reason).startsWith(forecast.detail());
		}
	}

	static Stream<HypotheticalRequest> requests() {
		return Stream.of("GET", "HEAD", "POST", "OPTIONS")
			.flatMap((method) -> Stream
				.of("/", "/account", "/Account/", "/account;a=b/c", "/news", "/news/", "/reports", "/form", "/a//b",
						"/account/%2e%2e/news", "/a b")
				.flatMap((path) -> Stream.of(Channel.values())
					.flatMap((channel) -> Stream.of("localhost", "evil.example")
						.flatMap((host) -> Stream.of(Set.<String>of(), Set.of("ADMIN"))
							.flatMap((roles) -> Stream.of("", "/shop")
								.map((context) -> new HypotheticalRequest(method, context, "", path, channel, host,
										roles)))))));
	}

	private ChannelVerdict run(String method, String path, Channel channel) {
		return run(request(method, path, channel));
	}

	private ChannelVerdict run(HypotheticalRequest request) {
		return new ChannelDryRun(rules(), targets()).run(request);
	}

	private ChannelVerdict run(ChannelRule rule, String path) {
		return new ChannelDryRun(new ChannelRules(List.of(rule), CONFIGURED, ChannelRequirement.ANY), targets())
			.run(request("GET", path, Channel.INSECURE));
	}

	private static HypotheticalRequest request(String method, String path, Channel channel) {
		return new HypotheticalRequest(method, "", "", path, channel, "localhost", Set.of());
	}

	private RedirectTargets targets() {
		return new RedirectTargets(this.ports, null, null, List.of());
	}

	private static ChannelRules rules() {
		return new ChannelRules(List.of(), CONFIGURED, ChannelRequirement.ANY);
	}

}
