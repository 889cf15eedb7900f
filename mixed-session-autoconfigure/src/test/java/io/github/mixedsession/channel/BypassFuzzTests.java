package io.github.mixedsession.channel;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import org.springframework.http.server.PathContainer;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Puts paths together from what parsers disagree on: whatever Spring MVC or a container
 * takes for a secure path is never served over HTTP (attack 20).
 */
class BypassFuzzTests {

	private static final String[] PARTS = { "/", "/", "account", "Account", "%61ccount", "account", "x", ".", "..",
			"%2e", "%2E", "%2f", "%5c", "\\", ";", ";x=y", ";jsessionid=1", "%3b", "%00", "%25", "%252f", "%252e", "" };

	@Test
	void doFilterWhenAnybodyTakesThePathForSecureThenIsNotServedOverHttp() throws Exception {
		ChannelEnforcementFilter filter = new ChannelEnforcementFilter(
				new ChannelRules(List.of(), List.of(new PathChannelRule(ChannelRequirement.SECURE, "/account")),
						ChannelRequirement.ANY),
				new RedirectTargets(new FixedPorts(8080, 8443), null, null, List.of()), RoleLookup.ofRequest(),
				new RecordingCrossing(), Clock.systemUTC());
		Random random = new Random(20);
		int secure = 0;
		int passed = 0;
		for (int i = 0; i < 100_000; i++) {
			String path = randomPath(random);
			boolean[] served = new boolean[1];
			filter.doFilter(new MockHttpServletRequest("GET", path), new MockHttpServletResponse(),
					(request, response) -> served[0] = true);
			boolean takenForSecure = isAccountToSpringMvc(path) || isAccountToContainer(path);
			secure += takenForSecure ? 1 : 0;
			passed += served[0] ? 1 : 0;
			assertThat(takenForSecure && served[0]).as(path).isFalse();
		}
		assertThat(secure).isGreaterThan(1000);
		assertThat(passed).isGreaterThan(1000);
	}

	private static String randomPath(Random random) {
		StringBuilder path = new StringBuilder("/");
		for (int i = random.nextInt(6); i >= 0; i--) {
			path.append(PARTS[random.nextInt(PARTS.length)]);
		}
		return path.toString();
	}

	private static boolean isAccountToSpringMvc(String path) {
		return PathPatternParser.defaultInstance.parse("/account").matches(PathContainer.parsePath(path));
	}

	// The most lenient one: drops parameters, decodes twice, reads a backslash as a slash
	// and ignores case, trailing slashes and what follows a NUL.
	private static boolean isAccountToContainer(String path) {
		String text = path.replaceAll(";[^/]*", "");
		text = decode(decode(text)).replace('\\', '/').replaceAll("\u0000.*", "").replaceAll(";[^/]*", "");
		Deque<String> segments = new ArrayDeque<>();
		for (String segment : text.split("/", -1)) {
			if (segment.equals("..")) {
				segments.pollLast();
			}
			else if (!segment.isEmpty() && !segment.equals(".")) {
				segments.addLast(segment);
			}
		}
		return String.join("/", segments).equalsIgnoreCase("account");
	}

	private static String decode(String text) {
		return URLDecoder.decode(text.replaceAll("%(?![0-9a-fA-F]{2})", "%25"), StandardCharsets.UTF_8);
	}

}
