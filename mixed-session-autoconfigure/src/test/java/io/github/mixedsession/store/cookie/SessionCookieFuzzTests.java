package io.github.mixedsession.store.cookie;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.test.Fuzz;
import io.github.mixedsession.test.FuzzInput;
import io.github.mixedsession.test.FuzzTarget;
import io.github.mixedsession.test.MutableClock;
import io.github.mixedsession.test.Proof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cookie that holds a session is one that was made for its name and kind, to the
 * letter, or nobody's (attack 52). What somebody with the key has put into it is nobody's
 * or can be written again, and an insecure one holds nothing of the secure side.
 */
@Tag(Proof.TAG)
class SessionCookieFuzzTests {

	@Test
	void cookieIsOneThatWasMadeOrNobodys() throws Exception {
		Map<String, Integer> counts = Fuzz.run(Target.class, 10_000, 300_000, "\000\000\200", "\000\001\201",
				"\000\000\202", "\000\000\205..\207.\210.\211", "\000\000\220.", "\001\000\000\000", "\001\001\000\000",
				"\001\000\001\001-1", "\001\001\001\015{\"a\":1}", "\001\000\000\013[\"\\ud800\"]",
				"\001\001\000\014{\"\\ud800\":1}", "\001\001\000\002");
		assertThat(counts).containsKeys("made", "nobody's", "read", "no content", "too long");
	}

	static final class Target extends FuzzTarget {

		private static final Map<IdKind, String> NAMES = Map.of(IdKind.INSECURE, "SESSION", IdKind.SECURE,
				"__Host-SESSION");

		private static final byte[] KEY = key(1);

		private final MutableClock clock = new MutableClock();

		private final SessionCredential insecureId = SessionCredential.insecure(Locator.generate(this.clock.instant()));

		private final SessionCredential secureId = SessionCredential.secure(this.insecureId.presented().locator(),
				Family.generate());

		private final SessionCookieCipher cipher = cipher(NAMES, KEY, key(2));

		private final Map<IdKind, Map<String, byte[]>> made = Map.of(IdKind.INSECURE, new HashMap<>(), IdKind.SECURE,
				new HashMap<>());

		private final String[] texts;

		private final Map<IdKind, Map<String, String>> contents = Map.of(IdKind.INSECURE, content(false), IdKind.SECURE,
				content(true));

		private final String[] values;

		Target() {
			Stream.Builder<String> parts = Stream.builder();
			parts.add(make(IdKind.INSECURE, cipher(NAMES, KEY)));
			parts.add(make(IdKind.SECURE, cipher(NAMES, KEY)));
			String older = make(IdKind.INSECURE, cipher(NAMES, key(2)));
			parts.add(older);
			byte[] content = RandomBytes.of(40);
			parts.add(cipher(NAMES, key(3)).encrypt(IdKind.INSECURE, content));
			parts.add(cipher(Map.of(IdKind.INSECURE, "OTHER", IdKind.SECURE, "__Host-OTHER"), KEY)
				.encrypt(IdKind.INSECURE, content));
			for (String part : older.split("\\.", -1)) {
				parts.add(part);
			}
			parts.add(older.substring(1)).add(older.substring(0, older.length() - 1));
			Stream
				.of("{\"alg\":\"dir\",\"enc\":\"A256CBC-HS512\",\"zip\":\"DEF\"}", "{\"alg\":\"none\"}", "{", "[]",
						"{\"alg\":\"dir\",\"enc\":\"A256CBC-HS512\",\"p2c\":-1}",
						"{\"alg\":\"PBES2-HS512+A256KW\",\"enc\":\"A256CBC-HS512\",\"p2c\":2000000000,\"p2s\":\"AA\"}")
				.map((header) -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(header)))
				.forEach(parts);
			parts.add("..").add("=").add("\u00e9").add("\r\n").add("A".repeat(1500));
			this.texts = parts.build().toArray(String[]::new);
			this.values = Stream.concat(
					Stream.concat(this.contents.get(IdKind.INSECURE).values().stream(),
							this.contents.get(IdKind.SECURE).values().stream()),
					Stream.of("null", "true", "0", "-1", "1e999999999", "9223372036854775807", "9223372036854775808",
							"\"SECURE\"", "\"INSECURE\"", "\"", "\\", "\\ud800", "\\u0000", "\"\\ud800\"", "{", "}",
							"[", "]", ":", ",", "[\"", "\"]", "{\"", "\":", "1".repeat(1200), "[".repeat(1200),
							"{\"a\":".repeat(600), "NaN", "1.50", "\u00e9", "\ud800", "\"@class\"", "\"AAAA\"",
							"\"A=\""))
				.toArray(String[]::new);
		}

		private static byte[] key(int number) {
			byte[] key = new byte[64];
			for (int i = 0; i < key.length; i++) {
				key[i] = (byte) (number * 64 + i);
			}
			return key;
		}

