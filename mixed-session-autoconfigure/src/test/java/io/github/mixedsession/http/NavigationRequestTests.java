package io.github.mixedsession.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NavigationRequest}.
 */
class NavigationRequestTests {

	private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64)";

	private static final String HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

	// What programs and browsers send: over HTTP no browser says Sec-Fetch-*, and a
	// download looks like a script.
	@ParameterizedTest(name = "accept={0}, agent={1}, mode={2}")
	@CsvSource(nullValues = "-", quoteCharacter = '"', textBlock = """
			-,                                      -,             -,           true
			-,                                      curl/8.5.0,    -,           true
			*/*,                                    curl/8.5.0,    -,           true
			"",                                     curl/8.5.0,    -,           true
			"text/html,application/xml;q=0.9,*/*",  Mozilla/5.0,   -,           true
			TEXT/HTML,                              Mozilla/5.0,   -,           true
			application/xhtml+xml,                  Mozilla/5.0,   -,           true
			text/html,                              Mozilla/5.0,   navigate,    true
			*/*,                                    Mozilla/5.0,   navigate,    true
			*/*,                                    Mozilla/5.0,   -,           true
			-,                                      Mozilla/5.0,   -,           true
			"*/*;q=0.9",                            Mozilla/5.0,   -,           true
			"text/css,*/*;q=0.1",                   Mozilla/5.0,   -,           false
			"application/json, text/plain, */*",    Mozilla/5.0,   -,           false
			"application/rss+xml, */*;q=0.8",       Feedreader/1,  -,           true
			*/*,                                    node,          cors,        false
			"image/avif,image/webp,*/*;q=0.8",      Mozilla/5.0,   -,           false
			application/json,                       Mozilla/5.0,   -,           false
			application/json,                       curl/8.5.0,    -,           false
			text/css,                               -,             -,           false
			text/html,                              Mozilla/5.0,   cors,        false
			text/html,                              Mozilla/5.0,   no-cors,     false
			text/html,                              Mozilla/5.0,   same-origin, false
			text/html,                              Mozilla/5.0,   websocket,   false
			text/html,                              Mozilla/5.0,   "",          false
			""")
	void acceptAndFetchModeDecideWhetherAGetNavigates(String accept, String userAgent, String mode,
			boolean navigation) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/account");
		addHeader(request, "Accept", accept);
		addHeader(request, "User-Agent", userAgent);
		addHeader(request, "Sec-Fetch-Mode", mode);
		assertThat(NavigationRequest.isNavigation(request)).isEqualTo(navigation);
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', textBlock = """
			X-Requested-With, XMLHttpRequest,             false
			X-Requested-With, xmlhttprequest,             false
			X-Requested-With, com.example.browser,        true
			Upgrade,          websocket,                  false
			Upgrade,          "h2c, WebSocket",           false
			Upgrade,          h2c,                        true
			Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZQ==,  false
			Upgrade-Insecure-Requests, 1,                 true
			Origin,           http://shop.test,           false
			Origin,           null,                       false
			Sec-Fetch-Dest,   document,                   true
			Sec-Fetch-Dest,   IFRAME,                     true
			Sec-Fetch-Dest,   object,                     true
			Sec-Fetch-Dest,   embed,                      true
			Sec-Fetch-Dest,   image,                      false
			Sec-Fetch-Dest,   empty,                      false
			Sec-Fetch-Dest,   "",                         false
			Sec-Purpose,      prefetch,                   false
			Sec-Purpose,      prefetch;prerender,         false
			Purpose,          prefetch,                   false
			X-Moz,            prefetch,                   false
			X-HTTP-Method-Override, DELETE,               false
			X-HTTP-Method-Override, GET,                  false
			X-Method-Override, PUT,                       false
			""")
	void headerOfABrowsersGetDecidesWhetherItNavigates(String name, String value, boolean navigation) {
		MockHttpServletRequest request = browserNavigation("GET");
		request.addHeader(name, value);
		assertThat(NavigationRequest.isNavigation(request)).isEqualTo(navigation);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			Sec-Fetch-Mode,            navigate
			Upgrade-Insecure-Requests, 1
			""")
	void browserThatTellsOfANavigationOverrulesTheOriginAlone(String name, String value) {
		MockHttpServletRequest request = browserNavigation("GET");
		request.addHeader(name, value);
		request.addHeader("Origin", "http://shop.test");
		assertThat(NavigationRequest.isNavigation(request)).isTrue();
		for (String[] other : new String[][] { { "Sec-Purpose", "prefetch;prerender" }, { "Upgrade", "websocket" },
				{ "X-Requested-With", "XMLHttpRequest" }, { "Transfer-Encoding", "chunked" } }) {
			MockHttpServletRequest none = browserNavigation("GET");
			none.addHeader(name, value);
			none.addHeader(other[0], other[1]);
			assertThat(NavigationRequest.isNavigation(none)).as(other[0]).isFalse();
		}
	}

	@Test
	void fetchModeGoesBeforeDestinationsThatAllHaveToNavigate() {
		MockHttpServletRequest download = browserNavigation("GET");
		download.addHeader("Sec-Fetch-Mode", "navigate");
		download.addHeader("Sec-Fetch-Dest", "empty");
		assertThat(NavigationRequest.isNavigation(download)).isTrue();
		MockHttpServletRequest script = browserNavigation("GET");
		script.addHeader("Sec-Fetch-Mode", "cors");
		script.addHeader("Sec-Fetch-Dest", "document");
		assertThat(NavigationRequest.isNavigation(script)).isFalse();
		MockHttpServletRequest several = browserNavigation("GET");
		several.addHeader("Sec-Fetch-Dest", "document");
		several.addHeader("Sec-Fetch-Dest", "image");
		assertThat(NavigationRequest.isNavigation(several)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "Get",
			"GETX" })
	void methodOtherThanGetOrHeadIsNoNavigation(String method) {
		assertThat(NavigationRequest.isNavigation(browserNavigation(method))).isFalse();
	}

	@Test
	void headIsANavigationLikeGet() {
		assertThat(NavigationRequest.isNavigation(browserNavigation("HEAD"))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "_method=DELETE", "x=1&_method=delete", "%5fmethod=PUT", "_METHOD=PUT", "_method",
			"_method=", "x=%zz&_method=PUT", "x=1;_method=PUT" })
	void queryThatOverridesTheMethodIsNoNavigation(String query) {
		MockHttpServletRequest request = browserNavigation("GET");
		request.setQueryString(query);
		assertThat(NavigationRequest.isNavigation(request)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "method=DELETE", "q=_method=DELETE", "x=%zz", "", "&&" })
	void navigationMayHaveAQueryThatResemblesAnOverride(String query) {
		MockHttpServletRequest request = browserNavigation("GET");
		request.setQueryString(query);
		assertThat(NavigationRequest.isNavigation(request)).isTrue();
	}

	@Test
	void postThatAWrapperTurnsIntoAGetIsNoNavigation() {
		HttpServletRequest request = new HttpServletRequestWrapper(browserNavigation("POST")) {

			@Override
			public String getMethod() {
				return "GET";
			}

		};
		assertThat(NavigationRequest.isNavigation(request)).isFalse();
	}

	@Test
	void allOfSeveralFetchModesHaveToNavigate() {
		MockHttpServletRequest request = browserNavigation("GET");
		request.addHeader("Sec-Fetch-Mode", "navigate");
		request.addHeader("Sec-Fetch-Mode", "cors");
		assertThat(NavigationRequest.isNavigation(request)).isFalse();
	}

	private static MockHttpServletRequest browserNavigation(String method) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, "/account");
		request.addHeader("User-Agent", BROWSER);
		request.addHeader("Accept", HTML);
		return request;
	}

	private static void addHeader(MockHttpServletRequest request, String name, String value) {
		if (value != null) {
			request.addHeader(name, value);
		}
	}

	@Test
	void requestWithABodyIsNoNavigation() {
		MockHttpServletRequest withLength = browserNavigation("GET");
		withLength.setContent(new byte[] { 1 });
		assertThat(NavigationRequest.isNavigation(withLength)).isFalse();
		MockHttpServletRequest chunked = browserNavigation("HEAD");
		chunked.addHeader("Transfer-Encoding", "chunked");
		assertThat(NavigationRequest.isNavigation(chunked)).isFalse();
	}

}
