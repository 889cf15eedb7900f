package io.github.mixedsession.channel;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;

import io.github.mixedsession.Channel;
import io.github.mixedsession.http.RequestPathSyntax;
import io.github.mixedsession.test.Fuzz;
import io.github.mixedsession.test.FuzzInput;
import io.github.mixedsession.test.FuzzTarget;
import io.github.mixedsession.test.Proof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Wherever a redirect leads, a browser's parser finds it to be this site's, with path and
 * query as they came (invariant 11, attacks 12 and 13).
 */
@Tag(Proof.TAG)
class RedirectTargetsFuzzTests {

	private static final String[] PARTS = { "/", "//", "\\", "evil.test", "shop.test", "localhost", "@", ":",
			"127.0.0.1", "[::1]", "%0d%0a", "\r\n", "\n", "%2f", "%5c", "..", "?", "#", "&", "=", "%", ";x=y", " ",
			"\t", "\u00e9", "\u2028", "\ud83d\ude00", "\ud83d", "\u0000", "http:", "https://evil.test/", "a",
			"%E2%82%AC", ".", "|", "{", "\u3002", "\u2100", "\uff0f", "xn--" };

	@Test
	void whereverARedirectLeadsIsThisSite() throws Exception {
		Map<String, Integer> counts = Fuzz.run(Target.class, 30_000, 1_000_000,
				"/a/b;x=y\000q=%2F|{}&r=\\\000\001\000\000\001", "/\000\000", "//evil.test/\000\000",
				"/x\000\000\002evil.test\000", "/a\000\r\nX: y\000\002SHOP.test\000\001\001");
		assertThat(counts).containsKeys("redirected", "redirected with a query", "untrusted host", "ambiguous path");
	}

	static final class Target extends FuzzTarget {

		private final RedirectTargets loopback = new RedirectTargets(new FixedPorts(8080, 8443), null, null, List.of());

		private final RedirectTargets listed = new RedirectTargets(new FixedPorts(80, 443), null, null,
				List.of("shop.test", "[::1]"));

		private final RedirectTargets fixed = new RedirectTargets(new FixedPorts(-1, -1), "http://www.shop.test/",
				"https://secure.shop.test:9443", List.of());

		@Override
		protected void accept(FuzzInput input) {
			MockHttpServletRequest request = new MockHttpServletRequest("GET", input.text(PARTS));
			String query = input.text(PARTS);
			request.setQueryString(query.isEmpty() ? null : query);
			request.setServerName(input.pick("localhost", "shop.test", "") + input.text(PARTS));
			Channel channel = input.pick(Channel.values());
			RedirectTargets targets = input.pick(this.loopback, this.listed, this.fixed);
			String location;
			try {
				location = targets.locationOn(channel, request);
			}
			catch (UntrustedHostException ex) {
				check(targets != this.fixed, request.getServerName(), "was asked for");
				count("untrusted host");
				return;
			}
			catch (IllegalStateException ex) {
				check(RequestPathSyntax.isAmbiguous(request.getRequestURI()), request.getRequestURI(), ex);
				count("ambiguous path");
				return;
			}
			check(location.chars().allMatch((c) -> c > 0x20 && c < 0x7f), location, "breaks the header");
			UriComponents browser = UriComponentsBuilder
				.fromUriString(location, UriComponentsBuilder.ParserType.WHAT_WG)
				.build();
			check(browser.getUserInfo() == null && browser.getFragment() == null, location);
			check((channel == Channel.SECURE ? "https" : "http").equals(browser.getScheme()), location);
			String host = String.valueOf(browser.getHost());
			check(isAllowed(targets, host) && (targets == this.fixed || isSame(host, request.getServerName())),
					location, "leads to", host, "and not to", request.getServerName());
			check(browser.getPort() == port(targets, channel), location, "leads to the port", browser.getPort());

			String tail = location.substring(location.indexOf('/', location.indexOf("//") + 2));
			String expected = request.getRequestURI() + (query.isEmpty() ? "" : "?");
			check(tail.startsWith(expected), location, "has lost the path", request.getRequestURI());
			check(octets(tail.substring(expected.length())).equals(octets(query)), location, "has lost the query",
					query);
			if (query.chars().allMatch((c) -> c > 0x20 && c < 0x7f && c != '#' && c != '\\')) {
				check(tail.substring(expected.length()).equals(query), location, "has another query than", query);
			}
			count(query.isEmpty() ? "redirected" : "redirected with a query");
		}

		/** An IPv6 address can be written in several ways (RFC 4291, section 2.2). */
		private static boolean isSame(String host, String requested) {
			if (requested.indexOf(':') < 0) {
				return host.equals(requested.toLowerCase(Locale.ROOT));
			}
			try {
				return InetAddress.getByName(host).equals(InetAddress.getByName(requested));
			}
			catch (UnknownHostException ex) {
				return false;
			}
		}

		private boolean isAllowed(RedirectTargets targets, String host) {
			if (targets == this.fixed) {
				return List.of("www.shop.test", "secure.shop.test").contains(host);
			}
			return (targets == this.listed) ? List.of("shop.test", "[::1]").contains(host) : host.equals("localhost")
					|| host.endsWith(".localhost") || host.equals("[::1]") || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
		}

		private int port(RedirectTargets targets, Channel channel) {
			if (targets == this.loopback) {
				return (channel == Channel.SECURE) ? 8443 : 8080;
			}
			return (targets == this.fixed && channel == Channel.SECURE) ? 9443 : -1;
		}

		private static String octets(String text) {
			ByteArrayOutputStream octets = new ByteArrayOutputStream();
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			for (int i = 0; i < bytes.length; i++) {
				boolean encoded = bytes[i] == '%' && i + 2 < bytes.length && HexFormat.isHexDigit(bytes[i + 1])
						&& HexFormat.isHexDigit(bytes[i + 2]);
				octets.write(encoded ? HexFormat.fromHexDigit(bytes[i + 1]) * 16 + HexFormat.fromHexDigit(bytes[i + 2])
						: bytes[i]);
				i += encoded ? 2 : 0;
			}
			return octets.toString(StandardCharsets.ISO_8859_1);
		}

	}

}
