package io.github.mixedsession.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.http.CookieHeader;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.test.Fuzz;
import io.github.mixedsession.test.FuzzInput;
import io.github.mixedsession.test.FuzzTarget;
import io.github.mixedsession.test.Proof;
import io.github.mixedsession.id.PresentedId;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@code Cookie} header presents the ids that stand in it under their exact names,
 * whatever their neighbours are, and nothing else (attacks 6, 7 and 10).
 */
@Tag(Proof.TAG)
class SessionCookiesFuzzTests {

	private static final String ID = "abcdefghijklmnopqrstuvwxyz-_0123456789ABCDEFGHIJKLMNOP";

	private static final String OTHER_ID = "0123ABCDEFGHIJKLMNOPQRSTUVWXYZ-_abcdefghijklmnopqrstuv";

	private static final String SECURE_ID = ID + "0123456789abcdefghijklmnopqrstuvwxyzABCDEF";

	private static final String OTHER_SECURE_ID = OTHER_ID + "0123456789abcdefghijklmnopqrstuvwxyzABCDEF";

	private static final String IMPORTED = Base64.getEncoder()
		.encodeToString("0b6cf2b4-5d8f-4d2c-9a57-0123456789ab".getBytes(StandardCharsets.US_ASCII));

	private static final String[] PARTS = { "SESSION=", "__Host-SESSION=", "OLD=", ID, OTHER_ID, SECURE_ID,
			OTHER_SECURE_ID, IMPORTED, "; ", ";", "=", "\"", ",", " ", "\t", "SESSION", "session=", "__host-SESSION=",
			"__Host-", "$Version=1; ", "$Path=/", "\\", ID.substring(1), OTHER_ID.substring(16), "a", "%41", "\u00e9",
			"\u0130", "\u0000", "\r\n", "x=y; ", "SESSION=" + ID + "; ", "__Host-SESSION=" + SECURE_ID + "; ",
			"OLD=" + IMPORTED + "; ", "+", "/" };

	@Test
	void nothingButAnExactNameWithAnIdIsPresented() throws Exception {
		Map<String, Integer> counts = Fuzz.run(Target.class, 30_000, 1_500_000,
				"SESSION=" + ID + "; __Host-SESSION=" + SECURE_ID, "OLD=" + IMPORTED,
				"OLD=" + IMPORTED + "; SESSION=" + OTHER_ID + "\000\000\001\001", "SESSION=\"" + ID + "\"",
				"SESSION=" + ID + "; SESSION=" + ID + "; SESSION=" + OTHER_ID);
		assertThat(counts).containsKeys("none", "insecure", "secure", "several", "imported");
	}

	static final class Target extends FuzzTarget {

		private static final Map<IdKind, String> NAMES = Map.of(IdKind.INSECURE, "SESSION", IdKind.SECURE,
				"__Host-SESSION");

		private static final CookieSettings SETTINGS = new CookieSettings("SESSION", "__Host-SESSION", null, null,
				"Lax", Duration.ofSeconds(-1));

		@Override
		protected void accept(FuzzInput input) throws Exception {
			String header = input.text(PARTS);
			Channel arrival = input.pick(Channel.SECURE, Channel.INSECURE);
			ImportedCookie imported = input.pick(new ImportedCookie("OLD", IdKind.INSECURE, null),
					new ImportedCookie("OLD", IdKind.SECURE, null),
					new ImportedCookie("SESSION", IdKind.INSECURE, null), null);
			List<Map.Entry<String, String>> cookies = pairs(header);
			MockHttpServletRequest request = new MockHttpServletRequest();
			request.addHeader("Cookie", header);
			PresentedIds ids = new SessionCookies(SETTINGS, imported).read(CookieHeader.of(request), arrival, null);

			Set<PresentedId> all = new HashSet<>(ids.insecure());
			all.addAll(ids.secure());
			check(all.size() == ids.insecure().size() + ids.secure().size(), header, "presents an id twice:", ids);
			for (IdKind kind : IdKind.values()) {
				Set<IdHash> own = own(cookies, kind);
				if (arrival == Channel.INSECURE && kind == IdKind.SECURE) {
					check(ids.secure().isEmpty(), header, "presents a secure id over HTTP");
				}
				else if (!own.isEmpty() || imported == null || imported.kind() != kind) {
					check(hashes(ids.of(kind)).equals(own), header, "presents", ids, "instead of", own);
					check(written(header, kind).containsAll(own), header, "was taken apart to", own);
				}
				else {
					check(ids.of(kind).stream().allMatch(PresentedId::imported), header,
							"mixes ids with imported ones");
					check(imported(cookies, imported).equals(hashes(ids.of(kind))), header, "imports", ids.of(kind));
				}
			}
			count(all.isEmpty() ? "none"
					: (all.size() > 2) ? "several" : ids.secure().isEmpty() ? "insecure" : "secure");
			if (all.stream().anyMatch(PresentedId::imported)) {
				count("imported");
			}
		}

		private static Set<IdHash> hashes(List<PresentedId> ids) {
			return ids.stream().map(PresentedId::hash).collect(Collectors.toSet());
		}

		private static Set<IdHash> own(List<Map.Entry<String, String>> cookies, IdKind kind)
				throws NoSuchAlgorithmException {
			Set<IdHash> ids = new HashSet<>();
			for (Map.Entry<String, String> cookie : cookies) {
				if (cookie.getKey().equals(NAMES.get(kind)) && cookie.getValue() != null && cookie.getValue()
					.matches((kind == IdKind.SECURE) ? "[A-Za-z0-9_-]{96}" : "[A-Za-z0-9_-]{54}")) {
					ids.add(hash(kind, cookie.getValue()));
				}
			}
			return ids;
		}

		private static Set<IdHash> imported(List<Map.Entry<String, String>> cookies, ImportedCookie imported)
				throws NoSuchAlgorithmException {
			Set<IdHash> ids = new HashSet<>();
			for (Map.Entry<String, String> cookie : cookies) {
				if (cookie.getKey().equals(imported.name()) && cookie.getValue() != null
						&& cookie.getValue().matches("[A-Za-z0-9+/]{48}")) {
					String id = new String(Base64.getDecoder().decode(cookie.getValue()), StandardCharsets.ISO_8859_1);
					if (id.matches("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")) {
						ids.add(hash(imported.kind(), id));
					}
				}
			}
			return ids;
		}

		private static Set<IdHash> written(String header, IdKind kind) throws NoSuchAlgorithmException {
			Set<IdHash> ids = new HashSet<>();
			Matcher matcher = Pattern
				.compile("(?<![^;, \t])" + NAMES.get(kind) + "[ \t]*=[ \t]*\"?([A-Za-z0-9_-]{"
						+ ((kind == IdKind.SECURE) ? 96 : 54) + "})(?![A-Za-z0-9_-])")
				.matcher(header);
			while (matcher.find()) {
				ids.add(hash(kind, matcher.group(1)));
			}
			return ids;
		}

		private static IdHash hash(IdKind kind, String value) throws NoSuchAlgorithmException {
			String text = ((kind == IdKind.SECURE) ? "secure:" : "insecure:") + value;
			return IdHash.of(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
		}

		private static List<Map.Entry<String, String>> pairs(String header) {
			List<Map.Entry<String, String>> cookies = new ArrayList<>();
			for (String pair : header.split(";", -1)) {
				int equals = pair.indexOf('=');
				if (equals > 0) {
					cookies.add(
							Map.entry(pair.substring(0, equals).replaceAll("^[ \t]+", ""), pair.substring(equals + 1)));
				}
			}
			return cookies;
		}

	}

}
