package io.github.mixedsession.channel;

import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.mixedsession.Channel;
import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.RequestRefusedEvent;
import io.github.mixedsession.test.MutableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link ChannelEnforcementFilter} tells a {@link ChannelObserver} and its
 * log.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChannelObserverTests {

	private static final LoggingSystem LOGGING = LoggingSystem.get(ChannelObserverTests.class.getClassLoader());

	private final Recorder recorder = new Recorder();

	private final RecordingCrossing crossing = new RecordingCrossing();

	private ChannelRequirement defaultRequirement = ChannelRequirement.ANY;

	@AfterEach
	void resetLogLevel() {
		LOGGING.setLogLevel(ChannelEnforcementFilter.class.getName(), null);
	}

	@Test
	void requestIsRedirectedToHttpsByItsRule() throws Exception {
		filter(request("GET", "/account", false));
		assertThat(this.recorder.calls).containsExactly("redirected to SECURE by mixed-session.channel.rules[0]");
	}

	@Test
	void requestIsRedirectedToHttpByItsRule() throws Exception {
		filter(request("GET", "/news", true));
		assertThat(this.recorder.calls).containsExactly("redirected to INSECURE by mixed-session.channel.rules[1]");
	}

	@Test
	void requestIsRedirectedByTheDefault() throws Exception {
		this.defaultRequirement = ChannelRequirement.SECURE;
		filter(request("GET", "/cart", false));
		assertThat(this.recorder.calls)
			.containsExactly("redirected to SECURE by mixed-session.channel.default-requirement");
	}

	@Test
	void sessionThatStaysOnHttpsIsRedirected() throws Exception {
		this.crossing.refuseStayOverHttp = true;
		filter(request("GET", "/cart", false));
		assertThat(this.recorder.calls).containsExactly("redirected to SECURE by the session");
	}

	@Test
	void requestThatIsNoNavigationIsRefused() throws Exception {
		filter(request("POST", "/account", false));
		filter(request("POST", "/news", true));
		assertThat(this.recorder.calls).containsExactly("refused WRONG_CHANNEL", "refused WRONG_CHANNEL");
	}

	@Test
	void hostThatIsNotAllowedIsRefused() throws Exception {
		MockHttpServletRequest toHttps = request("GET", "/account", false);
		toHttps.setServerName("evil.example");
		filter(toHttps);
		MockHttpServletRequest toHttp = request("GET", "/news", true);
		toHttp.setServerName("evil.example");
		filter(toHttp);
		assertThat(this.recorder.calls).containsExactly("refused UNTRUSTED_HOST", "refused UNTRUSTED_HOST");
	}

	@Test
	void ambiguousPathIsRefused() throws Exception {
		filter(request("GET", "/account/%2e%2e/news", false));
		assertThat(this.recorder.calls).containsExactly("refused AMBIGUOUS_PATH");
	}

	@Test
	void notCalledWhenRequestIsServed() throws Exception {
		filter(request("GET", "/account", true));
		filter(request("POST", "/cart", false));
		this.crossing.canLeave = false;
		filter(request("GET", "/news", true));
		assertThat(this.recorder.calls).isEmpty();
	}

	@Test
	void allTellsEveryObserver() throws Exception {
		Recorder other = new Recorder();
		ChannelObserver all = ChannelObserver.all(List.of(this.recorder, other));
		filter(request("GET", "/account", false), all);
		filter(request("POST", "/account", false), all);
		assertThat(this.recorder.calls).hasSize(2).isEqualTo(other.calls);
		assertThat(ChannelObserver.all(List.of())).isSameAs(ChannelObserver.NOOP);
		assertThat(ChannelObserver.all(List.of(other))).isSameAs(other);
	}

	@Test
	void refusalIsPublishedAsAnEventWithoutQueryAndPathParameters() throws Exception {
		List<Object> events = new ArrayList<>();
		MockHttpServletRequest request = request("POST", "/account;jsessionid=secret", false);
		request.setQueryString("SESSION=secret");
		filter(request, new RefusalPublisher(events::add));
		assertThat(events).singleElement().isInstanceOfSatisfying(RequestRefusedEvent.class, (event) -> {
			assertThat(event.getReason()).isEqualTo(RefusalReason.WRONG_CHANNEL);
			assertThat(event.getChannel()).isEqualTo(Channel.INSECURE);
			assertThat(event.getPath()).isEqualTo("/account");
			assertThat(event).asString().contains("WRONG_CHANNEL", "/account").doesNotContain("secret");
		});
	}

	@Test
	void debugLogNamesTheRule(CapturedOutput output) throws Exception {
		LOGGING.setLogLevel(ChannelEnforcementFilter.class.getName(), LogLevel.DEBUG);
		filter(request("GET", "/account", false));
		filter(request("GET", "/cart", true));
		assertThat(output).contains("GET /account over INSECURE requires SECURE by mixed-session.channel.rules[0]")
			.contains("GET /cart over SECURE requires ANY by mixed-session.channel.default-requirement");
	}

	@Test
	void debugLogHoldsNoQueryAndNoPathParameter(CapturedOutput output) throws Exception {
		LOGGING.setLogLevel(ChannelEnforcementFilter.class.getName(), LogLevel.DEBUG);
		MockHttpServletRequest request = request("GET", "/account;jsessionid=secret", false);
		request.setQueryString("SESSION=secret");
		filter(request);
		assertThat(output).contains("GET /account over INSECURE").doesNotContain("secret");
	}

	private void filter(MockHttpServletRequest request) throws Exception {
		filter(request, this.recorder);
	}

	private void filter(MockHttpServletRequest request, ChannelObserver observer) throws Exception {
		ChannelRules rules = new ChannelRules(List.of(),
				List.of(new PathChannelRule(ChannelRequirement.SECURE, "/account"),
						new PathChannelRule(ChannelRequirement.INSECURE, "/news")),
				this.defaultRequirement);
		RedirectTargets targets = new RedirectTargets(new FixedPorts(8080, 8443), null, null, List.of());
		new ChannelEnforcementFilter(rules, targets, RoleLookup.ofRequest(), this.crossing, new MutableClock(),
				observer, ResponseGuard.NONE)
			.doFilter(request, new MockHttpServletResponse(), (servedRequest, servedResponse) -> {
			});
	}

	private static MockHttpServletRequest request(String method, String path, boolean secure) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		request.setSecure(secure);
		return request;
	}

	private static final class Recorder implements ChannelObserver {

		private final List<String> calls = new ArrayList<>();

		@Override
		public void redirected(HttpServletRequest request, Channel target, @Nullable ChannelDecision decision) {
			this.calls
				.add("redirected to " + target + " by " + ((decision != null) ? decision.reason() : "the session"));
		}

		@Override
		public void refused(HttpServletRequest request, RefusalReason reason) {
			this.calls.add("refused " + reason);
		}

	}

}
