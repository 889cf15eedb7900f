package io.github.mixedsession.e2e;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mixedsession.SessionStepUpEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What responses carry: cookies, cache rules, and through which dispatch.
 */
@ParameterizedClass
@EnumSource
class CookieAndCacheTests {

	private static final String BOTH = "private, no-store";

	private final Server server;

	private final Site site;

	CookieAndCacheTests(Server server) {
		this.server = server;
		this.site = server.shared();
	}

	@Test
	void attributesAreExact() {
		Browser visitor = this.site.browser();
		assertThat(visitor.http("/set?name=a&value=b").setCookies()).singleElement()
			.asString()
			.matches("SESSION=[A-Za-z0-9_-]{54}; Path=/; HttpOnly; SameSite=Lax");
		Reply stepUp = visitor.https("/secure/page");
		assertThat(stepUp.setCookies()).hasSize(2);
		assertThat(stepUp.setCookie("SESSION")).matches("SESSION=[A-Za-z0-9_-]{54}; Path=/; HttpOnly; SameSite=Lax");
		assertThat(stepUp.setCookie("__Host-SESSION"))
			.matches("__Host-SESSION=[A-Za-z0-9_-]{96}; Path=/; Secure; HttpOnly; SameSite=Lax");
	}

	@Test
	void insecureCookieIsForTheContextPathAndTheSecureOneForTheHost() {
		try (Site below = this.server.start("server.servlet.context-path=/app")) {
			Reply reply = below.browser().https("/app/set?name=a&value=b");
			assertThat(reply.setCookie("SESSION")).contains("; Path=/app/;");
			assertThat(reply.setCookie("__Host-SESSION")).contains("; Path=/;");
			Browser visitor = below.browser();
			visitor.http("/app/cart/add");
			assertThat(visitor.hops(false, "/app/secure/session")).last()
				.extracting((last) -> last.line("@cart"))
				.isEqualTo("1");
		}
	}

	@Test
	void noSecureCookieEverLeavesOverHttp() {
		Browser customer = this.site.browser();
		customer.login("customer");
		for (String path : List.of("/session", "/secure/page", "/insecure/page", "/set?name=a&value=b", "/rotate",
				"/invalidate", "/missing", "/failing", "/see-other", "/async", "/forward", "/include")) {
			assertThat(customer.http(path).setCookieNames()).as(path).doesNotContain(Browser.SECURE_COOKIE);
		}
		assertThat(customer.logout(false).setCookieNames()).doesNotContain(Browser.SECURE_COOKIE);
	}

	@Test
	void a19ResponseThatSetsACookieIsNotStored() {
		Browser visitor = this.site.browser();
		assertThat(visitor.http("/set?name=a&value=b").header("Cache-Control")).isEqualTo(BOTH);
		assertNotStored(visitor.https("/secure/page"));
		visitor.https("/secure/page");
		assertNotStored(visitor.http("/page"));
		assertNotStored(visitor.https("/secure/rotate"));
		Reply down = visitor.https("/insecure/page");
		assertThat(down.status()).isEqualTo(302);
		assertNotStored(down);
		assertNotStored(visitor.https("/secure/missing"));
		visitor.http("/page");
		assertNotStored(visitor.https("/secure/failing"));
		visitor.http("/page");
		assertNotStored(visitor.https("/secure/see-other"));
		assertNotStored(this.site.browser().http("/see-other"));
		assertNotStored(this.site.browser().http("/found"));
		assertNotStored(this.site.browser().http("/failing"));
		assertNotStored(this.site.browser().http("/missing"));
		assertNotStored(this.site.browser().http("/async"));
		assertNotStored(this.site.browser().http("/forward"));
		assertNotStored(this.site.browser().http("/include"));
		assertNotStored(this.site.browser().http("/form"));
	}

	private static void assertNotStored(Reply reply) {
		assertThat(reply.setCookies()).isNotEmpty();
		assertThat(reply.headers("Cache-Control")).hasSize(1);
		assertThat(reply.header("Cache-Control")).isEqualTo(BOTH);
	}

