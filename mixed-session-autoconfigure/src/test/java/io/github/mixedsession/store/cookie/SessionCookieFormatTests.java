package io.github.mixedsession.store.cookie;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionCookieFullException;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.test.MutableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a session cookie is, to the bit.
 */
class SessionCookieFormatTests {

	private static final Duration WEEK = Duration.ofDays(7);

	private static final Map<IdKind, String> NAMES = Map.of(IdKind.INSECURE, "SESSION", IdKind.SECURE,
			"__Host-SESSION");

	private final MutableClock clock = new MutableClock();

	private final byte[] key = RandomBytes.of(64);

	private final SessionCookieFormat format = format(NAMES, this.key);

	private final SessionCredential insecureId = SessionCredential.insecure(Locator.generate(this.clock.instant()));

	private final SessionCredential secureId = SessionCredential.secure(this.insecureId.presented().locator(),
			Family.generate());

	private static Encryption encryption(byte[]... keys) {
		EncryptionKeys all = EncryptionKeys
			.ofLong(List.of(keys).stream().map((one) -> new SecretKeySpec(one, "HmacSHA512")).toList());
		return new Encryption(() -> all, false);
	}

	private SessionCookieFormat format(Map<IdKind, String> names, byte[]... keys) {
		return format(names, encryption(keys));
	}

	private SessionCookieFormat format(Map<IdKind, String> names, Encryption encryption) {
		return new SessionCookieFormat(encryption, names, true, lifetime());
	}

	private SessionCookieLifetime lifetime() {
		return new SessionCookieLifetime(WEEK, Duration.ZERO, this.clock);
	}

	private SessionCookie cookie(IdKind kind, String value) {
		Instant now = Instant.ofEpochMilli(this.clock.instant().toEpochMilli());
		boolean secure = kind == IdKind.SECURE;
		SessionCredential id = secure ? this.secureId : this.insecureId;
		IdHash family = this.secureId.presented().family().hash();
		Partition partition = secure ? Partition.SECURE : Partition.SHARED;
		return new SessionCookie(kind, id.hash(), 7, 2, 1, SessionSide.SECURE, now, now, Duration.ofMinutes(30), family,
				new SecureSide(now, now, secure ? "customer" : null), secure ? Set.of() : Set.of("card"),
				List.of(new StoredAttribute("cart", partition, 1, value.getBytes(StandardCharsets.UTF_8))));
	}

	private String write(IdKind kind) {
		return this.format.write(cookie(kind, "\"mug\""), (kind == IdKind.SECURE) ? this.secureId : this.insecureId);
	}

	@Test
	void whatIsWrittenIsRead() {
		for (IdKind kind : IdKind.values()) {
			SessionCookie written = cookie(kind, "{\"a\":[1,2.50,\"\u00e4\"]}");
			String text = this.format.write(written, (kind == IdKind.SECURE) ? this.secureId : this.insecureId);
			PresentedCookie read = this.format.read(kind, text);
			assertThat(read).isNotNull();
			assertThat(read.id().hash()).isEqualTo(written.id());
			assertThat(read.cookie()).usingRecursiveComparison().isEqualTo(written);
		}
	}

	@Test
	void everyCookieIsAnotherText() {
		Set<String> vectors = new HashSet<>();
		for (int i = 0; i < 100; i++) {
			vectors.add(write(IdKind.INSECURE).split("\\.", -1)[2]);
		}
		assertThat(vectors).hasSize(100);
	}

	@Test
	void a52AnyOtherBitMakesItNobodys() {
		for (IdKind kind : IdKind.values()) {
			String text = write(kind);
			assertThat(this.format.read(kind, text)).isNotNull();
			for (int i = 0; i < text.length(); i++) {
				for (int bit = 0; bit < 8; bit++) {
					String other = text.substring(0, i) + (char) (text.charAt(i) ^ (1 << bit)) + text.substring(i + 1);
					assertThat(this.format.read(kind, other)).as(other).isNull();
				}
			}
		}
	}

