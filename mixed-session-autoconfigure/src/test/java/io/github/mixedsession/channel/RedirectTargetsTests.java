package io.github.mixedsession.channel;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

import io.github.mixedsession.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RedirectTargets}.
 */
class RedirectTargetsTests {

	@Test
	void locationHasTheKnownPortAndKeepsPathAndQuery() {
		RedirectTargets targets = targets(8080, 8443);
		MockHttpServletRequest request = request("localhost", "/shop/a%20b;x=y");
		request.setQueryString("q=%2F%zz&r=http://x/?y=1&s=a+b|{c}");
		assertThat(targets.locationOn(Channel.SECURE, request))
			.isEqualTo("https://localhost:8443/shop/a%20b;x=y?q=%2F%zz&r=http://x/?y=1&s=a+b|{c}");
		assertThat(targets.locationOn(Channel.INSECURE, request))
			.isEqualTo("http://localhost:8080/shop/a%20b;x=y?q=%2F%zz&r=http://x/?y=1&s=a+b|{c}");
	}

	@Test
	void defaultPortIsOmitted() {
		RedirectTargets targets = targets(80, 443, "shop.test");
		assertThat(targets.locationOn(Channel.SECURE, request("shop.test", "/x"))).isEqualTo("https://shop.test/x");
		assertThat(targets.locationOn(Channel.INSECURE, request("shop.test", "/x"))).isEqualTo("http://shop.test/x");
		assertThat(targets(443, 80).locationOn(Channel.SECURE, request("localhost", "/x")))
			.isEqualTo("https://localhost:80/x");
	}

	@Test
	void baseUrlTakesThePlaceOfHostAndPorts() {
		RedirectTargets targets = new RedirectTargets(new FixedPorts(-1, -1), "http://www.shop.test/",
				"https://secure.shop.test:9443", List.of());
		assertThat(targets.locationOn(Channel.SECURE, request("evil.test", "/x")))
			.isEqualTo("https://secure.shop.test:9443/x");
		assertThat(targets.locationOn(Channel.INSECURE, request("evil.test", "/x")))
			.isEqualTo("http://www.shop.test/x");
	}