	@Test
	void a19RedirectIsNotStored() {
		assertThat(this.site.browser().http("/secure/page").header("Cache-Control")).isEqualTo(BOTH);
		assertThat(this.site.browser().https("/insecure/page").header("Cache-Control")).isEqualTo(BOTH);
	}

	@Test
	void a19ResponseThatReadsASessionIsPrivate() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=a&value=b");
		assertThat(visitor.http("/session").header("Cache-Control")).contains("private");
		visitor.https("/secure/page");
		assertThat(visitor.https("/session").header("Cache-Control")).contains("private");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 10, 150, 300, 700, 2000, 10_000 })
	void a19PageWithASessionIsNotStoredHoweverLong(int times) {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=a&value=b");
		visitor.https("/secure/page");
		visitor.https("/secure/page");
		Reply https = visitor.https("/secure/written?times=" + times);
		assertThat(https.setCookies()).isEmpty();
		assertThat(https.headers("Cache-Control")).singleElement().asString().contains("private").contains("no-store");
		visitor.http("/page");
		Reply http = visitor.http("/written?times=" + times);
		assertThat(http.setCookies()).isEmpty();
		assertThat(http.headers("Cache-Control")).singleElement().asString().contains("private");
		if (times < 700) {
			assertThat(http.header("Cache-Control")).contains("no-store");
		}
	}

	@Test
	void a19ResponseWithACookieOfTheApplicationIsNotStored() {
		for (String path : List.of("/own-cookie", "/own-cookie?late=true")) {
			Reply reply = this.site.browser().http(path);
			assertThat(reply.setCookieNames()).containsExactly("own");
			assertThat(reply.header("Cache-Control")).as(path).contains("no-store");
		}
		assertThat(this.site.browser().http("/own-cookie?cache=public").header("Cache-Control")).isEqualTo("public");
	}

	@Test
	void a19AnswerToCredentialsIsNotStored() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=a&value=b");
		assertThat(visitor.http(SiteApplication.STATIC_RESOURCE).header("Cache-Control")).contains("no-store");
		for (String path : List.of("/page", SiteApplication.STATIC_RESOURCE)) {
			assertThat(this.site.browser().get(false, path, "Authorization: Bearer x").header("Cache-Control"))
				.contains("no-store");
			assertThat(this.site.browser().https(path.replace("/page", "/secure/page")).header("Cache-Control"))
				.contains("no-store");
		}
	}

	@Test
	void a19EndOfTheRedirectCounterIsNotStored() {
		Browser visitor = this.site.browser();
		assertThat(visitor.https("/insecure/page").setCookieNames()).containsExactly("MIXED-SESSION-HOP");
		for (String path : List.of("/insecure/page", "/own-cookie?cache=public")) {
			Reply reply = visitor.copy().http(path);
			assertThat(reply.setCookie("MIXED-SESSION-HOP")).contains("Max-Age=0");
			assertThat(reply.headers("Cache-Control")).containsExactly(BOTH);
		}
	}

	@Test
	void idThatOpensNothingLeavesAPageCacheable() {
		Reply reply = this.site.browser().get(false, "/page", "Cookie: SESSION=" + "%054d".formatted(7));
		assertThat(reply.headers("Cache-Control")).isEmpty();
		assertThat(reply.setCookies()).isEmpty();
	}

	@Test
	void pageWithoutCookieStaysCacheableOverHttp() {
		for (String path : List.of("/page", "/session", SiteApplication.STATIC_RESOURCE)) {
			Reply reply = this.site.browser().http(path);
			assertThat(reply.headers("Cache-Control")).isEmpty();
			assertThat(reply.headers("Pragma")).isEmpty();
			assertThat(reply.headers("Expires")).isEmpty();
			assertThat(reply.setCookies()).isEmpty();
		}
	}

	@Test
	void hstsIsOffWhereRulesNeedHttpAndOnWhereNothingDoes() {
		assertThat(this.site.browser().https("/secure/page").header("Strict-Transport-Security")).isNull();
		assertThat(this.site.browser().http("/page").header("Strict-Transport-Security")).isNull();
		try (Site secure = this.server.startWithoutRules(List.of(),
				"mixed-session.channel.default-requirement=secure")) {
			assertThat(secure.browser().https("/page").header("Strict-Transport-Security")).contains("max-age=");
			assertThat(secure.browser().http("/page").status()).isEqualTo(302);
			assertThat(secure.browser().follow(false, "/page").body()).endsWith("over https");
		}
	}

	@Test
	void stepUpAndChangeOfIdInOneRequestSetEachCookieOnce() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		Reply reply = visitor.https("/secure/rotate");
		assertThat(reply.setCookieNames()).containsExactlyInAnyOrder("SESSION", "__Host-SESSION");
		assertThat(visitor.https("/session").line("@cart")).isEqualTo("mug");
		assertThat(visitor.https("/session").line("view")).isEqualTo("SECURE");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/see-other", "/found" })
	void redirectKeepsTheNewCookie(String path) {
		Browser visitor = this.site.browser();
		Reply reply = visitor.http(path);
		assertThat(reply.status()).isIn(302, 303);
		assertThat(reply.setCookieNames()).containsExactly("SESSION");
		assertThat(visitor.http("/session").line("@redirected")).isEqualTo("seen");
		Browser stepping = this.site.browser();
		stepping.http("/set?name=cart&value=mug");
		assertThat(stepping.https("/secure" + path).setCookieNames()).containsExactlyInAnyOrder("SESSION",
				"__Host-SESSION");
		assertThat(stepping.https("/session").line("@cart")).isEqualTo("mug");
		assertThat(stepping.https("/session").line("@redirected")).isEqualTo("seen");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/forward", "/include", "/async", "/missing", "/failing" })
	void a21OneDecisionOneSaveOneCookieWhateverTheDispatch(String path) {
		String attribute = path.equals("/async") ? "@before" : "@" + path.substring(1);
		Browser visitor = this.site.browser();
		assertThat(visitor.http(path).setCookieNames()).containsExactly("SESSION");
		assertThat(visitor.http("/session").line(attribute)).isEqualTo("seen");
		Browser stepping = this.site.browser();
		stepping.http("/set?name=cart&value=mug");
		this.site.events().clear();
		List<String> statements = this.site.sql()
			.during(() -> assertThat(stepping.https("/secure" + path).setCookieNames())
				.containsExactlyInAnyOrder("SESSION", "__Host-SESSION"));
		assertThat(this.site.events().of(SessionStepUpEvent.class)).hasSize(1)
			.allMatch((event) -> event.getPath().equals("/secure" + path));
		assertThat(statements.stream().filter((sql) -> sql.contains("FROM MIXED_SESSION S "))).hasSize(1);
		assertThat(statements.stream()
			.filter((sql) -> sql.contains("INTO MIXED_SESSION_ATTRIBUTE")
					|| sql.startsWith("UPDATE MIXED_SESSION_ATT")))
			.hasSize(path.equals("/async") ? 2 : 1);
		Reply now = stepping.https("/session");
		assertThat(now.line("@cart")).isEqualTo("mug");
		assertThat(now.line(attribute)).isEqualTo("seen");
		assertThat(now.line("view")).isEqualTo("SECURE");
	}

	@Test
	void a21WhatAnAsyncHandlerWritesIsSaved() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		assertThat(visitor.http("/async").body()).isEqualTo("async");
		assertThat(visitor.http("/session").line("@async")).isEqualTo("seen");
		visitor.https("/secure/async");
		assertThat(visitor.https("/session").line("@async")).isEqualTo("seen");
	}

	@Test
	void a21ForwardGetsNoOtherViewThanTheRequest() {
		Browser customer = this.site.browser();
		customer.login("customer");
		customer.https("/secure/set?name=card&value=4711");
		Reply reply = customer.http("/forward-to-secure");
		assertThat(reply.line("view")).isEqualTo("INSECURE");
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.line("@card")).isNull();
	}

	@Test
	void exceptionAfterAStepUpLosesNothing() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		Reply reply = visitor.https("/secure/failing");
		assertThat(reply.status()).isEqualTo(500);
		assertThat(reply.setCookieNames()).containsExactlyInAnyOrder("SESSION", "__Host-SESSION");
		assertThat(visitor.https("/session").line("@cart")).isEqualTo("mug");
		assertThat(visitor.https("/session").setCookies()).isEmpty();
	}

}
