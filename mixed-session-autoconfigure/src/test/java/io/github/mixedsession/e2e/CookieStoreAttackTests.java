package io.github.mixedsession.e2e;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.AESEncrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.PasswordBasedEncrypter;
import com.nimbusds.jose.util.Base64URL;
import jakarta.servlet.Filter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.session.SessionRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import io.github.mixedsession.EncryptionKeySource;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.IgnoredIdReason;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.RequestRefusedEvent;
import io.github.mixedsession.SessionConflictEvent;
import io.github.mixedsession.SessionIdIgnoredEvent;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionCredential;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cookies that hold sessions, and what else somebody may send in their place (attack 52):
 * all that fails is nobody's session, and never an error of the server.
 */
@ParameterizedClass
@EnumSource
class CookieStoreAttackTests {

	private static final String INSECURE = "SESSION";

	private static final String SECURE = "__Host-SESSION";

	private static final CookieForge FORGE = CookieForge.withFreshKey();

	private static final Map<Server, Site> SITES = new EnumMap<>(Server.class);

	private final Server server;

	private final CookieForge forge = FORGE;

	private final Site site;

	private final List<Site> others = new ArrayList<>();

	private final Set<String> secrets = new HashSet<>();

	/** What is answered to who presents nothing, over HTTP and HTTPS. */
	private final Map<Boolean, Reply> strangers = new HashMap<>();

	CookieStoreAttackTests(Server server) {
		this.server = server;
		this.site = SITES.computeIfAbsent(server, (any) -> server.start(CookieForge.site(List.of(FORGE))));
		this.site.events().clear();
	}

	private Site start(List<CookieForge> forges, String... properties) {
		Site started = this.server.start(CookieForge.site(forges, properties));
		this.others.add(started);
		return started;
	}

	@AfterEach
	void closeOthers() {
		this.others.forEach(Site::close);
	}

	@AfterAll
	static void close() {
		SITES.values().forEach(Site::close);
		SITES.clear();
	}

	private static Browser user(Site site, String name) {
		Browser user = site.browser();
		user.http("/set?name=cart&value=mug-" + name);
		user.login(name);
		user.https("/secure/set?name=card&value=4711-" + name);
		assertThat(user.https("/account/session").line("user")).isEqualTo(name);
		return user;
	}

	/**
	 * Whoever presents it is answered as who presents nothing.
	 */
	private void assertNobody(String name, String value) {
		assertNobody(true, name, value);
		if (name.equals(INSECURE)) {
			assertNobody(false, name, value);
		}
	}

	private void assertNobody(boolean tls, String name, String value) {
		String path = tls ? "/secure/session" : "/session";
		Reply stranger = this.strangers.computeIfAbsent(tls, (any) -> this.site.browser().get(tls, path));
		Reply forger = this.site.browser().get(tls, path, "Cookie: " + name + "=" + value);
		assertThat(forger.status()).as(value).isEqualTo(200).isEqualTo(stranger.status());
		assertThat(forger.body()).as(value).isEqualTo("user=null\n").isEqualTo(stranger.body());
		assertThat(forger.setCookieNames()).as(value).isEqualTo(stranger.setCookieNames());
	}

	private void assertSomebody(String name, String value) {
		Reply reply = this.site.browser()
			.get(name.equals(SECURE), name.equals(SECURE) ? "/secure/session" : "/session",
					"Cookie: " + name + "=" + value);
		assertThat(reply.body()).contains("@");
	}

	/** A text of base64url has six bits a character; the test of the format has all. */
	@Test
	void a52CookieWithAnotherBitIsNobodys() {
		Browser customer = user(this.site, "customer");
		String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
		for (Map.Entry<String, String> cookie : Map.of(INSECURE, customer.insecureId(), SECURE, customer.secureId())
			.entrySet()) {
			String value = cookie.getValue();
			assertSomebody(cookie.getKey(), value);
			for (int i = 0; i < value.length(); i += (i + 45 < value.length()) ? 29 : 1) {
				int digit = alphabet.indexOf(value.charAt(i));
				char other = (digit >= 0) ? alphabet.charAt(digit ^ (1 << (i % 6))) : 'A';
				assertNobody(cookie.getKey(), value.substring(0, i) + other + value.substring(i + 1));
			}
		}
	}

