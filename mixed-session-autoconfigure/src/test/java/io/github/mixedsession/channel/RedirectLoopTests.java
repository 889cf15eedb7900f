package io.github.mixedsession.channel;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.ChannelRule;
import io.github.mixedsession.test.MutableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Simulates browsers that follow redirects, to see that none of them loops (attack 14).
 */
class RedirectLoopTests {

	private final RecordingCrossing crossing = new RecordingCrossing();

	private final Map<String, String> cookies = new HashMap<>();

	private final List<String> hops = new ArrayList<>();

	@Test
	void browserThatUpgradesEveryNavigationIsServedOverHttps() throws Exception {
		ChannelEnforcementFilter filter = filter(new PathChannelRule(ChannelRequirement.INSECURE, "/news"));
		String url = navigate(filter, "http://localhost:8080/news", RedirectLoopTests::upgrade);
		assertThat(url).isEqualTo("https://localhost:8443/news");
		assertThat(this.hops).hasSizeLessThanOrEqualTo(3);
		assertThat(this.crossing.calls).endsWith("stay INSECURE");
	}

	@Test
	void navigationAfterOneServedOverHttpsNeedsNoRedirect() throws Exception {
		ChannelEnforcementFilter filter = filter(new PathChannelRule(ChannelRequirement.INSECURE, "/news"));
		navigate(filter, "http://localhost:8080/news", RedirectLoopTests::upgrade);
		this.hops.clear();
		navigate(filter, "http://localhost:8080/news", RedirectLoopTests::upgrade);
		assertThat(this.hops).isEmpty();
	}

	@Test
	void browserThatDoesNotUpgradeCrossesOverAndOver() throws Exception {
		ChannelEnforcementFilter filter = filter(new PathChannelRule(ChannelRequirement.INSECURE, "/news"));
		for (int i = 0; i < 10; i++) {
			this.hops.clear();
			assertThat(navigate(filter, "https://localhost:8443/news", UnaryOperator.identity()))
				.isEqualTo("http://localhost:8080/news");
			assertThat(this.hops).hasSize(1);
			assertThat(this.cookies).isEmpty();
		}
	}

	@Test
	void pageWhoseRuleContradictsItselfIsServedOverHttps() throws Exception {
		ChannelRule contradiction = (request) -> request.isSecure() ? ChannelRequirement.INSECURE
				: ChannelRequirement.SECURE;
		ChannelEnforcementFilter filter = filter(
				new ChannelRules(List.of(contradiction), List.of(), ChannelRequirement.ANY));
		for (String start : List.of("http://localhost:8080/x", "https://localhost:8443/x")) {
			this.cookies.clear();
			this.hops.clear();
			assertThat(navigate(filter, start, UnaryOperator.identity())).isEqualTo("https://localhost:8443/x");
			assertThat(this.hops).hasSizeLessThanOrEqualTo(3);
		}
	}

	@Test
	void userKnownOverHttpsAloneIsServedOverHttps() throws Exception {
		ChannelEnforcementFilter filter = filter(new ChannelRules(List.of(),
				List.of(new PathChannelRule(List.of("/x"), Set.of(), Set.of("ADMIN"), ChannelRequirement.INSECURE)),
				ChannelRequirement.SECURE));
		assertThat(navigate(filter, "http://localhost:8080/x", UnaryOperator.identity()))
			.isEqualTo("https://localhost:8443/x");
		assertThat(this.hops).hasSizeLessThanOrEqualTo(3);
	}

	@Test
	void sessionThatStaysSecureIsServedOverHttps() throws Exception {
		this.crossing.canLeave = false;
		ChannelEnforcementFilter filter = filter(new PathChannelRule(ChannelRequirement.INSECURE, "/news"));
		assertThat(navigate(filter, "https://localhost:8443/news", UnaryOperator.identity()))
			.isEqualTo("https://localhost:8443/news");
		assertThat(this.hops).isEmpty();
	}

	@Test
	void pageIsServedOverHttpsWhenStepDownIsRefusedOverHttpAlone() throws Exception {
		this.crossing.refuseStayOverHttp = true;
		ChannelEnforcementFilter filter = filter(new PathChannelRule(ChannelRequirement.INSECURE, "/news"));
		for (String start : List.of("http://localhost:8080/news", "https://localhost:8443/news")) {
			this.cookies.clear();
			this.hops.clear();
			assertThat(navigate(filter, start, UnaryOperator.identity())).isEqualTo("https://localhost:8443/news");
			assertThat(this.hops).hasSizeLessThanOrEqualTo(3);
		}
	}

	private String navigate(ChannelEnforcementFilter filter, String start, UnaryOperator<String> browser)
			throws Exception {
		String url = browser.apply(start);
		while (this.hops.size() < 20) {
			MockHttpServletResponse response = request(filter, URI.create(url));
			for (Cookie cookie : response.getCookies()) {
				if (cookie.getMaxAge() == 0) {
					this.cookies.remove(cookie.getName());
				}
				else {
					this.cookies.put(cookie.getName(), cookie.getValue());
				}
			}
			if (response.getStatus() != 302) {
				return url;
			}
			this.hops.add(url);
			url = browser.apply(response.getHeader("Location"));
		}
		return "looped";
	}

	private MockHttpServletResponse request(ChannelEnforcementFilter filter, URI url) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", url.getRawPath());
		request.setSecure(url.getScheme().equals("https"));
		request.setCookies(this.cookies.entrySet()
			.stream()
			.map((entry) -> new Cookie(entry.getKey(), entry.getValue()))
			.toArray(Cookie[]::new));
		MockHttpServletResponse response = new MockHttpServletResponse();
		filter.doFilter(request, response, (req, res) -> {
		});
		return response;
	}

	private static String upgrade(String url) {
		return url.replace("http://localhost:8080", "https://localhost:8443");
	}

	private ChannelEnforcementFilter filter(PathChannelRule rule) {
		return filter(new ChannelRules(List.of(), List.of(rule), ChannelRequirement.ANY));
	}

	private ChannelEnforcementFilter filter(ChannelRules rules) {
		return new ChannelEnforcementFilter(rules,
				new RedirectTargets(new FixedPorts(8080, 8443), null, null, List.of()),
				(request, roles) -> request.isSecure(), this.crossing, new MutableClock());
	}

}