	@Test
	void unknownPortFailsAndTheBaseUrlPropertyIsNamed() {
		assertThatIllegalStateException()
			.isThrownBy(() -> targets(-1, 8443).locationOn(Channel.INSECURE, request("localhost", "/x")))
			.withMessageContaining("mixed-session.channel.http-base-url");
		assertThatIllegalStateException()
			.isThrownBy(() -> targets(8080, -1).locationOn(Channel.SECURE, request("localhost", "/x")))
			.withMessageContaining("mixed-session.channel.https-base-url");
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "LOCALHOST", "shop.localhost", "a.b.localhost", "127.0.0.1", "127.255.0.9",
			"[::1]", "::1" })
	void loopbackIsAllowedWhenNothingIsListed(String host) {
		assertThat(targets(8080, 8443).locationOn(Channel.SECURE, request(host, "/x"))).endsWith(":8443/x")
			.matches("https://(localhost|shop\\.localhost|a\\.b\\.localhost|127\\.[0-9.]+|\\[::1]):8443/x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "evil.test", "shop.test", "localhost.evil.test", "localhostevil",
			"evil-localhost.", "localhost.", "notlocalhost", "127.0.0.1.evil.test", "127.0.0", "127.0.0.256",
			"127.0.0.01", "128.0.0.1", "2130706433", "0x7f000001", "0.0.0.0", "[::]", "[::1", "::1]", "[::1]evil",
			"[::1]:80", "[::ffff:7f00:1]", "localhost:80", "localhost/", "localhost@evil.test", "evil.test#localhost",
			"evil.test\\.localhost", "evil.test/.localhost", "evil.test?.localhost", "localhost\r\nX: y", "localhost\n",
			"local host", "local\u0000host", "loc\u00e4lhost", "\u217Cocalhost", "localhost,evil.test", "-a.localhost",
			"a..localhost", ".localhost", "%6cocalhost" })
	void untrustedHostIsRefusedWithoutBeingShown(String host) {
		assertThatExceptionOfType(UntrustedHostException.class)
			.isThrownBy(() -> targets(8080, 8443).locationOn(Channel.SECURE, request(host, "/x")))
			.withMessageContaining("mixed-session.channel.allowed-hosts")
			.satisfies((ex) -> assertThat(host.isBlank() || !ex.getMessage().contains(host)).isTrue());
	}

	@Test
	void listedHostsAloneAreAllowed() {
		RedirectTargets targets = targets(80, 443, "Shop.Test", "[2001:DB8::1]", "kiwi.test");
		assertThat(targets.locationOn(Channel.SECURE, request("SHOP.test", "/x"))).isEqualTo("https://shop.test/x");
		assertThat(targets.locationOn(Channel.SECURE, request("2001:db8::1", "/x")))
			.isEqualTo("https://[2001:db8::1]/x");
		for (String host : List.of("localhost", "127.0.0.1", "www.shop.test", "shop.test.", "shop.test.evil.test",
				"evilshop.test", "shop.test:80", "\u212Aiwi.test")) {
			assertThatExceptionOfType(UntrustedHostException.class)
				.isThrownBy(() -> targets.locationOn(Channel.SECURE, request(host, "/x")));
		}
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			[2001:0DB8:0000:0000:0000:0000:0000:0001], [2001:db8::1]
			2001:db8:0:0::1,                           [2001:db8::1]
			[2001:db8::1],                             [2001:db8::1]
			[2001:db8:0:0:1:0:0:1],                    [2001:db8::1:0:0:1]
			[2001:db8:0:1:1:1:1:1],                    [2001:db8:0:1:1:1:1:1]
			[1:2:3:4:5:6:7::],                         [1:2:3:4:5:6:7:0]
			[::ffff:192.0.2.1],                        [::ffff:c000:201]
			[0:0:0:0:0:FFFF:C000:0201],                [::ffff:c000:201]
			[::192.0.2.1],                             [::c000:201]
			[fe80::],                                  [fe80::]
			[::],                                      [::]
			""")
	void everySpellingOfAnIpv6HostIsTheSame(String spelling, String canonical) {
		String[][] pairs = { { spelling, spelling }, { spelling, canonical }, { canonical, spelling } };
		for (String[] pair : pairs) {
			assertThat(targets(80, 443, pair[0]).locationOn(Channel.SECURE, request(pair[1], "/x")))
				.isEqualTo("https://" + canonical + "/x");
		}
		assertThat(new RedirectTargets(new FixedPorts(80, 443), null,
				"https://" + (spelling.startsWith("[") ? spelling : "[" + spelling + "]") + ":8443", List.of())
			.locationOn(Channel.SECURE, request("localhost", "/x"))).isEqualTo("https://" + canonical + ":8443/x");
	}

	@Test
	void uncompressedLoopbackIsAllowed() {
		assertThat(targets(80, 443).locationOn(Channel.SECURE, request("[0:0:0:0:0:0:0:1]", "/x")))
			.isEqualTo("https://[::1]/x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[fe80::1%25eth0]", "[fe80::1%eth0]", "fe80::1%1", "[:::1]", "[1::2::3]", "[::12345]",
			"[1:2:3:4:5:6:7:8:9]", "[::ffff:192.0.2]", "[::ffff:192.0.2.256]", "192.0.2.1", "[1:2:3]" })
	void hostThatIsAnotherOrNoIpv6AddressIsRefused(String host) {
		assertThatExceptionOfType(UntrustedHostException.class)
			.isThrownBy(() -> targets(80, 443, "[fe80::1]", "[::ffff:192.0.2.1]", "[1:2:3:4:5:6:7:8]")
				.locationOn(Channel.SECURE, request(host, "/x")));
		if (host.contains(":")) {
			assertThatExceptionOfType(InvalidChannelRulesException.class).isThrownBy(() -> targets(80, 443, host));
		}
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			bücher.example,              xn--bcher-kva.example
			BÜCHER.example,              xn--bcher-kva.example
			例え.テスト, xn--r8jz45g.xn--zckzah
			straße.example,             -
			βόλος.example, -
			bücher_a!.example,           -
			""")
	void refusalOfANonAsciiHostTellsHowBrowsersSendIt(String host, String punycode) {
		String cure = (punycode != null) ? "as browsers send it: '" + punycode + "'."
				: "as browsers send it: its labels begin with 'xn--'.";
		assertThatExceptionOfType(InvalidChannelRulesException.class).isThrownBy(() -> targets(80, 443, host))
			.withMessageStartingWith("mixed-session.channel.allowed-hosts[0]: ")
			.withMessageEndingWith(cure);
		for (String url : List.of("https://" + host, "https://" + host + ":8443", "https://u:secret@" + host + "/")) {
			assertThatExceptionOfType(InvalidChannelRulesException.class)
				.isThrownBy(() -> new RedirectTargets(new FixedPorts(80, 443), null, url, List.of()))
				.withMessageStartingWith("mixed-session.channel.https-base-url: ")
				.withMessageEndingWith(cure)
				.withMessageNotContaining("secret");
		}
	}

	@Test
	void forwardedHostHeadersAreIgnored() {
		MockHttpServletRequest request = request("localhost", "/x");
		request.addHeader("X-Forwarded-Host", "evil.test");
		request.addHeader("Forwarded", "host=evil.test");
		assertThat(targets(8080, 8443).locationOn(Channel.SECURE, request)).isEqualTo("https://localhost:8443/x");
	}

	@Test
	void http10RequestNeedsAHostHeader() {
		MockHttpServletRequest request = request("localhost", "/x");
		request.setProtocol("HTTP/1.0");
		assertThatExceptionOfType(UntrustedHostException.class)
			.isThrownBy(() -> targets(8080, 8443).locationOn(Channel.SECURE, request));
		request.addHeader("Host", "localhost");
		assertThat(targets(8080, 8443).locationOn(Channel.SECURE, request)).isEqualTo("https://localhost:8443/x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "@evil.test", ".evil.test",
			":80@evil.test", "http://evil.test/", "/x\r\nLocation: http://evil.test", "/x%0d%0aLocation:%20y",
			"/%2f/evil", "/%5cevil.test", "/..//evil.test", "", "/x\u0000", "/\tx", "/\u2028" })
	void hostilePathIsRefused(String path) {
		assertThatIllegalStateException()
			.isThrownBy(() -> targets(8080, 8443).locationOn(Channel.SECURE, request("localhost", path)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/@evil.test", "/evil.test", "/:80", "/http:evil.test", "/user:pass@evil.test", "/%40evil",
			"/;@evil.test" + "/x" })
	void pathThatLooksLikeAHostStaysOnThisSite(String path) {
		MockHttpServletRequest request = request("localhost", path.replace("/;@", "/x;@"));
		String location = targets(8080, 8443).locationOn(Channel.SECURE, request);
		assertThat(URI.create(location).getAuthority()).isEqualTo("localhost:8443");
		assertThat(location).isEqualTo("https://localhost:8443" + request.getRequestURI());
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', textBlock = """
			"//evil.test",                "//evil.test"
			"@evil.test",                 "@evil.test"
			"x=\\evil",                   "x=%5Cevil"
			"x=a b",                      "x=a%20b"
			"x=#y",                       "x=%23y"
			"x=é",                        "x=%C3%A9"
			"x=%0d%0aSet-Cookie:%20y",    "x=%0d%0aSet-Cookie:%20y"
			"",                           ""
			""")
	void hostileQueryStaysAQuery(String query, String expected) {
		MockHttpServletRequest request = request("localhost", "/x");
		request.setQueryString(query);
		assertThat(targets(8080, 8443).locationOn(Channel.SECURE, request))
			.isEqualTo("https://localhost:8443/x?" + expected);
	}

	@Test
	void controlCharactersOfAQueryAreEncoded() {
		MockHttpServletRequest request = request("localhost", "/x");
		request.setQueryString("a=1\r\nSet-Cookie: b=2\u0000\u007f");
		assertThat(targets(8080, 8443).locationOn(Channel.SECURE, request))
			.isEqualTo("https://localhost:8443/x?a=1%0D%0ASet-Cookie:%20b=2%00%7F");
	}

	@Test
	void locationOfAForwardedRequestIsWhereTheClientIs() {
		MockHttpServletRequest request = request("localhost", "/account");
		request.setQueryString("a=1");
		RequestTarget.keep(request);
		request.setRequestURI("/WEB-INF/account.jsp");
		request.setQueryString("b=2");
		assertThat(targets(8080, 8443).locationOn(Channel.SECURE, request))
			.isEqualTo("https://localhost:8443/account?a=1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.test", "//shop.test", "https://shop.test", "ftp://shop.test", "http:", "http://",
			"http:shop.test", "http://shop.test/x", "http://shop.test?x", "http://shop.test#x",
			"http://u:secret@shop.test", "http://shop.test:0", "http://shop.test:65536", "http://shop test",
			"http://*.test", "http://shop.test:x" })
	void refusalOfAnInvalidHttpBaseUrlNamesThePropertyAndNoPassword(String url) {
		assertThatExceptionOfType(InvalidChannelRulesException.class)
			.isThrownBy(() -> new RedirectTargets(new FixedPorts(80, 443), url, null, List.of()))
			.withMessageStartingWith("mixed-session.channel.http-base-url: ")
			.withMessageNotContaining("secret");
	}

	@Test
	void httpsBaseUrlThatIsHttpIsRefusedAndItsPropertyNamed() {
		assertThatExceptionOfType(InvalidChannelRulesException.class)
			.isThrownBy(() -> new RedirectTargets(new FixedPorts(80, 443), null, "http://shop.test", List.of()))
			.withMessageStartingWith("mixed-session.channel.https-base-url: ");
	}

	@Test
	void baseUrlsOfOnePlaceAreRefused() {
		assertThatExceptionOfType(InvalidChannelRulesException.class)
			.isThrownBy(() -> new RedirectTargets(new FixedPorts(80, 443), "http://shop.test:8443",
					"https://SHOP.test:8443", List.of()));
	}

	@Test
	void portIsUsedWhenTheBaseUrlIsBlank() {
		RedirectTargets targets = new RedirectTargets(new FixedPorts(8080, 8443), " ", "", List.of());
		assertThat(targets.locationOn(Channel.INSECURE, request("localhost", "/"))).isEqualTo("http://localhost:8080/");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "*", "*.shop.test", "http://shop.test", "shop.test:80", "shop.test/", "shop.test.",
			"a b", "caf\u00e9.test" })
	void allowedHostThatIsNoNameIsRefusedAndItsPropertyNamed(String host) {
		assertThatExceptionOfType(InvalidChannelRulesException.class)
			.isThrownBy(() -> targets(80, 443, "shop.test", host))
			.withMessageStartingWith("mixed-session.channel.allowed-hosts[1]: ");
	}

	private static RedirectTargets targets(int httpPort, int httpsPort, String... allowedHosts) {
		return new RedirectTargets(new FixedPorts(httpPort, httpsPort), null, null, Arrays.asList(allowedHosts));
	}

	private static MockHttpServletRequest request(String host, String path) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", path) {

			@Override
			public String getServerName() {
				return host;
			}

		};
		return request;
	}

}
