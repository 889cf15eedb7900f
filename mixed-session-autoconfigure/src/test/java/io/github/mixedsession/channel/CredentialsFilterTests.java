package io.github.mixedsession.channel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.test.MutableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CredentialsFilter}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CredentialsFilterTests {

	private final MutableClock clock = new MutableClock();

	private final List<RefusalReason> refused = new ArrayList<>();

	private final List<Object> served = new ArrayList<>();

	private final CredentialsFilter filter = filter(CredentialsOverHttp.REFUSE);

	/** Whatever an application that ran before in this JVM has logged. */
	@BeforeEach
	void logWarnings() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel("io.github.mixedsession.channel", LogLevel.WARN);
	}

	@ParameterizedTest
	@EnumSource
	void refusesWhateverTheDispatch(DispatcherType dispatch) throws Exception {
		MockHttpServletRequest request = withCredentials();
		request.setDispatcherType(dispatch);
		MockHttpServletResponse response = run(this.filter, request);
		assertThat(response.getStatus()).isEqualTo(403);
		assertThat(response.getErrorMessage()).isNull();
		assertThat(response.getContentAsString()).startsWith("Credentials are not accepted over HTTP");
		assertThat(this.served).isEmpty();
		assertThat(this.refused).containsExactly(RefusalReason.CREDENTIALS_OVER_HTTP);
	}

	@Test
	void servesOverHttpsWithoutCredentialsOrWhereItIsAllowed() throws Exception {
		MockHttpServletRequest secure = withCredentials();
		secure.setSecure(true);
		run(this.filter, secure);
		run(this.filter, new MockHttpServletRequest("GET", "/page"));
		run(filter(CredentialsOverHttp.ALLOW), withCredentials());
		assertThat(this.served).hasSize(3);
		assertThat(this.refused).isEmpty();
	}

	@Test
	void warnsOnceAMinuteAndTellsNothingOfTheCredentials(CapturedOutput output) throws Exception {
		for (int i = 0; i <= 60; i++) {
			run(this.filter, withCredentials());
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(this.refused).hasSize(61);
		assertThat(output.getAll().split("mixed-session\\.channel\\.credentials-over-http=allow", -1)).hasSize(1 + 2);
		assertThat(output).contains("Refused GET /page over HTTP")
			.doesNotContain("c2VjcmV0")
			.doesNotContain("JSESSION");
	}

	private MockHttpServletResponse run(CredentialsFilter filter, MockHttpServletRequest request) throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		filter.doFilter(request, response, (req, res) -> this.served.add(req));
		return response;
	}

	private CredentialsFilter filter(CredentialsOverHttp mode) {
		return new CredentialsFilter(mode, new ChannelObserver() {

			@Override
			public void refused(HttpServletRequest request, RefusalReason reason) {
				CredentialsFilterTests.this.refused.add(reason);
			}

		}, this.clock);
	}

	private static MockHttpServletRequest withCredentials() {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/page;JSESSION=x");
		request.addHeader("Authorization", "Basic c2VjcmV0");
		return request;
	}

}
