package io.github.mixedsession.e2e;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionConflictEvent;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionIdIgnoredEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What cookies can be made to say.
 */
@ParameterizedClass
@EnumSource
class CookieAttackTests {

	private static final String UNKNOWN = "aZ09_-".repeat(9);

	private static final String UNKNOWN_SECURE = "aZ09_-".repeat(16);

	private final Site site;

	CookieAttackTests(Server server) {
		this.site = server.shared();
	}

	@Test
	void a04UnknownInsecureIdIsNeverAdopted() {
		for (boolean tls : new boolean[] { false, true }) {
			Browser victim = this.site.browser();
			victim.jar().plant(Browser.INSECURE_COOKIE, UNKNOWN, false);
			Reply reply = victim.get(tls, "/set?name=cart&value=mug");
			assertThat(reply.setCookieValue(Browser.INSECURE_COOKIE)).isNotEqualTo(UNKNOWN).hasSize(54);
			Browser attacker = this.site.browser();
			attacker.jar().plant(Browser.INSECURE_COOKIE, UNKNOWN, false);
			assertThat(attacker.http("/session").line("@cart")).isNull();
			assertThat(attacker.https("/session").line("@cart")).isNull();
		}
	}

	@Test
	void a04UnknownSecureIdIsNeverAdopted() {
		Browser victim = this.site.browser();
		victim.jar().plant(Browser.SECURE_COOKIE, UNKNOWN_SECURE, true);
		assertThat(victim.login("customer").setCookieValue(Browser.SECURE_COOKIE)).isNotEqualTo(UNKNOWN_SECURE);
		assertThat(victim.https("/session").line("user")).isEqualTo("customer");
		Browser attacker = this.site.browser();
		attacker.jar().plant(Browser.SECURE_COOKIE, UNKNOWN_SECURE, true);
		assertThat(attacker.https("/session").line("user")).isEqualTo("null");
	}

	@Test
	void a06OfSeveralCookiesTheOnlyValidOneCounts() {
		Browser visitor = steppedUp("mug");
		for (String pair : List.of("%s=%s; %s=" + UNKNOWN, "%s=" + UNKNOWN + "; %s=%s")) {
			String insecure = "Cookie: " + twice(pair, Browser.INSECURE_COOKIE, visitor.insecureId());
			assertThat(this.site.browser().get(false, "/set?name=x&value=y", insecure).status()).isEqualTo(200);
			assertThat(visitor.copy().https("/session").line("@x")).isEqualTo("y");
			String secure = "Cookie: "
					+ twice(pair.replace(UNKNOWN, UNKNOWN_SECURE), Browser.SECURE_COOKIE, visitor.secureId());
			assertThat(this.site.browser().get(true, "/session", secure).line("@cart")).isEqualTo("mug");
			visitor = steppedUp("mug");
		}
	}

	private static String twice(String pair, String name, String id) {
		return pair.startsWith("%s=%s") ? pair.formatted(name, id, name) : pair.formatted(name, name, id);
	}

	@Test
	void a06OfSeveralValidCookiesNoneCounts() {
		Browser one = steppedUp("one");
		Browser two = steppedUp("two");
		for (List<Browser> order : List.of(List.of(one, two), List.of(two, one))) {
			String insecure = "Cookie: SESSION=" + order.get(0).insecureId() + "; SESSION=" + order.get(1).insecureId();
			assertThat(this.site.browser().get(true, "/session", insecure).body()).isEqualTo("user=null\n");
			assertThat(this.site.browser().get(false, "/session", insecure).body()).isEqualTo("user=null\n");
			String secure = "Cookie: __Host-SESSION=" + order.get(0).secureId() + "; __Host-SESSION="
					+ order.get(1).secureId();
			assertThat(this.site.browser().get(true, "/session", secure).body()).isEqualTo("user=null\n");
		}
		assertThat(one.https("/session").line("@cart")).isEqualTo("one");
		assertThat(two.https("/session").line("@cart")).isEqualTo("two");
	}