	@Test
	void anyPartOfItIsNobodys() {
		String text = write(IdKind.SECURE);
		for (int length = 0; length < text.length(); length++) {
			assertThat(this.format.read(IdKind.SECURE, text.substring(0, length))).isNull();
			assertThat(this.format.read(IdKind.SECURE, text.substring(length + 1))).isNull();
		}
	}

	/** The header is the same for all of a kind, and nothing else is decrypted. */
	@Test
	void kindAndNameAreChecked() {
		assertThat(this.format.read(IdKind.SECURE, write(IdKind.INSECURE))).isNull();
		assertThat(this.format.read(IdKind.INSECURE, write(IdKind.SECURE))).isNull();
		SessionCookieFormat neighbour = format(Map.of(IdKind.INSECURE, "OTHER", IdKind.SECURE, "__Host-OTHER"),
				this.key);
		assertThat(neighbour.read(IdKind.SECURE, write(IdKind.SECURE))).isNull();
		assertThat(neighbour.read(IdKind.INSECURE, write(IdKind.INSECURE))).isNull();
	}

	@Test
	void kindIsChecked() {
		EncryptionKeys keys = EncryptionKeys.ofLong(List.of(new SecretKeySpec(this.key, "HmacSHA512")));
		SessionCookieCipher oneName = new SessionCookieCipher(new Encryption(() -> keys, false),
				Map.of(IdKind.INSECURE, "SESSION", IdKind.SECURE, "SESSION"), (kind) -> {
				});
		String text = oneName.encrypt(IdKind.SECURE, new byte[1]);
		assertThat(oneName.decrypt(IdKind.SECURE, text)).isEqualTo(new byte[1]);
		assertThat(oneName.decrypt(IdKind.INSECURE, text)).isNull();
	}

	@Test
	void nameIsChecked() {
		String text = write(IdKind.SECURE);
		assertThat(format(Map.of(IdKind.INSECURE, "SESSION", IdKind.SECURE, "__Host-OTHER"), this.key)
			.read(IdKind.SECURE, text)).isNull();
	}

	@Test
	void keyIsChecked() throws Exception {
		JWEObject ours = JWEObject.parse(write(IdKind.SECURE));
		JWEHeader header = new JWEHeader.Builder(ours.getHeader()).keyID("other").build();
		assertThat(this.format.read(IdKind.SECURE, encrypted(header))).isNull();
		SessionCookieFormat rotated = format(NAMES, RandomBytes.of(64), this.key);
		assertThat(rotated.read(IdKind.SECURE, write(IdKind.SECURE))).isNotNull();
	}

	/** Or a node that lacks a key would lose sessions without a trace. */
	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void cookieOfAnUnknownKeyIsCountedAndLoggedOnce(CapturedOutput output) {
		Encryption encryption = encryption(RandomBytes.of(64));
		SessionCookieFormat another = format(NAMES, encryption);
		for (IdKind kind : IdKind.values()) {
			String text = write(kind);
			assertThat(another.read(kind, text)).isNull();
			assertThat(another.read(kind, text.substring(1))).isNull();
			assertThat(another.read(IdKind.of(kind == IdKind.INSECURE), text)).isNull();
		}
		assertThat(encryption.ofUnknownKey()).isEqualTo(2);
		assertThat(output).containsOnlyOnce("names a key that this node does not have")
			.containsOnlyOnce("mixed-session.encryption.keys lacks a key");
		assertThat(this.format.read(IdKind.SECURE, write(IdKind.SECURE) + "x")).isNull();
		assertThat(output).containsOnlyOnce("names a key");
	}