	@Test
	void a52CookieThatIsCutOrGrownIsNobodys() {
		Browser customer = user(this.site, "customer");
		for (Map.Entry<String, String> cookie : Map.of(INSECURE, customer.insecureId(), SECURE, customer.secureId())
			.entrySet()) {
			String value = cookie.getValue();
			for (int length = 0; length < value.length(); length += 41) {
				assertNobody(cookie.getKey(), value.substring(0, length));
			}
			for (String other : List.of(value + "A", value + ".", value + ".AAAA", "A" + value,
					value.replace(".", ".."), value + value, "\"" + value + "\"", value + "=",
					value.substring(0, value.lastIndexOf('.') + 1))) {
				assertNobody(cookie.getKey(), other);
			}
		}
	}

	@Test
	void a52CookieOfTheOtherKindIsNobodys() {
		Browser customer = user(this.site, "customer");
		assertNobody(SECURE, customer.insecureId());
		assertNobody(INSECURE, customer.secureId());
	}

	@Test
	void a52CookieOfAnotherNameIsNobodys() {
		Site other = start(List.of(this.forge), "mixed-session.cookie.insecure-name=OTHER",
				"mixed-session.cookie.secure-name=__Host-OTHER");
		Browser neighbour = other.browser();
		neighbour.http("/set?name=cart&value=mug");
		neighbour.https("/secure/set?name=card&value=4711");
		assertNobody(INSECURE, neighbour.jar().find("OTHER"));
		assertNobody(SECURE, neighbour.jar().find("__Host-OTHER"));
	}