	@Test
	void a06ManyCookiesOfOneNameAreNobodys() {
		Browser visitor = steppedUp("mug");
		StringBuilder cookies = new StringBuilder("Cookie: __Host-SESSION=" + visitor.secureId());
		for (int i = 0; i < 50; i++) {
			cookies.append("; __Host-SESSION=").append("%096d".formatted(i));
		}
		assertThat(
				this.site.sql()
					.during(() -> assertThat(
							this.site.browser().get(true, "/session", cookies.toString()).line("@cart"))
						.isNull()))
			.isEmpty();
	}

	/**
	 * A cookie's domain or path was changed, so that the browser sends an old id along
	 * for as long as it lives.
	 */
	@Test
	void a51OldCookieBesideTheCurrentOneOfASessionHidesNothingAndIsNoTheft() {
		for (boolean oldFirst : new boolean[] { true, false }) {
			Browser visitor = this.site.browser();
			visitor.http("/set?name=cart&value=mug");
			visitor.login("customer");
			visitor.https("/account/page");
			String insecureId = visitor.insecureId();
			String secureId = visitor.secureId();
			visitor.https("/secure/rotate");
			assertOneSession(visitor, insecureId, secureId, oldFirst, "in grace, and unconfirmed");
			this.site.clock().advance(Duration.ofSeconds(10));
			this.site.events().clear();
			assertOneSession(visitor, insecureId, secureId, oldFirst, "after the grace");
			assertThat(this.site.events().of(RetiredIdPresentedEvent.class)).isEmpty();
			assertThat(this.site.events().of(SessionIdIgnoredEvent.class)).isEmpty();
			assertThat(this.site.events().of(SessionDetachedEvent.class)).isEmpty();
		}
	}

	private void assertOneSession(Browser visitor, String insecureId, String secureId, boolean oldFirst, String when) {
		Reply secure = visitor.get(true, "/account/session",
				"Cookie: " + inOrder(oldFirst, Browser.SECURE_COOKIE, secureId, visitor.secureId()) + "; "
						+ inOrder(oldFirst, Browser.INSECURE_COOKIE, insecureId, visitor.insecureId()));
		assertThat(secure.line("user")).as(when).isEqualTo("customer");
		assertThat(secure.line("@cart")).as(when).isEqualTo("mug");
		assertThat(secure.setCookies()).as(when).isEmpty();
		Reply insecure = visitor.get(false, "/session",
				"Cookie: " + inOrder(oldFirst, Browser.INSECURE_COOKIE, insecureId, visitor.insecureId()));
		assertThat(insecure.line("@cart")).as(when).isEqualTo("mug");
		assertThat(visitor.https("/account/session").line("user")).as(when).isEqualTo("customer");
	}

	/** The response that brought the current ids was lost. */
	@Test
	void a51OfTwoOldCookiesOfASessionTheYoungerOneCounts() {
		for (boolean oldFirst : new boolean[] { true, false }) {
			Browser visitor = steppedUp("mug");
			String insecureId = visitor.insecureId();
			String secureId = visitor.secureId();
			visitor.login("customer");
			visitor.https("/account/page");
			visitor.copy().https("/insecure/page");
			this.site.clock().advance(Duration.ofSeconds(10));
			this.site.events().clear();
			Reply reply = visitor.get(true, "/account/session",
					"Cookie: " + inOrder(oldFirst, Browser.SECURE_COOKIE, secureId, visitor.secureId()) + "; "
							+ inOrder(oldFirst, Browser.INSECURE_COOKIE, insecureId, visitor.insecureId()));
			assertThat(reply.line("user")).isEqualTo("customer");
			assertThat(
					visitor
						.get(false, "/session",
								"Cookie: "
										+ inOrder(oldFirst, Browser.INSECURE_COOKIE, insecureId, visitor.insecureId()))
						.line("@cart"))
				.isEqualTo("mug");
			assertThat(this.site.events().of(RetiredIdPresentedEvent.class)).isEmpty();
			assertThat(visitor.https("/account/session").line("user")).isEqualTo("customer");
		}
	}

	private static String inOrder(boolean oldFirst, String name, String old, String current) {
		return oldFirst ? name + "=" + old + "; " + name + "=" + current
				: name + "=" + current + "; " + name + "=" + old;
	}