	/** Whoever has the key may write it there; who reads it there does not have to be. */
	@Test
	void insecureCookieNamesNoUser() throws Exception {
		JWEObject ours = JWEObject.parse(write(IdKind.INSECURE));
		ours.decrypt(new DirectDecrypter(new SecretKeySpec(this.key, "AES")));
		Map<String, Object> content = ours.getPayload().toJSONObject();
		content.put("user", "admin");
		content.put("secure", Map.of("card", "planted"));
		JWEObject forged = new JWEObject(ours.getHeader(), new Payload(content));
		forged.encrypt(new DirectEncrypter(new SecretKeySpec(this.key, "AES")));
		PresentedCookie read = this.format.read(IdKind.INSECURE, forged.serialize());
		assertThat(read).isNotNull();
		assertThat(read.cookie().secureSide().principalName()).isNull();
		assertThat(read.cookie().attributes()).extracting(StoredAttribute::name).containsExactly("cart");
	}

	@Test
	void nothingIsDecompressed() throws Exception {
		JWEObject ours = JWEObject.parse(write(IdKind.SECURE));
		JWEHeader header = new JWEHeader.Builder(ours.getHeader()).compressionAlgorithm(CompressionAlgorithm.DEF)
			.build();
		assertThat(this.format.read(IdKind.SECURE, encrypted(header))).isNull();
	}

	private String encrypted(JWEHeader header) throws Exception {
		byte[] content = new SessionCookieJson(true).write(cookie(IdKind.SECURE, "1"), this.secureId);
		JWEObject jwe = new JWEObject(header, new Payload(content));
		jwe.encrypt(new DirectEncrypter(new SecretKeySpec(this.key, "AES")));
		return jwe.serialize();
	}

	@Test
	void firstKeyEncryptsAndAllDecrypt() {
		byte[] fresh = RandomBytes.of(64);
		SessionCookieFormat rotated = format(NAMES, fresh, this.key);
		assertThat(rotated.read(IdKind.SECURE, write(IdKind.SECURE))).isNotNull();
		String text = rotated.write(cookie(IdKind.SECURE, "1"), this.secureId);
		assertThat(format(NAMES, fresh).read(IdKind.SECURE, text)).isNotNull();
		assertThat(this.format.read(IdKind.SECURE, text)).isNull();
	}

	@Test
	void cookieOfAnOlderKeyIsCounted() {
		Encryption rotated = encryption(RandomBytes.of(64), this.key);
		SessionCookieFormat both = new SessionCookieFormat(rotated, NAMES, true, lifetime());
		for (IdKind kind : IdKind.values()) {
			assertThat(both.read(kind, write(kind))).isNotNull();
		}
		assertThat(rotated.readWithOlderKey()).isEqualTo(2);
		assertThat(both.read(IdKind.SECURE, both.write(cookie(IdKind.SECURE, "1"), this.secureId))).isNotNull();
		assertThat(rotated.readWithOlderKey()).isEqualTo(2);
	}

	/** Anybody can send a header that names an older key. */
	@Test
	void forgedCookieOfAnOlderKeyIsNotCounted() {
		Encryption rotated = encryption(RandomBytes.of(64), this.key);
		SessionCookieFormat both = new SessionCookieFormat(rotated, NAMES, true, lifetime());
		String[] parts = write(IdKind.SECURE).split("\\.", -1);
		assertThat(both.read(IdKind.SECURE, String.join(".", parts[0], "", parts[2], parts[3], parts[2]))).isNull();
		assertThat(rotated.readWithOlderKey()).isZero();
	}