	@Test
	void a52CookiesOfTwoUsersAreNotPutTogether() {
		Browser customer = user(this.site, "customer");
		Browser admin = user(this.site, "admin");
		this.site.events().clear();
		Browser both = this.site.browser();
		both.jar().plant(INSECURE, admin.insecureId(), false);
		both.jar().plant(SECURE, customer.secureId(), true);
		Reply reply = both.https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.body()).contains("@card=4711-customer").doesNotContain("admin");
		assertThat(this.site.events().of(SessionConflictEvent.class)).hasSize(1);
		assertThat(this.forge.open(both.insecureId())).doesNotContainEntry("shared", Map.of("cart", "mug-admin"));
		assertThat(both.http("/get?name=cart").body()).isEqualTo("null");
	}

	/** The session is the same, and its secure side is another one. */
	@Test
	void a52InsecureCookieThatNamesAnotherFamilyIsReplaced() {
		Browser customer = user(this.site, "customer");
		String planted = this.forge.change(customer.insecureId(), (content) -> {
			content.put("family", Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]));
			content.put("shared", Map.of("cart", "bomb"));
		});
		customer.jar().plant(INSECURE, planted, false);
		assertThat(customer.https("/account/session").body()).contains("@card").doesNotContain("bomb");
		assertThat(customer.insecureId()).isNotEqualTo(planted);
	}

	@Test
	void a52CookieOfAKeyThatIsGoneIsNobodys() {
		CookieForge fresh = CookieForge.withFreshKey();
		Browser customer = user(this.site, "customer");
		Site rotated = start(List.of(fresh, this.forge));
		Browser moved = customer.on(rotated);
		assertThat(moved.https("/account/session").line("user")).isEqualTo("customer");
		moved.https("/secure/set?name=card&value=4712");
		moved.http("/set?name=cart&value=cup");
		assertThat(fresh.open(moved.insecureId())).isNotEmpty();
		assertThat(fresh.open(moved.secureId())).isNotEmpty();
		assertNobody(INSECURE, moved.insecureId());
		assertNobody(SECURE, moved.secureId());
		Site last = start(List.of(fresh));
		assertThat(moved.on(last).https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void a52KeysInAnotherOrderReadTheSame() {
		CookieForge other = CookieForge.withFreshKey();
		Site one = start(List.of(this.forge, other));
		Site two = start(List.of(other, this.forge));
		Browser customer = user(one, "customer");
		customer.on(two).https("/secure/set?name=card&value=4712");
		assertThat(customer.https("/secure/get?name=card").body()).isEqualTo("4712");
	}

	/**
	 * To who has the key, and no right to use it: whatever it says, it says it in vain.
	 */
	@Test
	void a52OtherAlgorithmsAreNobodys() throws Exception {
		Browser customer = user(this.site, "customer");
		for (Map.Entry<String, String> cookie : Map.of(INSECURE, customer.insecureId(), SECURE, customer.secureId())
			.entrySet()) {
			String value = cookie.getValue();
			assertSomebody(cookie.getKey(), this.forge.withHeader(value, (header) -> {
			}));
			Payload payload = new Payload(this.forge.open(value));
			JWEHeader ours = this.forge.header(value);
			List<String> forged = new ArrayList<>(List.of(
					this.forge.withHeader(value, (header) -> header.compressionAlgorithm(CompressionAlgorithm.DEF)),
					this.forge.withHeader(value, (header) -> header.type(JOSEObjectType.JWT)),
					this.forge.withHeader(value, (header) -> header.contentType("JWT")),
					this.forge.withHeader(value, (header) -> header.keyID("other")),
					this.forge.withHeader(value, (header) -> header.keyID(null)),
					this.forge.withHeader(value, (header) -> header.customParam("kind", "SECURE")),
					this.forge.withHeader(value, (header) -> header.customParam("cookie", "session")),
					this.forge.withHeader(value, (header) -> header.customParam("more", "1")),
					this.forge.withHeader(value,
							(header) -> header.criticalParams(Set.of("exp")).customParam("exp", 1)),
					this.forge.withHeader(value, (header) -> header.pbes2Count(1_000_000_000)),
					this.forge.withHeader(value, (header) -> header.jwkURL(URI.create("http://127.0.0.1:9/")))));
			forged.add(encrypted(new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM), ours, payload,
					new DirectEncrypter(Arrays.copyOf(this.forge.key(), 32))));
			forged.add(encrypted(new JWEHeader.Builder(JWEAlgorithm.A256KW, EncryptionMethod.A256CBC_HS512), ours,
					payload, new AESEncrypter(Arrays.copyOf(this.forge.key(), 32))));
			forged.add(encrypted(new JWEHeader.Builder(JWEAlgorithm.PBES2_HS512_A256KW, EncryptionMethod.A256CBC_HS512),
					ours, payload, new PasswordBasedEncrypter(this.forge.key(), 16, 1000)));
			JWSObject signed = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.HS512).keyID(ours.getKeyID()).build(),
					payload);
			signed.sign(new MACSigner(this.forge.key()));
			forged.add(signed.serialize());
			String[] parts = value.split("\\.", -1);
			forged.add(Base64URL.encode("{\"alg\":\"none\"}") + "." + payload.toBase64URL() + ".");
			forged.add(Base64URL.encode("{\"alg\":\"none\"}") + "...." + parts[4]);
			forged.add(Base64URL.encode("{\"alg\":\"none\",\"enc\":\"none\"}") + ".." + parts[2] + "."
					+ payload.toBase64URL() + ".");
			forged.add(Base64URL
				.encode("{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A256CBC-HS512\",\"p2c\":2147483647,"
						+ "\"p2s\":\"AAAAAAAAAAAAAAAAAAAAAA\"}")
					+ "." + parts[4] + "." + parts[2] + "." + parts[3] + "." + parts[4]);
			forged.add(Base64URL.encode("{".repeat(2000)) + ".." + parts[2] + "." + parts[3] + "." + parts[4]);
			forged.add(parts[0] + "." + Base64URL.encode("key") + "." + parts[2] + "." + parts[3] + "." + parts[4]);
			assertThat(forged).doesNotHaveDuplicates();
			forged.forEach((one) -> assertNobody(cookie.getKey(), one));
		}
	}

	private static String encrypted(JWEHeader.Builder header, JWEHeader ours, Payload payload, JWEEncrypter encrypter)
			throws Exception {
		JWEObject jwe = new JWEObject(header.type(ours.getType())
			.keyID(ours.getKeyID())
			.customParam("kind", ours.getCustomParam("kind"))
			.customParam("cookie", ours.getCustomParam("cookie"))
			.build(), payload);
		jwe.encrypt(encrypter);
		return jwe.serialize();
	}

	/** As of a program that has the key, and an idea of its own of what to write. */
	@Test
	void a52ContentThatIsNoneIsNobodys() {
		Browser customer = user(this.site, "customer");
		for (Map.Entry<String, String> cookie : Map.of(INSECURE, customer.insecureId(), SECURE, customer.secureId())
			.entrySet()) {
			String value = cookie.getValue();
			for (String member : List.of("id", "generation", "logins", "restarts", "created", "accessed", "idle")) {
				assertNobody(cookie.getKey(), this.forge.change(value, (content) -> content.remove(member)));
				assertNobody(cookie.getKey(), this.forge.change(value, (content) -> content.put(member, List.of())));
				assertNobody(cookie.getKey(), this.forge.change(value, (content) -> content.put(member, "x")));
			}
			assertNobody(cookie.getKey(), this.forge.change(value, (content) -> content.put("shared", "cart")));
			assertNobody(cookie.getKey(), this.forge.change(value, Map::clear));
		}
		assertNobody(INSECURE, this.forge.change(customer.insecureId(), (content) -> content.put("side", "LEFT")));
		assertNobody(INSECURE, this.forge.change(customer.insecureId(), (content) -> content.put("family", "AA")));
		assertNobody(SECURE, this.forge.change(customer.secureId(), (content) -> content.remove("secureSince")));
	}

	@Test
	void a52InsecureCookieHoldsNothingOfTheSecureSide() {
		Browser customer = user(this.site, "customer");
		assertThat(this.forge.open(customer.insecureId()).toString()).contains("mug-customer")
			.doesNotContain("4711")
			.doesNotContain("principal")
			.doesNotContain("user=");
		// nor would it be seen if it did
		String planted = this.forge.change(customer.insecureId(), (content) -> {
			content.put("secure", Map.of("card", "planted"));
			content.put("user", "admin");
		});
		Browser other = this.site.browser();
		other.jar().plant(INSECURE, planted, false);
		assertThat(other.https("/secure/session").body()).doesNotContain("planted").contains("user=null");
		assertThat(other.http("/session").body()).doesNotContain("planted").contains("user=null");
	}

	@Test
	void a52CookieThatHasExpiredIsNobodys() {
		Site later = start(List.of(this.forge));
		later.clock().advance(Duration.ofMinutes(31));
		Browser customer = user(this.site, "customer");
		Browser late = customer.on(later);
		assertThat(late.http("/session").body()).isEqualTo("user=null\n");
		assertThat(late.https("/secure/session").body()).isEqualTo("user=null\n");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	/** Kept alive by its holder, it lives as long as the absolute timeout says. */
	@Test
	void a52CookieThatIsTooOldIsNobodys() {
		Site kept = start(List.of(this.forge), "mixed-session.cookie.absolute-timeout=2h",
				"mixed-session.timeout.secure-absolute=1h");
		Browser customer = user(kept, "customer");
		for (int i = 0; i < 5; i++) {
			kept.clock().advance(Duration.ofMinutes(10));
			assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
			assertThat(customer.http("/get?name=cart").body()).isEqualTo("mug-customer");
		}
		kept.clock().advance(Duration.ofMinutes(10));
		assertThat(customer.https("/account/session").status()).isEqualTo(302);
		for (int i = 0; i < 5; i++) {
			assertThat(customer.http("/get?name=cart").body()).isEqualTo("mug-customer");
			kept.clock().advance(Duration.ofMinutes(10));
		}
		kept.clock().advance(Duration.ofMinutes(10));
		assertThat(customer.http("/get?name=cart").body()).isEqualTo("null");
	}

	/** Neither does a copy, nor a copy of that one. */
	@Test
	void a52CopiesAreAsOldAsWhatTheyHold() {
		Site kept = start(List.of(this.forge), "mixed-session.cookie.absolute-timeout=1h");
		Browser holder = kept.browser();
		holder.http("/set?name=cart&value=mug");
		for (int i = 0; i < 5; i++) {
			kept.clock().advance(Duration.ofMinutes(10));
			Browser next = holder.eavesdropper();
			assertThat(next.https("/secure/get?name=cart").body()).isEqualTo("mug");
			next.https("/secure/set?name=copy&value=" + i);
			assertThat(next.https("/secure/session").line("id")).isNotEqualTo(holder.http("/session").line("id"));
			holder = next;
		}
		kept.clock().advance(Duration.ofMinutes(10));
		assertThat(holder.eavesdropper().https("/secure/get?name=cart").body()).isEqualTo("null");
		assertThat(holder.https("/secure/get?name=cart").body()).isEqualTo("null");
	}

	@Test
	void a52CookieFromTheFutureIsNobodys() {
		Browser customer = user(this.site, "customer");
		for (String member : List.of("created", "accessed")) {
			for (Map.Entry<String, String> cookie : Map.of(INSECURE, customer.insecureId(), SECURE, customer.secureId())
				.entrySet()) {
				long soon = this.site.clock().instant().plusSeconds(120).toEpochMilli();
				assertNobody(cookie.getKey(),
						this.forge.change(cookie.getValue(), (content) -> content.put(member, soon)));
			}
		}
	}

	@Test
	void a52CookieThatIsTooLargeIsNotSet() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		String before = visitor.insecureId();
		int large = 4096;
		int small = 1;
		while (large - small > 1) {
			int middle = (small + large) / 2;
			Reply reply = visitor.copy().http("/set?name=sharedBig&value=" + "x".repeat(middle));
			if (reply.status() == 200) {
				String cookie = reply.setCookieValue(INSECURE);
				assertThat((INSECURE + cookie).length()).isLessThanOrEqualTo(4096);
				small = middle;
			}
			else {
				assertThat(reply.status()).isEqualTo(507);
				assertThat(reply.setCookieNames()).doesNotContain(INSECURE);
				assertThat(reply.body()).doesNotContain("xxx").doesNotContain("Exception");
				large = middle;
			}
		}
		assertThat(visitor.insecureId()).isEqualTo(before);
		// what fits can cross, and that writes more into it
		visitor.http("/set?name=sharedBig&value=" + "x".repeat(small));
		assertThat(visitor.https("/secure/get?name=sharedBig").body()).hasSize(small);
		assertThat(visitor.http("/get?name=sharedBig").body()).hasSize(small);
		assertThat(visitor.https("/secure/get?name=sharedBig").body()).hasSize(small);
		assertThat((INSECURE + visitor.insecureId()).length()).isLessThanOrEqualTo(4096);
	}

	@Test
	void a52SecureCookieThatIsTooLargeIsNotSetAndTheOtherOneStays() {
		Browser customer = user(this.site, "customer");
		String insecure = customer.insecureId();
		String secure = customer.secureId();
		Reply reply = customer.https("/secure/set?name=note&value=" + "x".repeat(3000));
		assertThat(reply.status()).isEqualTo(507);
		assertThat(this.site.events().of(RequestRefusedEvent.class)).singleElement()
			.satisfies((event) -> assertThat(event.getReason()).isEqualTo(RefusalReason.SESSION_FULL));
		assertThat(customer.insecureId()).isEqualTo(insecure);
		assertThat(customer.secureId()).isEqualTo(secure);
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void a52CookieLongerThanBrowsersKeepIsNobodys() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		for (int length : new int[] { 3000, 3100, 6000 }) {
			String large = this.forge.change(visitor.insecureId(),
					(content) -> content.put("shared", Map.of("cart", "x".repeat(length))));
			if (large.length() > 4096) {
				assertNobody(INSECURE, large);
			}
		}
	}

	@Test
	void a06RubbishBesideACookieHidesNothing() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		String own = INSECURE + "=" + visitor.insecureId();
		this.site.events().clear();
		Reply reply = this.site.browser()
			.get(false, "/session", "Cookie: " + (INSECURE + "=x; ").repeat(50) + own + "; " + INSECURE + "=.");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(this.site.events().of(SessionIdIgnoredEvent.class)).isEmpty();
		Reply hidden = this.site.browser().get(false, "/session", "Cookie: " + (own + "x; ").repeat(5) + own);
		assertThat(hidden.body()).isEqualTo("user=null\n");
		assertThat(this.site.events().of(SessionIdIgnoredEvent.class)).extracting(SessionIdIgnoredEvent::getReason)
			.containsExactly(IgnoredIdReason.AMBIGUOUS);
	}

	@Test
	void a52FiftyCookiesAreNobodys() {
		Site patient = start(List.of(this.forge), "server.max-http-request-header-size=128KB");
		Browser customer = user(patient, "customer");
		for (Map.Entry<String, String> cookie : Map.of(INSECURE, customer.insecureId(), SECURE, customer.secureId())
			.entrySet()) {
			boolean tls = cookie.getKey().equals(SECURE);
			List<String> cookies = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				cookies.add(cookie.getKey() + "="
						+ this.forge.change(cookie.getValue(), (content) -> content.put("id", freshId(tls))));
			}
			assertAmbiguous(patient, tls, String.join("; ", cookies));
		}
		Browser other = user(patient, "admin");
		assertAmbiguous(patient, true, SECURE + "=" + customer.secureId() + "; " + SECURE + "=" + other.secureId());
	}

	private static String freshId(boolean secure) {
		Locator locator = Locator.generate(Instant.now());
		return (secure ? SessionCredential.secure(locator, Family.generate()) : SessionCredential.insecure(locator))
			.reveal();
	}

	private static void assertAmbiguous(Site site, boolean tls, String cookies) {
		site.events().clear();
		Reply reply = site.browser().get(tls, tls ? "/secure/session" : "/session", "Cookie: " + cookies);
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.body()).isEqualTo("user=null\n");
		assertThat(site.events().of(SessionIdIgnoredEvent.class)).singleElement().satisfies((event) -> {
			assertThat(event.getReason()).isEqualTo(IgnoredIdReason.AMBIGUOUS);
			assertThat(event.getKind()).isEqualTo(tls ? IdKind.SECURE : IdKind.INSECURE);
		});
	}

	/** Two tabs and a late answer: the last write wins, a cookie at a time. */
	@Test
	void a52LateAnswerToAnotherTabPutsItsOwnCookieBackAndNoOther() {
		Browser customer = user(this.site, "customer");
		Browser tab = customer.copy();
		customer.https("/secure/set?name=card&value=4712");
		tab.http("/set?name=cart&value=cup");
		// the answer to the tab comes last, with the insecure cookie alone
		customer.jar().plant(INSECURE, tab.insecureId(), false);
		assertThat(customer.https("/secure/get?name=card").body()).isEqualTo("4712");
		assertThat(customer.https("/secure/get?name=cart").body()).isEqualTo("cup");
		Browser late = customer.copy();
		late.https("/secure/set?name=card&value=4713");
		customer.https("/secure/set?name=note&value=lost");
		customer.jar().plant(SECURE, late.secureId(), true);
		assertThat(customer.https("/secure/get?name=note").body()).isEqualTo("null");
		assertThat(customer.https("/secure/get?name=card").body()).isEqualTo("4713");
	}

	/**
	 * A late answer brings a secure cookie back whose secure side has begun anew since,
	 * and whose time is over.
	 */
	@Test
	void a52LateAnswerThatHasExpiredTakesNoCartAway() {
		Site site = start(List.of(this.forge));
		Browser customer = user(site, "customer");
		String late = customer.secureId();
		for (int visit = 0; visit < 2; visit++) {
			site.clock().advance(Duration.ofMinutes(16));
			customer.http("/set?name=cart&value=cup");
		}
		customer.https("/secure/get?name=cart");
		customer.http("/set?name=cart&value=jug");
		customer.jar().plant(SECURE, late, true);
		assertThat(customer.https("/session").line("@cart")).isEqualTo("jug");
		assertThat(customer.https("/session").line("user")).isEqualTo("null");
		assertThat(customer.http("/session").line("@cart")).isEqualTo("jug");
	}

	/**
	 * Who puts an old insecure cookie back has the cart of then, and no more than that.
	 */
	@Test
	void a52OldInsecureCookieBringsBackAnOldSharedSideAlone() {
		Browser customer = user(this.site, "customer");
		customer.http("/set?name=cart&value=cup");
		String old = customer.insecureId();
		customer.http("/set?name=cart&value=jug");
		customer.https("/secure/set?name=card&value=4712");
		customer.jar().plant(INSECURE, old, false);
		assertThat(customer.http("/get?name=cart").body()).isEqualTo("cup");
		Reply account = customer.https("/account/session");
		assertThat(account.line("user")).isEqualTo("customer");
		assertThat(account.line("@card")).isEqualTo("4712");
		// alone, it is a session of its own over HTTPS
		Browser eavesdropper = this.site.browser();
		eavesdropper.jar().plant(INSECURE, old, false);
		Reply copy = eavesdropper.https("/secure/session");
		assertThat(copy.line("user")).isEqualTo("null");
		assertThat(copy.body()).contains("@cart=cup").doesNotContain("4712");
		assertThat(copy.line("id")).isNotEqualTo(account.line("id"));
	}

	/** Somebody sniffs a visitor's first cookie, and is on HTTPS before them. */
	@Test
	void a52FirstSecureIdIsForWhoAsksForItAlone() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		Browser eavesdropper = visitor.eavesdropper();
		eavesdropper.https("/secure/page");
		visitor.https("/secure/page");
		visitor.https("/secure/set?name=card&value=4711");
		assertThat(eavesdropper.https("/secure/session").line("id"))
			.isNotEqualTo(visitor.https("/secure/session").line("id"));
		assertThat(eavesdropper.https("/secure/get?name=card").body()).isEqualTo("null");
		// nor is what the one plants over HTTP the other one's
		visitor.jar().plant(INSECURE, eavesdropper.insecureId(), false);
		assertThat(visitor.https("/secure/get?name=card").body()).isEqualTo("4711");
	}

	/**
	 * With a secure one that lives on; it would expire alone, and begin another session.
	 */
	@Test
	void insecureCookieThatIsPutBackIsWrittenAnew() {
		Site kept = start(List.of(this.forge));
		Browser customer = user(kept, "customer");
		String old = customer.insecureId();
		for (int i = 0; i < 2; i++) {
			kept.clock().advance(Duration.ofMinutes(10));
			customer.https("/account/session");
		}
		customer.jar().plant(INSECURE, old, false);
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(customer.insecureId()).isNotEqualTo(old);
		kept.clock().advance(Duration.ofMinutes(12));
		customer.http("/set?name=cart&value=cup");
		assertThat(customer.https("/secure/get?name=cart").body()).isEqualTo("cup");
	}

	/** Accesses are recorded up to a minute late. */
	@Test
	void cartLivesAsLongAsItsSession() {
		Site kept = start(List.of(this.forge));
		Browser customer = user(kept, "customer");
		kept.clock().advance(Duration.ofMinutes(30).plusSeconds(30));
		assertThat(customer.https("/secure/get?name=cart").body()).isEqualTo("mug-customer");
	}

	@Test
	void filterThatEndsAnotherSessionDoesNotLoseThisOne() {
		Site site = this.server.startWith(List.of(EarlyEnd.class), CookieForge.site(List.of(this.forge)));
		this.others.add(site);
		Browser visitor = site.browser();
		visitor.http("/set?name=cart&value=mug");
		String id = visitor.http("/session").line("id");
		String other = id.replace(id.charAt(3), (id.charAt(3) != '1') ? '1' : '2');
		assertThat(visitor.http("/session?end=" + other).line("@cart")).isEqualTo("mug");
	}

	@Test
	void siteThatGivesUpHttpKeepsTheCart() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/secure/set?name=card&value=4711");
		Site secure = startWithoutRules();
		Browser moved = visitor.on(secure);
		assertThat(moved.https("/get?name=cart").body()).isEqualTo("mug");
		assertThat(moved.jar().find(INSECURE)).isNull();
		assertThat(moved.https("/get?name=card").body()).isEqualTo("4711");
		assertThat(moved.https("/get?name=cart").body()).isEqualTo("mug");
	}

	@Test
	void siteThatTakesUpHttpKeepsTheCart() {
		Browser visitor = startWithoutRules().browser();
		visitor.https("/set?name=cart&value=mug");
		Browser moved = visitor.on(this.site);
		assertThat(moved.https("/secure/get?name=cart").body()).isEqualTo("mug");
		assertThat(moved.http("/get?name=cart").body()).isEqualTo("mug");
		moved.http("/set?name=cart&value=cup");
		assertThat(moved.https("/secure/get?name=cart").body()).isEqualTo("cup");
		assertThat(moved.http("/get?name=cart").body()).isEqualTo("cup");
	}

	private Site startWithoutRules() {
		Site started = this.server.startWithoutRules(List.of(),
				CookieForge.site(List.of(this.forge), "mixed-session.channel.default-requirement=secure"));
		this.others.add(started);
		return started;
	}

	@Test
	void keysThatFailAsAnAnswerIsMadeAreAnswered503() {
		Site vault = this.server.startWith(List.of(Vault.class), "mixed-session.store=cookie",
				"server.max-http-request-header-size=16KB", "server.tomcat.max-http-response-header-size=16KB");
		this.others.add(vault);
		Browser visitor = vault.browser();
		visitor.http("/set?name=cart&value=mug");
		CompletableFuture<Reply> slow = CompletableFuture
			.supplyAsync(() -> visitor.https("/secure/slow?name=note&value=1"), (work) -> new Thread(work).start());
		vault.gate().awaitArrival();
		vault.bean(Vault.class).failing = true;
		vault.gate().release();
		Reply reply = slow.join();
		vault.bean(Vault.class).failing = false;
		assertThat(reply.status()).isEqualTo(503);
		assertThat(reply.setCookieNames()).isEmpty();
		assertThat(visitor.https("/secure/get?name=cart").body()).isEqualTo("mug");
	}

	@Test
	void a36NoLogHoldsACookieOrTheKey() {
		List<String> lines = StoreAttackTests.traced(() -> {
			Browser customer = user(this.site, "customer");
			customer.https("/secure/failing");
			customer.https("/nowhere");
			customer.http("/set?name=card&value=x");
			this.secrets.addAll(customer.jar().everSeen());
			customer.jar().everSeen().forEach((cookie) -> this.secrets.add(this.forge.idIn(cookie)));
		});
		assertThat(this.secrets).hasSizeGreaterThan(6);
		this.secrets.add(Base64.getEncoder().encodeToString(this.forge.key()));
		this.secrets.add(Base64URL.encode(this.forge.key()).toString());
		assertThat(lines).hasSizeGreaterThan(500)
			.allSatisfy((line) -> assertThat(this.secrets).noneMatch(line::contains));
	}

	@Test
	void noCookieIsShownToTheApplication() {
		Browser customer = user(this.site, "customer");
		String echo = customer.https("/secure/echo").body();
		assertThat(echo).doesNotContain(customer.secureId()).doesNotContain(customer.insecureId());
		assertThat(customer.https("/account/session").body()).doesNotContain(customer.secureId());
	}

	@Test
	void keysThatFailBeforeAnEmptyAnswerAreAnswered503() {
		Site vault = this.server.startWith(List.of(Vault.class), "mixed-session.store=cookie",
				"server.max-http-request-header-size=16KB", "server.tomcat.max-http-response-header-size=16KB");
		this.others.add(vault);
		Browser visitor = vault.browser();
		visitor.http("/set?name=cart&value=mug");
		Reply reply = visitor.https("/secure/close");
		assertThat(reply.status()).isEqualTo(503);
		assertThat(reply.setCookieNames()).isEmpty();
	}

	/**
	 * Ends sessions before anybody has asked for one.
	 */
	static class EarlyEnd {

		@Bean
		FilterRegistrationBean<Filter> earlyEnd(ObjectProvider<SessionRepository<?>> repository) {
			FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
				String id = request.getParameter("end");
				if (id != null) {
					repository.getObject().deleteById(id);
				}
				chain.doFilter(request, response);
			});
			filter.setOrder(-200);
			return filter;
		}

	}

	/**
	 * Has a key, or fails.
	 */
	@RestController
	static class Vault implements EncryptionKeySource {

		private final SecretKey key = new SecretKeySpec(FORGE.key(), "AES");

		private volatile boolean failing;

		@Override
		public List<SecretKey> keys() {
			if (this.failing) {
				throw new IllegalStateException("The vault is closed");
			}
			return List.of(this.key);
		}

		@GetMapping("/secure/close")
		@ResponseStatus(HttpStatus.NO_CONTENT)
		void close() {
			this.failing = true;
		}

	}

}