	@Test
	void a07PrefixLookalikeIsIgnored() {
		Browser visitor = steppedUp("mug");
		String id = visitor.secureId();
		for (String cookie : List.of("__hOsT-SESSION=" + id, "__host-session=" + id, "\"__Host-SESSION\"=" + id,
				"__Secure-SESSION=" + id, "$__Host-SESSION=" + id, "__Host-SESSION\u00e9=" + id, "Host-SESSION=" + id,
				"%5F_Host-SESSION=" + id, "__Host-SESSION[]=" + id, "=__Host-SESSION=" + id,
				"a=b, __Host-SESSION=" + id, "SESSION=" + id, "\u00a0__Host-SESSION=" + id,
				"\u0085__Host-SESSION=" + id, "\u00e2\u0080\u0080__Host-SESSION=" + id, "__Host-SESSION\u00a0=" + id,
				"$Version=1,__Host-SESSION=" + id, "$Version=\"1\"; a=\"b, __Host-SESSION=" + id + "\"",
				"$Version=1; $__Host-SESSION=" + id + "; $Path=/", "a=b,__Host-SESSION=" + id)) {
			assertThat(this.site.browser().get(true, "/session", "Cookie: " + cookie).line("@cart")).as(cookie)
				.isNull();
		}
		for (String cookie : List.of("session=", "Session=", "\"SESSION\"=", "SESSION[]=", "xSESSION=")) {
			assertThat(this.site.browser()
				.get(false, "/session", "Cookie: " + cookie + visitor.insecureId())
				.line("@cart")).as(cookie).isNull();
		}
	}

	/**
	 * On a connection that has just seen the exact name and the exact id, as the
	 * connection of a proxy to the server has.
	 */
	@Test
	void a07CaseCountsOnAReusedConnectionToo() {
		Browser visitor = steppedUp("mug");
		for (boolean tls : new boolean[] { false, true }) {
			String name = tls ? Browser.SECURE_COOKIE : Browser.INSECURE_COOKIE;
			String id = tls ? visitor.secureId() : visitor.insecureId();
			assertThat(cart(tls, name + "=" + id)).isEqualTo("mug");
			assertThat(cart(tls, name.toLowerCase(Locale.ROOT) + "=" + id)).isNull();
			assertThat(cart(tls, name + "=" + id.toLowerCase(Locale.ROOT))).isNull();
		}
	}

	private String cart(boolean tls, String cookie) {
		return this.site.raw(tls, "GET /session HTTP/1.1", "Cookie: " + cookie).line("@cart");
	}

	@Test
	void malformedNeighbourLosesNoSessionAndIsShownNoId() {
		String many = IntStream.range(0, 150).mapToObj((i) -> "c" + i + "=v").collect(Collectors.joining("; "));
		for (String neighbour : List.of("a=\"b", "a=b\"", "a=\"b\\\"", "a=\"b\"c", "a=\\", "a={\"x\":\"y", "a", "=b",
				"=", ";", " ;;", "a=b,c=d", ",", "\u00e9=\u00fc", "$Version=1", "$Path=/", "a=b=c", "a b=c", "a=b c",
				"a[]=(b)", many)) {
			for (boolean tls : new boolean[] { false, true }) {
				Browser visitor = this.site.browser();
				visitor.get(tls, (tls ? "/secure" : "") + "/set?name=cart&value=mug");
				visitor.get(tls, "/page");
				int before = this.site.sessions();
				String own = String.valueOf(visitor.jar().header("/", tls));
				for (String cookies : List.of(neighbour + "; " + own, own + "; " + neighbour,
						neighbour + "; " + own + "; z=\"")) {
					Reply reply = visitor.get(tls, "/set?name=cart&value=cup", "Cookie: " + cookies);
					assertThat(reply.status()).as(cookies).isEqualTo(200);
					assertThat(reply.setCookies()).as(cookies).isEmpty();
					assertThat(visitor.get(tls, "/session", "Cookie: " + cookies).line("@cart")).as(cookies)
						.isEqualTo("cup");
					if (!neighbour.equals(many)) {
						assertThat(visitor.get(tls, "/echo", "Cookie: " + cookies).body()).as(cookies)
							.doesNotContain(visitor.insecureId());
					}
				}
				assertThat(this.site.sessions()).isEqualTo(before);
			}
		}
	}