	@Test
	void cookieOfAnotherTimeIsNobodys() {
		String text = write(IdKind.INSECURE);
		this.clock.advance(WEEK.minusMillis(1));
		assertThat(this.format.read(IdKind.INSECURE, text)).isNotNull();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.format.read(IdKind.INSECURE, text)).isNull();
		this.clock.advance(WEEK.negated().minusSeconds(60));
		assertThat(this.format.read(IdKind.INSECURE, text)).isNotNull();
		this.clock.advance(Duration.ofSeconds(-1));
		assertThat(this.format.read(IdKind.INSECURE, text)).isNull();
	}

	@Test
	void cookieIsNoLargerThanBrowsersTake() {
		int length = 0;
		for (int size = 0; length == 0; size++) {
			SessionCookie cookie = cookie(IdKind.INSECURE, "\"" + "x".repeat(size) + "\"");
			try {
				this.format.check(cookie, null);
				assertThat("SESSION".length() + this.format.write(cookie, this.insecureId).length())
					.isLessThanOrEqualTo(4096);
			}
			catch (SessionCookieFullException ex) {
				length = size;
				assertThat(ex.getAttributes()).containsEntry("cart", size + 6);
				assertThat(ex.getMessage()).contains("SESSION", "cart " + (size + 6), "mixed-session.store");
				assertThat(ex.getSize()).isGreaterThan(4096 - 64);
			}
		}
		assertThat(length).isGreaterThan(2000);
	}

	/** Name and value together: names of several lengths, for a value grows by blocks. */
	@Test
	void a52CookieOf4096BytesIsReadAndOneOfAByteMoreIsNot() {
		Set<Integer> lengths = new HashSet<>();
		for (int more = 0; more < 64; more++) {
			String name = "S".repeat(7 + more);
			SessionCookieFormat named = format(Map.of(IdKind.INSECURE, name, IdKind.SECURE, "__Host-S"), this.key);
			for (int size = 2300; size < 2700; size += 16) {
				SessionCookie cookie = cookie(IdKind.INSECURE, "\"" + "x".repeat(size) + "\"");
				String text = named.write(cookie, this.insecureId);
				int length = name.length() + text.length();
				assertThat(named.read(IdKind.INSECURE, text) != null).as("%s bytes", length).isEqualTo(length <= 4096);
				// what comes with a rotation has to fit as well
				assertThat(isRefused(named, cookie)).as("%s bytes", length).isEqualTo(length > 4096 - 16);
				lengths.add(length);
			}
		}
		assertThat(lengths).contains(4080, 4081, 4096, 4097);
	}

	private static boolean isRefused(SessionCookieFormat format, SessionCookie cookie) {
		try {
			format.check(cookie, null);
			return false;
		}
		catch (SessionCookieFullException ex) {
			return true;
		}
	}

	@Test
	void cookieThatWasTooLargeCanBeMadeSmaller() {
		SessionCookie large = cookie(IdKind.INSECURE, "\"" + "x".repeat(4000) + "\"");
		SessionCookie smaller = cookie(IdKind.INSECURE, "\"" + "x".repeat(3900) + "\"");
		this.format.check(smaller, large);
		assertThatExceptionOfType(SessionCookieFullException.class).isThrownBy(() -> this.format.check(large, smaller));
		assertThatExceptionOfType(SessionCookieFullException.class).isThrownBy(() -> this.format.check(large, large));
	}

	/** A stranger's cookie costs no more than what a browser keeps. */
	@Test
	void longerCookieIsNotEvenParsed() {
		SessionCookie large = cookie(IdKind.INSECURE, "\"" + "x".repeat(4000) + "\"");
		assertThat(this.format.read(IdKind.INSECURE, this.format.write(large, this.insecureId))).isNull();
	}

	/** Nobody's session would be replaced by an empty one (invariant 14). */
	@Test
	void keysThatCanNotBeHadFailTheRequest() {
		SessionCookieFormat down = new SessionCookieFormat(new Encryption(() -> {
			throw new SessionStoreException(new IllegalStateException("vault"));
		}, false), NAMES, true, lifetime());
		assertThatExceptionOfType(SessionStoreException.class)
			.isThrownBy(() -> down.read(IdKind.SECURE, write(IdKind.SECURE)));
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(() -> down.read(IdKind.SECURE, "x"));
	}

	@Test
	void nothingTellsAKey() {
		assertThat(
				new SessionCookieKeys(() -> EncryptionKeys.ofLong(List.of(new SecretKeySpec(this.key, "AES"))), NAMES)
					.current()
					.toString())
			.isEqualTo("AtOnce[1 hidden]");
		assertThat(
				new SessionCookieKeys(() -> EncryptionKeys.ofLong(List.of(new SecretKeySpec(this.key, "AES"))), NAMES)
					.first()
					.toString())
			.isEqualTo("Key[hidden]");
	}

}