		private static SessionCookieCipher cipher(Map<IdKind, String> names, byte[]... keys) {
			EncryptionKeys all = keys(keys);
			return new SessionCookieCipher(new Encryption(() -> all, false), names, (kind) -> {
			});
		}

		private static EncryptionKeys keys(byte[]... keys) {
			return EncryptionKeys.ofLong(Stream.of(keys).map((one) -> new SecretKeySpec(one, "HmacSHA512")).toList());
		}

		private String make(IdKind kind, SessionCookieCipher with) {
			byte[] content = RandomBytes.of(40);
			String text = with.encrypt(kind, content);
			this.made.get(kind).put(text, content);
			return text;
		}

		private Map<String, String> content(boolean secure) {
			String now = String.valueOf(this.clock.instant().toEpochMilli());
			String family = Base64.getUrlEncoder()
				.withoutPadding()
				.encodeToString(this.secureId.presented().family().hash().toBytes());
			Map<String, String> content = new LinkedHashMap<>();
			content.put("id", "\"" + (secure ? this.secureId : this.insecureId).reveal() + "\"");
			content.put("generation", "7");
			content.put("logins", "2");
			content.put("restarts", "1");
			content.put("created", now);
			content.put("accessed", now);
			content.put("idle", "1800000");
			content.put("side", "\"SECURE\"");
			content.put("family", "\"" + family + "\"");
			content.put("secureSince", now);
			content.put("secureAccessed", now);
			content.put("hidden", "[\"card\"]");
			content.put("shared", "{\"cart\":\"AAAA\"}");
			content.put("http", "{\"token\":\"AAAA\"}");
			content.put("secure", "{\"card\":\"AAAA\"}");
			content.put("user", "\"customer\"");
			return content;
		}

		private static byte[] bytes(String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}

		@Override
		protected void accept(FuzzInput input) {
			boolean isText = input.below(2) == 0;
			IdKind kind = input.pick(IdKind.INSECURE, IdKind.SECURE);
			if (isText) {
				decrypt(kind, input.text(this.texts));
			}
			else {
				read(kind, input.below(2) == 0, content(kind, input));
			}
		}

		private void decrypt(IdKind kind, String text) {
			byte[] held = this.cipher.decrypt(kind, text);
			boolean ours = this.cipher.isOurs(kind, text);
			check(ours || held == null, text, "does not say whose it is");
			check(Arrays.equals(held, this.made.get(kind).get(text)), text, "is taken for a cookie, or is not:", kind);
			count((held != null) ? "made" : "nobody's");
		}

		/**
		 * Returns a content of which some members are others.
		 */
		private String content(IdKind kind, FuzzInput input) {
			Map<String, String> content = new LinkedHashMap<>(this.contents.get(kind));
			String[] names = content.keySet().toArray(String[]::new);
			for (int i = 0; i < 5 && input.hasMore(); i++) {
				String name = input.pick(names);
				String value = input.text(this.values);
				if (value.isEmpty()) {
					content.remove(name);
				}
				else {
					content.put(name, value);
				}
			}
			return content.entrySet()
				.stream()
				.map((member) -> "\"" + member.getKey() + "\":" + member.getValue())
				.collect(Collectors.joining(",", "{", "}"));
		}

		private void read(IdKind kind, boolean jsonValues, String content) {
			SessionCookieFormat format = new SessionCookieFormat(new Encryption(() -> keys(KEY), false), NAMES,
					jsonValues, new SessionCookieLifetime(Duration.ofDays(7), Duration.ZERO, this.clock));
			PresentedCookie read = format.read(kind, this.cipher.encrypt(kind, bytes(content)));
			if (read == null) {
				count((bytes(content).length < 2500) ? "no content" : "too long");
				return;
			}
			SessionCookie cookie = read.cookie();
			SecureSide side = cookie.secureSide();
			check(cookie.kind() == kind && read.id().kind() == kind, content, "is a cookie of the other kind");
			check(cookie.id().equals(read.id().hash()), content, "has another id");
			check(kind == IdKind.SECURE || side == null || side.principalName() == null, content, "has a user");
			check(kind == IdKind.SECURE
					|| cookie.attributes().stream().noneMatch((one) -> one.partition() == Partition.SECURE), content,
					"holds something of the secure side");
			check(cookie.createdAt().isBefore(this.clock.instant().plusSeconds(61)), content, "is from the future");
			byte[] written = write(jsonValues, read);
			PresentedCookie again = new SessionCookieJson(jsonValues).read(kind, written);
			check(again != null, content, "can't be read as it is written");
			check(again != null && Arrays.equals(write(jsonValues, again), written), content, "is written as another");
			count("read");
		}

		private static byte[] write(boolean jsonValues, PresentedCookie cookie) {
			SessionCookieJson json = new SessionCookieJson(jsonValues);
			byte[] written = json.write(cookie.cookie(), cookie.id());
			check(json.length(cookie.cookie()) == written.length, new String(written, StandardCharsets.UTF_8),
					"is counted wrongly");
			return written;
		}

	}

}