	@Test
	void a08LostSecureCookieIsNotRebuiltFromTheInsecureOne() {
		Browser customer = this.site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.login("customer");
		customer.https("/secure/set?name=card&value=4711");
		Browser elsewhere = customer.copy();
		customer.jar().remove(Browser.SECURE_COOKIE);
		this.site.events().clear();
		Reply reply = customer.https("/session");
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.line("@card")).isNull();
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(customer.https("/account/page").status()).isEqualTo(302);
		assertThat(this.site.events().of(SessionDetachedEvent.class)).hasSize(1);
		assertThat(elsewhere.https("/account/session").line("@card")).isEqualTo("4711");
	}

	@Test
	void a09SecureCookieWinsOverTheInsecureOneOfAnotherSession() {
		Browser customer = this.site.browser();
		customer.login("customer");
		customer.https("/set?name=cart&value=mug");
		Browser attacker = this.site.browser();
		attacker.http("/set?name=cart&value=poison");
		attacker.http("/set?name=other&value=poison");
		customer.jar().plant(Browser.INSECURE_COOKIE, attacker.insecureId(), false);
		this.site.events().clear();
		Reply reply = customer.https("/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(reply.line("@other")).isNull();
		assertThat(reply.setCookieNames()).containsExactly(Browser.INSECURE_COOKIE);
		assertThat(customer.insecureId()).isNotEqualTo(attacker.insecureId());
		assertThat(this.site.events().of(SessionConflictEvent.class)).hasSize(1);
		assertThat(attacker.http("/session").line("@cart")).isEqualTo("poison");
		assertThat(customer.http("/session").line("@cart")).isEqualTo("mug");
		assertThat(customer.https("/session").setCookies()).hasSize(2);
	}

	@Test
	void a10WhatNoIdLooksLikeIsRefusedBeforeAnyLookUp() throws Exception {
		Browser customer = this.site.browser();
		customer.login("customer");
		String handle = customer.https("/session").line("id");
		String insecureHash = hash("insecure:" + customer.insecureId());
		for (String value : List.of("", " ", "\t", "\"\"", "x".repeat(8000), "x".repeat(31), "x".repeat(33),
				"=".repeat(32), "a b".repeat(11).substring(0, 32), "\u00e9".repeat(32), "\u00e9".repeat(16),
				"%00".repeat(10) + "ab", "../../../../../../etc/passwd....", "' OR '1'='1' -- aaaaaaaaaaaaaaaa",
				insecureHash, String.valueOf(handle))) {
			for (boolean tls : new boolean[] { false, true }) {
				String header = "Cookie: SESSION=" + value + "; __Host-SESSION=" + value;
				assertThat(this.site.sql()
					.during(() -> assertThat(this.site.browser().get(tls, "/session", header).body())
						.doesNotContain("customer")))
					.as(value)
					.isEmpty();
			}
		}
		String start = insecureHash.substring(0, 32);
		assertThat(this.site.browser()
			.get(true, "/session", "Cookie: SESSION=" + start + "; __Host-SESSION=" + start)
			.body()).isEqualTo("user=null\n");
	}

	@Test
	void a10NameWithoutAValueIsIgnored() {
		for (boolean tls : new boolean[] { false, true }) {
			for (String header : List.of("SESSION", "SESSION ; x=y", "x=y; __Host-SESSION ;", "__Host-SESSION\t;x")) {
				assertThat(this.site.browser().get(tls, "/set?name=x&value=y", "Cookie: " + header).status()).as(header)
					.isEqualTo(200);
			}
		}
	}

	@Test
	void a10InsecureIdInTheSecureCookieOpensNothing() {
		Browser customer = this.site.browser();
		customer.login("customer");
		assertThat(this.site.browser().get(true, "/session", "Cookie: __Host-SESSION=" + customer.insecureId()).body())
			.isEqualTo("user=null\n");
		assertThat(this.site.browser().get(true, "/session", "Cookie: SESSION=" + customer.secureId()).body())
			.isEqualTo("user=null\n");
		assertThat(this.site.browser()
			.get(false, "/session",
					"Cookie: SESSION=" + customer.secureId() + "; __Host-SESSION=" + customer.secureId())
			.body()).isEqualTo("user=null\n");
	}

	@Test
	void a24IdInUrlParameterOrHeaderIsIgnored() {
		Browser customer = this.site.browser();
		customer.login("customer");
		customer.https("/set?name=cart&value=mug");
		for (String id : List.of(customer.secureId(), customer.insecureId(),
				String.valueOf(customer.https("/session").line("id")))) {
			for (boolean tls : new boolean[] { false, true }) {
				for (String path : List.of("/session;jsessionid=", "/session;SESSION=", "/session?jsessionid=",
						"/session?SESSION=", "/session?__Host-SESSION=")) {
					assertThat(this.site.browser().get(tls, path + id).body()).doesNotContain("mug");
				}
				for (String header : List.of("X-Auth-Token: ", "Authorization: Bearer ", "SESSION: ",
						"Set-Cookie: SESSION=", "Cookie2: SESSION=")) {
					assertThat(this.site.browser().get(tls, "/session", header + id).body()).doesNotContain("mug");
				}
			}
		}
	}

	@Test
	void a24NothingIsEverPutIntoUrls() {
		for (boolean tls : new boolean[] { false, true }) {
			assertThat(this.site.browser().get(tls, "/urls").body()).isEqualTo("/page\n/page");
		}
	}

	@Test
	void a33StrangerLeavesNoRow() {
		int before = this.site.sessions();
		List<String> statements = this.site.sql().during(() -> {
			for (int i = 0; i < 100; i++) {
				assertThat(this.site.browser().get(i % 2 == 0, (i % 3 == 0) ? "/session" : "/page").setCookies())
					.isEmpty();
			}
		});
		assertThat(statements).isEmpty();
		assertThat(this.site.sessions()).isEqualTo(before);
	}

	@Test
	void formOfThisSiteGetsASessionThoughTheBrowserLostItsCookies() {
		Reply reply = this.site.raw(true, "POST /login HTTP/1.1", "Content-Length: 0", "Connection: close",
				"Origin: https://localhost:" + this.site.port(true));
		assertThat(reply.status()).isEqualTo(403);
		assertThat(reply.setCookies()).hasSize(2);
	}

	@Test
	void a33FormOfAnotherSiteLeavesNoRowAndTakesNoSessionAway() {
		Browser visitor = steppedUp("mug");
		int before = this.site.sessions();
		for (String path : List.of("/login", "/logout", "/secure/page")) {
			Reply reply = this.site.raw(true, "POST " + path + " HTTP/1.1", "Content-Length: 0", "Connection: close",
					"Origin: http://localhost", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate");
			assertThat(reply.status()).isEqualTo(403);
			assertThat(reply.setCookies()).isEmpty();
		}
		assertThat(this.site.sessions()).isEqualTo(before);
		assertThat(visitor.https("/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void a33RandomIdsLeaveNoRow() {
		int before = this.site.sessions();
		List<String> statements = this.site.sql().during(() -> {
			for (int i = 0; i < 100; i++) {
				Reply reply = this.site.browser().get(i % 2 == 0, "/page", "Cookie: SESSION=" + "%054d".formatted(i));
				assertThat(reply.status()).isEqualTo(200);
				assertThat(reply.setCookies()).isEmpty();
			}
		});
		// by the primary key
		assertThat(statements).hasSize(100)
			.allMatch((statement) -> statement.startsWith("SELECT") && statement.endsWith(" WHERE S.LOCATOR = ?"));
		assertThat(this.site.sql().transactions()).isEmpty();
		assertThat(this.site.sessions()).isEqualTo(before);
	}

	private Browser steppedUp(String cart) {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=" + cart);
		visitor.https("/secure/page");
		visitor.https("/secure/page");
		return visitor;
	}

	private static String hash(String text) throws Exception {
		return HexFormat.of()
			.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
	}

}
