package io.github.mixedsession.channel;

import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.ChannelRule;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.http.ConnectorPorts;
import io.github.mixedsession.test.MutableClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ChannelEnforcementFilter}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChannelEnforcementFilterTests {

	private static final String HOP = ChannelEnforcementFilter.HOP_COOKIE_NAME;

	private final RecordingCrossing crossing = new RecordingCrossing();

	private final MutableClock clock = new MutableClock();

	private MockHttpServletResponse response = new MockHttpServletResponse();

	private final List<String> served = new ArrayList<>();

	private final FilterChain chain = (request, response) -> this.served
		.add(((MockHttpServletRequest) request).getRequestURI());

	private ChannelEnforcementFilter sharedFilter;

	private ChannelRules rules = new ChannelRules(List.of(),
			List.of(new PathChannelRule(ChannelRequirement.SECURE, "/account", "/account/**"),
					new PathChannelRule(ChannelRequirement.INSECURE, "/news"),
					new PathChannelRule(List.of("/reports"), Set.of(), Set.of("ADMIN"), ChannelRequirement.SECURE)),
			ChannelRequirement.ANY);

	/** Whatever an application that ran before in this JVM has logged. */
	@BeforeEach
	void logWarnings() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel("io.github.mixedsession.channel", LogLevel.WARN);
	}

	@Test
	void securePathOverHttpIsRedirectedToHttps() throws Exception {
		MockHttpServletRequest request = http("GET", "/account");
		request.setQueryString("a=1&b=%2F");
		filter(request);
		assertRedirectedTo("https://localhost:8443/account?a=1&b=%2F");
		assertThat(this.response.getHeaders("Set-Cookie")).isEmpty();
		assertThat(this.crossing.calls).isEmpty();
	}

	@Test
	void securePathIsServedOverHttps() throws Exception {
		filter(https("GET", "/account"));
		assertServed();
		assertThat(this.crossing.calls).containsExactly("stay SECURE");
	}

	@Test
	void insecurePathOverHttpsIsRedirectedAsTheSessionLeaves() throws Exception {
		filter(https("GET", "/news"));
		assertRedirectedTo("http://localhost:8080/news");
		assertThat(this.crossing.calls).containsExactly("leave INSECURE");
		assertThat(this.response.getHeaders("Set-Cookie")).singleElement()
			.asString()
			.startsWith(HOP + "=1; Path=/; Max-Age=10;")
			.contains("HttpOnly", "SameSite=Lax")
			.doesNotContain("Secure", "Domain");
	}

	@Test
	void insecurePathIsServedOverHttp() throws Exception {
		filter(http("GET", "/news"));
		assertServed();
		assertThat(this.crossing.calls).containsExactly("stay INSECURE");
		assertThat(this.response.getHeaderNames()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void requestStaysOnItsChannelWhereAnyIsRequired(boolean secure) throws Exception {
		MockHttpServletRequest request = http("POST", "/cart");
		request.setSecure(secure);
		filter(request);
		assertServed();
		assertThat(this.crossing.calls).containsExactly("stay ANY");
		assertThat(this.response.getHeaderNames()).isEmpty();
	}

	@Test
	void insecurePathIsServedOverHttpsWhenTheSessionCannotLeave() throws Exception {
		this.crossing.canLeave = false;
		filter(https("GET", "/news"));
		assertServed();
		assertThat(this.crossing.calls).containsExactly("leave INSECURE", "stay INSECURE");
		assertThat(this.response.getHeaders("Set-Cookie")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "FOO" })
	void otherMethodThanGetOrHeadIsRefusedOnTheWrongChannel(String method) throws Exception {
		filter(http(method, "/account"));
		assertRefused(403);
		filter(https(method, "/news"));
		assertRefused(403);
		assertThat(this.crossing.calls).isEmpty();
	}

	@Test
	void repeatedRefusalIsLoggedOnceWithItsRule(CapturedOutput output) throws Exception {
		filter(http("POST", "/account"));
		filter(http("PUT", "/account"));
		filter(https("POST", "/news"));
		assertThat(output).containsOnlyOnce("/account over HTTP: mixed-session.channel.rules[0] requires HTTPS")
			.containsOnlyOnce("Refused POST /news over HTTPS: mixed-session.channel.rules[1] requires HTTP,");
	}

	@Test
	void postToAnInsecurePathIsRefusedOverHttps() throws Exception {
		filter(https("POST", "/news"));
		assertRefused(403);
	}

	@Test
	void overriddenMethodIsRefusedOnTheWrongChannel() throws Exception {
		MockHttpServletRequest request = http("GET", "/account");
		request.setQueryString("_method=DELETE");
		filter(request);
		assertRefused(403);
	}

	@Test
	void headIsRedirectedToHttps() throws Exception {
		filter(http("HEAD", "/account"));
		assertRedirectedTo("https://localhost:8443/account");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			X-Requested-With, XMLHttpRequest
			Sec-Fetch-Mode,   cors
			Upgrade,          websocket
			Origin,           http://localhost
			Accept,           application/json
			Sec-Purpose,      prefetch
			""")
	void requestThatIsNoNavigationIsRefusedOnTheWrongChannel(String header, String value) throws Exception {
		MockHttpServletRequest insecure = http("GET", "/account");
		insecure.addHeader(header, value);
		filter(insecure);
		assertRefused(403);
		MockHttpServletRequest secure = https("GET", "/news");
		secure.addHeader(header, value);
		filter(secure);
		assertRefused(403);
		assertThat(this.crossing.calls).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/account", "/account/", "/Account", "/ACCOUNT/ORDERS", "/%61ccount", "/account;x=y",
			"/account;jsessionid=1", "/account/;", "//account", "/./account", "/x/../account", "/%2e/account",
			"/x/%2e%2e/account", "/%2faccount", "/account%2f", "/x%2f..%2faccount", "/.;x/account", "/x/..;/account",
			"/;x/account", "/\\account", "/%5caccount", "/account%00", "/account%3bx=y", "/account%253b",
			"/%252e/account", "/account/x.json", "/account/%6frders" })
	void securePathIsNeverServedOverHttpHoweverItIsSpelled(String path) throws Exception {
		for (String method : List.of("GET", "HEAD", "POST", "OPTIONS", "TRACE", "FOO", "get")) {
			for (String query : new String[] { null, "", "x=/../..", "_method=GET" }) {
				MockHttpServletRequest request = http(method, path);
				request.setQueryString(query);
				filter(request);
				assertThat(this.served).isEmpty();
				assertThat(this.response.getStatus()).isIn(302, 400, 403);
			}
		}
		assertThat(this.crossing.calls).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "//x", "/x/..", "/%2e%2e/x", "/x%2fy", "/x%5cy", "/x\r\ny", "/x%00", "x", "" })
	void ambiguousPathIsRefusedOnBothChannels(String path) throws Exception {
		for (MockHttpServletRequest request : List.of(http("GET", path), https("GET", path))) {
			filter(request);
			assertRefused(400);
			assertThat(this.response.getErrorMessage()).isEqualTo("The path of this request is ambiguous");
		}
	}

	@Test
	void noRuleIsAskedAboutAnAmbiguousPath() throws Exception {
		ChannelRule failing = (request) -> {
			throw new IllegalStateException("asked");
		};
		this.rules = new ChannelRules(List.of(failing), List.of(), ChannelRequirement.ANY);
		filter(http("GET", "/x/../y"));
		assertRefused(400);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			http,  /account
			https, /news
			""")
	void hostThatIsNotAllowedIsRefusedWithoutEcho(String scheme, String path, CapturedOutput output) throws Exception {
		MockHttpServletRequest request = http("GET", path);
		request.setSecure(scheme.equals("https"));
		request.setServerName("evil.test\r\nWARN forged");
		filter(request);
		filter(again(request));
		assertRefused(400);
		assertThat(this.response.getContentAsString()).contains("mixed-session.channel.allowed-hosts")
			.doesNotContain("evil");
		assertThat(this.crossing.calls).isEmpty();
		assertThat(output).containsOnlyOnce("evil.test__WARN forged")
			.containsOnlyOnce("mixed-session.channel.allowed-hosts");
	}

	@Test
	void unknownTargetFailsBeforeTheSessionLeaves() {
		ChannelEnforcementFilter filter = filter(new FixedPorts(-1, 8443));
		assertThatIllegalStateException()
			.isThrownBy(() -> filter.doFilter(https("GET", "/news"), this.response, this.chain))
			.withMessageContaining("mixed-session.channel.http-base-url");
		assertThat(this.crossing.calls).isEmpty();
		assertThat(this.served).isEmpty();
	}

	@Test
	void ruleWithRolesRedirectsOnlyWhoHasThem() throws Exception {
		filter(http("GET", "/reports"));
		assertServed();
		this.served.clear();
		MockHttpServletRequest admin = http("GET", "/reports");
		admin.addUserRole("ADMIN");
		filter(admin);
		assertRedirectedTo("https://localhost:8443/reports");
	}

	@ParameterizedTest
	@EnumSource(DispatcherType.class)
	void laterDispatchesOfADecidedRequestPass(DispatcherType dispatcherType) throws Exception {
		MockHttpServletRequest request = http("GET", "/news");
		filter(request);
		request.setDispatcherType(dispatcherType);
		request.setRequestURI("/account");
		filter(request);
		assertThat(this.served).containsExactly("/news", "/account");
		assertThat(this.crossing.calls).containsExactly("stay INSECURE");
	}

	@Test
	void errorPageOfARefusedRequestIsServed() throws Exception {
		MockHttpServletRequest request = http("POST", "/account");
		filter(request);
		assertRefused(403);
		request.setDispatcherType(DispatcherType.ERROR);
		request.setRequestURI("/error");
		filter(request);
		assertThat(this.served).containsExactly("/error");
		assertThat(this.crossing.calls).isEmpty();
	}

	@Test
	void errorPageOfAnUndecidedRequestIsServedOverHttp() throws Exception {
		this.rules = new ChannelRules(List.of(), List.of(), ChannelRequirement.SECURE);
		MockHttpServletRequest request = http("GET", "/error");
		request.setDispatcherType(DispatcherType.ERROR);
		filter(request);
		assertServed();
		assertThat(this.crossing.calls).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(value = DispatcherType.class, names = { "REQUEST", "FORWARD", "ASYNC", "INCLUDE" })
	void undecidedRequestIsDecidedOnAnyDispatchButError(DispatcherType dispatcherType) throws Exception {
		MockHttpServletRequest request = http("GET", "/account");
		request.setDispatcherType(dispatcherType);
		filter(request);
		assertRedirectedTo("https://localhost:8443/account");
	}

	@Test
	void nestedFiltersDecideOnce() throws Exception {
		ChannelEnforcementFilter outer = filter(new FixedPorts(8080, 8443));
		ChannelEnforcementFilter inner = filter(new FixedPorts(8080, 8443));
		outer.doFilter(http("GET", "/cart"), this.response,
				(request, response) -> inner.doFilter(request, response, this.chain));
		assertServed();
		assertThat(this.crossing.calls).containsExactly("stay ANY");
	}

	@Test
	void navigationGoesToHttpsWhenTheStepDownIsRefused() throws Exception {
		this.crossing.refuseStayOverHttp = true;
		filter(http("GET", "/news"));
		assertRedirectedTo("https://localhost:8443/news");
	}

	@Test
	void postIsRefusedWhenTheStepDownIsRefused() throws Exception {
		this.crossing.refuseStayOverHttp = true;
		filter(http("POST", "/news"));
		assertRefused(403);
	}

	@Test
	void redirectReplacesTheHandlersResponseAtARefusedStepDown() throws Exception {
		MockHttpServletRequest request = http("GET", "/news");
		request.setQueryString("a=1");
		filter(new FixedPorts(8080, 8443)).doFilter(request, this.response, (req, res) -> {
			res.setContentLength(1000);
			res.getWriter().write("half a page");
			((HttpServletResponse) res).addHeader("Cache-Control", "public");
			request.setRequestURI("/WEB-INF/news.jsp");
			throw new ServletException(new IllegalStateException(new StepDownRefusedException()));
		});
		assertRedirectedTo("https://localhost:8443/news?a=1");
		assertThat(this.response.getContentLength()).isZero();
		assertThat(this.response.getHeaders("Cache-Control")).containsExactly("private, no-store");
	}

	@Test
	void refusedStepDownPropagatesOnceTheResponseIsCommitted() {
		assertThatExceptionOfType(StepDownRefusedException.class).isThrownBy(
				() -> filter(new FixedPorts(8080, 8443)).doFilter(http("GET", "/news"), this.response, (req, res) -> {
					res.flushBuffer();
					throw new StepDownRefusedException();
				}));
	}

	@Test
	void refusedStepDownPropagatesOverHttps() {
		assertThatExceptionOfType(StepDownRefusedException.class).isThrownBy(() -> filter(new FixedPorts(8080, 8443))
			.doFilter(https("GET", "/account"), this.response, (req, res) -> {
				throw new StepDownRefusedException();
			}));
	}

	@Test
	void failureOfTheHandlerPropagates() {
		assertThatExceptionOfType(ServletException.class).isThrownBy(
				() -> filter(new FixedPorts(8080, 8443)).doFilter(http("GET", "/news"), this.response, (req, res) -> {
					throw new ServletException("broken");
				}))
			.withMessage("broken");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			X-Forwarded-Proto, https
			X-Forwarded-Proto, 'http, HTTPS'
			Forwarded,         for=192.0.2.1;proto=https;by=x
			Forwarded,         'for=x, proto="https"'
			X-Forwarded-Ssl,   on
			Front-End-Https,   On
			""")
	void hiddenTlsIsRefusedAfterTwoRedirectsAndTheLogNamesTheCure(String header, String value, CapturedOutput output)
			throws Exception {
		for (int hops = 0; hops < HopCookie.LIMIT; hops++) {
			this.response = new MockHttpServletResponse();
			filter(hiddenTls(header, value, hops));
			assertThat(this.response.getHeader("Location")).startsWith("https://localhost:8443/account");
			Cookie counted = this.response.getCookie(HOP);
			assertThat(counted).isNotNull();
			assertThat(counted.getValue()).isEqualTo(String.valueOf(hops + 1));
		}
		this.response = new MockHttpServletResponse();
		filter(hiddenTls(header, value, HopCookie.LIMIT));
		assertRefused(403);
		assertThat(output).contains("server.forward-headers-strategy").doesNotContain("secret");
	}

	private static MockHttpServletRequest hiddenTls(String header, String value, int hops) {
		MockHttpServletRequest request = http("GET", "/account;jsessionid=secret");
		request.addHeader(header, value);
		request.setCookies(new Cookie(HOP, String.valueOf(hops)));
		return request;
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			X-Forwarded-Proto, http
			Forwarded,         for=192.0.2.1;proto=http
			Forwarded,         host=https.test
			X-Forwarded-Ssl,   off
			""")
	void httpBehindAProxyIsRedirectedWithoutAWarning(String header, String value, CapturedOutput output)
			throws Exception {
		MockHttpServletRequest request = http("GET", "/account");
		request.addHeader(header, value);
		filter(request);
		assertRedirectedTo("https://localhost:8443/account");
		assertThat(output).doesNotContain("forward-headers-strategy");
	}

	@Test
	void forwardedProtoHeaderNeitherOpensNorClosesAPath() throws Exception {
		MockHttpServletRequest request = http("POST", "/account");
		request.addHeader("X-Forwarded-Proto", "https");
		filter(request);
		assertRefused(403);
		MockHttpServletRequest news = http("GET", "/news");
		news.addHeader("X-Forwarded-Proto", "https");
		filter(news);
		assertServed();
	}

	@Test
	void hiddenTlsIsWarnedOfOnceAMinute(CapturedOutput output) throws Exception {
		ChannelEnforcementFilter filter = filter(new FixedPorts(8080, 8443));
		for (int i = 1; i <= 121; i++) {
			MockHttpServletRequest request = http("GET", "/account");
			request.addHeader("X-Forwarded-Proto", "https");
			filter.doFilter(request, new MockHttpServletResponse(), this.chain);
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(output.getAll().split("server\\.forward-headers-strategy", -1)).hasSize(1 + 3);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			-,  302, 1
			1,  302, 2
			2,  200, -
			3,  302, 1
			0,  302, 1
			-1, 302, 1
			02, 302, 1
			x,  302, 1
			99999999999, 302, 1
			'', 302, 1
			""")
	void hopCookieCountsRedirectsToHttpUpToTheLimit(String value, int status, String next) throws Exception {
		MockHttpServletRequest request = https("GET", "/news");
		if (value != null) {
			request.setCookies(new Cookie(HOP, value));
		}
		filter(request);
		assertThat(this.response.getStatus()).isEqualTo(status);
		assertThat(this.served).hasSize((status == 200) ? 1 : 0);
		assertThat(this.crossing.calls).containsExactly((status == 200) ? "stay INSECURE" : "leave INSECURE");
		Cookie cookie = this.response.getCookie(HOP);
		assertThat((cookie != null) ? cookie.getValue() : null).isEqualTo(next);
	}

	@Test
	void hopCookieThatArrivesOverHttpIsExpired() throws Exception {
		MockHttpServletRequest request = http("GET", "/news");
		request.setCookies(new Cookie(HOP, "1"));
		filter(request);
		assertServed();
		assertThat(this.response.getCookie(HOP).getMaxAge()).isZero();
	}

	@Test
	void forgedHopCookieStopsNoRefusalAndNoRedirectToHttps() throws Exception {
		MockHttpServletRequest request = https("POST", "/news");
		request.setCookies(new Cookie(HOP, "2"));
		filter(request);
		assertRefused(403);
		MockHttpServletRequest insecure = http("GET", "/account");
		insecure.setCookies(new Cookie(HOP, "2"));
		filter(insecure);
		assertRedirectedTo("https://localhost:8443/account");
	}

	private void filter(MockHttpServletRequest request) throws IOException, ServletException {
		this.sharedFilter = (this.sharedFilter != null) ? this.sharedFilter : filter(new FixedPorts(8080, 8443));
		this.response = new MockHttpServletResponse();
		this.sharedFilter.doFilter(request, this.response, this.chain);
	}

	private ChannelEnforcementFilter filter(ConnectorPorts ports) {
		return new ChannelEnforcementFilter(this.rules, new RedirectTargets(ports, null, null, List.of()),
				RoleLookup.ofRequest(), this.crossing, this.clock);
	}

	private void assertServed() {
		assertThat(this.served).hasSize(1);
		assertThat(this.response.getStatus()).isEqualTo(200);
	}

	private void assertRedirectedTo(String location) {
		assertThat(this.served).isEmpty();
		assertThat(this.response.getStatus()).isEqualTo(302);
		assertThat(this.response.getHeaders("Location")).containsExactly(location);
		assertThat(this.response.getHeader("Cache-Control")).isEqualTo("private, no-store");
		assertThat(this.response.getContentAsByteArray()).isEmpty();
	}

	private void assertRefused(int status) {
		assertThat(this.served).isEmpty();
		assertThat(this.response.getStatus()).isEqualTo(status);
		assertThat(this.response.getHeader("Location")).isNull();
		assertThat(this.response.getHeader("Set-Cookie")).isNull();
	}

	private static MockHttpServletRequest again(MockHttpServletRequest request) {
		MockHttpServletRequest again = http(request.getMethod(), request.getRequestURI());
		again.setSecure(request.isSecure());
		again.setServerName(request.getServerName());
		return again;
	}

	private static MockHttpServletRequest http(String method, String path) {
		return new MockHttpServletRequest(method, path);
	}

	private static MockHttpServletRequest https(String method, String path) {
		MockHttpServletRequest request = http(method, path);
		request.setSecure(true);
		return request;
	}

}
