package io.github.mixedsession.header;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.attribute.AttributeVisibilities;
import io.github.mixedsession.test.Fuzz;
import io.github.mixedsession.test.FuzzInput;
import io.github.mixedsession.test.FuzzTarget;
import io.github.mixedsession.test.Proof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a backend sends changes listed attributes as it says, or nothing; a secure one
 * never over HTTP. What is exported comes back as it was.
 */
@Tag(Proof.TAG)
class BackendHeaderFuzzTests {

	private static final String[] PARTS = { "cart", "kind", "card", "other", "=", "&", "cart=", "kind=", "card=", "%",
			"%2", "%61", "%C3%A9", "%E2%82%AC", "%F0%9F%98%80", "%C0%AF", "%ED%A0%80", "%00", "%0D%0A", "%7f", "%c2%85",
			"+", "%2B", "%26", "%3D", " ", ",", ", ", ";", "\r\n", "\u0000", "\u00e9", "\ud83d", "\u0661", "*", "~",
			"x".repeat(100), "SPRING_SECURITY_CONTEXT", "a=1&b=2" };

	private static final String[] NAMES = { "X-Update", "x-update", "X_Update", "X-Session", "x!session", "X-Other",
			"X-Updat\u0130", "X-Updates", "X" };

	@Test
	void whateverABackendSendsChangesNothingElse() throws Exception {
		Map<String, Integer> counts = Fuzz.run(Target.class, 30_000, 1_000_000, "cart=a%20b&kind=&card=1",
				"cart=1&cart=2", "%63art=%E2%82%AC", "card=1", "other=1");
		assertThat(counts).containsKeys("applied", "refused", "refused over HTTP", "round trips");
	}

	static final class Target extends FuzzTarget {

		private static final List<String> LISTED = List.of("cart", "kind", "card");

		private static final BackendHeaders HEADERS = new BackendHeaders("X-Update", LISTED, "X-Session", LISTED);

		private final BackendHeaderFilter filter = new BackendHeaderFilter(HEADERS,
				new AttributeVisibilities(AttributeVisibility.SHARED, List.of(), List.of("card"), List.of()),
				Clock.systemUTC());

		@Override
		protected void accept(FuzzInput input) throws Exception {
			String value = input.text(PARTS);
			String name = input.pick(NAMES);
			boolean secure = input.below(2) == 1;
			int way = input.below(4);
			MockHttpServletRequest request = new MockHttpServletRequest();
			request.setSecure(secure);
			HttpSession session = request.getSession();
			Map<String, Object> before = Map.of("cart", "mug", "card", "4711", "other", "mine");
			before.forEach(session::setAttribute);
			MockHttpServletResponse response = new MockHttpServletResponse();
			this.filter.doFilter(request, response, (seen, answer) -> {
				HttpServletResponse backend = (HttpServletResponse) answer;
				switch (way) {
					case 0 -> backend.addHeader(name, value);
					case 1 -> backend.setHeader(name, value);
					case 2 -> backend.setTrailerFields(() -> Map.of(name, value));
					default -> backend.addIntHeader(name, value.hashCode());
				}
			});
			Map<String, Object> expected = new HashMap<>(before);
			if (way < 2 && name.equalsIgnoreCase("X-Update")) {
				Map<String, String> update = read(value);
				boolean applied = update != null && (secure || !update.containsKey("card"));
				if (applied) {
					expected.putAll(update);
					expected.values().removeIf(""::equals);
				}
				count(applied ? "applied" : (update != null) ? "refused over HTTP" : "refused");
			}
			check(attributes(session).equals(expected), value, "by", name, "leads to", attributes(session),
					"instead of", expected);
			for (String sent : response.getHeaderNames()) {
				check(!sent.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]", "").matches("xupdate|xsession"),
						sent, "is for the client");
			}
			roundTrip(value);
		}

		private void roundTrip(String value) throws Exception {
			MockHttpServletRequest request = new MockHttpServletRequest();
			request.setSecure(true);
			request.getSession().setAttribute("cart", value);
			request.getSession().setAttribute("kind", 7);
			String[] form = new String[1];
			this.filter.doFilter(request, new MockHttpServletResponse(),
					(seen, answer) -> form[0] = ((HttpServletRequest) seen).getHeader("X-Session"));
			if (form[0] == null) {
				check(AttributeForm.write(Map.of("cart", value, "kind", "7")).length() > AttributeForm.MAX_LENGTH,
						value, "is left out");
				count("too long");
				return;
			}
			boolean text = StandardCharsets.UTF_8.newEncoder().canEncode(value);
			check(form[0].matches("[A-Za-z0-9._~%=&-]*"), value, "is exported as", form[0]);
			check(form[0].contains("cart=") == text, value, "is exported as", form[0]);
			if (text && value.chars().noneMatch(Character::isISOControl)) {
				check(AttributeForm.read(form[0], Set.copyOf(LISTED)).equals(Map.of("cart", value, "kind", "7")), value,
						"comes back from", form[0]);
				count("round trips");
			}
		}

		private static Map<String, Object> attributes(HttpSession session) {
			Map<String, Object> attributes = new HashMap<>();
			session.getAttributeNames()
				.asIterator()
				.forEachRemaining((name) -> attributes.put(name, session.getAttribute(name)));
			return attributes;
		}

		private static @Nullable Map<String, String> read(String form) {
			Map<String, String> update = new HashMap<>();
			for (String pair : form.isEmpty() ? new String[0] : form.split("&", -1)) {
				String[] sides = pair.split("=", -1);
				String name = decode(sides[0]);
				String value = (sides.length == 2) ? decode(sides[1]) : null;
				if (name == null || value == null || !LISTED.contains(name) || update.put(name, value) != null) {
					return null;
				}
			}
			return (form.length() <= AttributeForm.MAX_LENGTH) ? update : null;
		}

		private static @Nullable String decode(String text) {
			if (!text.replaceAll("%[0-9a-fA-F][0-9a-fA-F]", "").matches("[A-Za-z0-9*._~!'()+-]*")) {
				return null;
			}
			ByteArrayOutputStream octets = new ByteArrayOutputStream();
			for (String piece : text.replace('+', ' ').split("(?=%)", -1)) {
				boolean encoded = piece.startsWith("%");
				if (encoded) {
					octets.write(Integer.parseInt(piece.substring(1, 3), 16));
				}
				octets.writeBytes(piece.substring(encoded ? 3 : 0).getBytes(StandardCharsets.US_ASCII));
			}
			try {
				String decoded = StandardCharsets.UTF_8.newDecoder()
					.decode(ByteBuffer.wrap(octets.toByteArray()))
					.toString();
				return decoded.chars().anyMatch(Character::isISOControl) ? null : decoded;
			}
			catch (CharacterCodingException ex) {
				return null;
			}
		}

	}

}
