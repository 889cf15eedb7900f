package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.MixedSessions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application can choose of cookies and sessions: what it sees of the cookies,
 * how long the browser keeps them, and whether a request is saved.
 */
class SessionOptionTests {

	private static Site site;

	@BeforeAll
	static void startSite() {
		site = Site.startWith(List.of(Options.class), "mixed-session.cookie.hide-from-application=false",
				"mixed-session.attributes.seal=false", "server.servlet.session.cookie.max-age=30d");
	}

	@AfterAll
	static void closeSite() {
		site.close();
	}

	@Test
	void cookiesAreHiddenUnlessAskedFor() {
		try (Site hiding = Site.startWith(List.of(Options.class))) {
			Browser visitor = hiding.browser();
			visitor.http("/set?name=cart&value=mug");
			visitor.https("/secure/page");
			Reply reply = visitor.get(true, "/secure/cookies",
					"Cookie: theme=dark; SESSION=" + visitor.insecureId() + "; __Host-SESSION=" + visitor.secureId());
			assertThat(reply.line("cookies")).isEqualTo("[theme]");
			assertThat(reply.line("header")).isEqualTo("theme=dark");
			assertThat(visitor.https("/secure/cookies").line("names")).doesNotContainIgnoringCase("cookie");
		}
	}

	@Test
	void cookiesAreShownToHandlersIfAskedForAndTheSecureOneNeverOverHttp() {
		Browser visitor = site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/secure/page");
		Reply https = visitor.https("/secure/cookies");
		assertThat(https.line("cookies")).isEqualTo("[SESSION, __Host-SESSION]");
		assertThat(https.line("header")).contains(visitor.insecureId()).contains(visitor.secureId());
		assertThat(https.line("names")).containsIgnoringCase("cookie");
		String secureId = visitor.secureId();
		Reply http = visitor.get(false, "/cookies",
				"Cookie: SESSION=" + visitor.insecureId() + "; __Host-SESSION=" + secureId);
		assertThat(http.line("cookies")).isEqualTo("[SESSION]");
		assertThat(http.body()).doesNotContain(secureId);
	}

	@Test
	void a26CookiesThatHandlersSeeAreNotSavedWithARequest() {
		Browser visitor = site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/secure/page");
		assertThat(visitor.https("/account/page").status()).isEqualTo(302);
		List<byte[]> values = site.jdbc()
			.queryForList("SELECT ATTRIBUTE_VALUE FROM MIXED_SESSION_ATTRIBUTE WHERE ATTRIBUTE_NAME = ?", byte[].class,
					"SPRING_SECURITY_SAVED_REQUEST");
		assertThat(values).isNotEmpty()
			.allSatisfy((value) -> assertThat(new String(value, java.nio.charset.StandardCharsets.ISO_8859_1))
				.doesNotContain(visitor.insecureId())
				.doesNotContain(visitor.secureId()));
	}

	@Test
	void maxAgeMovesForwardAsOftenAsAnAccessIsRecorded() {
		Browser visitor = site.browser();
		assertThat(visitor.http("/set?name=cart&value=mug").setCookie("SESSION")).contains("; Max-Age=2592000;");
		visitor.https("/secure/page");
		visitor.https("/secure/page");
		String insecureId = visitor.insecureId();
		String secureId = visitor.secureId();
		assertThat(visitor.https("/secure/page").setCookies()).isEmpty();
		site.clock().advance(Duration.ofSeconds(61));
		Reply renewed = visitor.https("/secure/page");
		assertThat(renewed.setCookieNames()).containsExactlyInAnyOrder("SESSION", "__Host-SESSION");
		assertThat(renewed.setCookies()).allMatch((cookie) -> cookie.contains("; Max-Age=2592000;"));
		assertThat(renewed.header("Cache-Control")).isEqualTo("private, no-store");
		assertThat(visitor.insecureId()).isEqualTo(insecureId);
		assertThat(visitor.secureId()).isEqualTo(secureId);
		assertThat(visitor.https("/secure/page").setCookies()).isEmpty();
	}

	@Test
	void maxAgeOfTheSecureCookieStaysAsItIsOverHttp() {
		Browser visitor = site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.http("/page");
		site.clock().advance(Duration.ofSeconds(61));
		assertThat(visitor.http("/page").setCookieNames()).containsExactly("SESSION");
	}

	@Test
	void cookiesWithoutMaxAgeAreNeverSentAgain() {
		Browser visitor = Site.shared().browser();
		assertThat(visitor.http("/set?name=cart&value=mug").setCookie("SESSION")).doesNotContain("Max-Age");
		visitor.http("/page");
		Site.shared().clock().advance(Duration.ofSeconds(61));
		assertThat(visitor.http("/page").setCookies()).isEmpty();
	}

	@Test
	void requestThatIsNotSavedLeavesTheSessionAsItWas() {
		Browser visitor = site.browser();
		visitor.http("/set?name=cart&value=mug");
		site.clock().advance(Duration.ofSeconds(61));
		assertThat(site.sql().during(() -> assertThat(visitor.http("/unsaved").body()).isEqualTo("other")))
			.allMatch((statement) -> statement.startsWith("SELECT"));
		assertThat(visitor.http("/session").line("@cart")).isEqualTo("mug");
		assertThat(site.browser().http("/unsaved").setCookies()).isEmpty();
	}

	@Test
	void emptiedSessionOfAVisitorEndsWithItsCookies() {
		Browser visitor = site.browser();
		visitor.http("/set?name=cart&value=mug");
		int before = site.sessions();
		Reply emptied = visitor.http("/remove?name=cart");
		assertThat(emptied.setCookie("SESSION")).contains("SESSION=;").contains("Max-Age=0");
		assertThat(site.sessions()).isEqualTo(before - 1);
		assertThat(visitor.jar().find("SESSION")).isNull();
		visitor.https("/secure/set?name=cart&value=mug");
		assertThat(visitor.https("/secure/remove?name=cart").setCookieNames()).containsExactlyInAnyOrder("SESSION",
				"__Host-SESSION");
		assertThat(visitor.jar().find("__Host-SESSION")).isNull();
		assertThat(site.sessions()).isEqualTo(before - 1);
	}

	@Test
	void emptiedCopyEndsWithItsCookiesAndTheOriginalDoesNotComeBack() {
		Browser visitor = site.browser();
		visitor.https("/secure/set?name=cart&value=mug");
		visitor.jar().remove(Browser.SECURE_COOKIE);
		int before = site.sessions();
		assertThat(visitor.https("/secure/remove?name=cart").setCookieNames()).containsExactlyInAnyOrder("SESSION",
				"__Host-SESSION");
		assertThat(visitor.https("/secure/session").line("@cart")).isNull();
		assertThat(site.sessions()).isEqualTo(before);
	}

	@Test
	void refusedRequestStillGetsTheIdThatWasRotated() {
		Browser visitor = site.browser();
		visitor.https("/secure/set?name=cart&value=mug");
		Reply refused = visitor.http("/set?name=SPRING_SECURITY_CONTEXT&value=x");
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.setCookieNames()).contains("SESSION");
		assertThat(refused.header("Cache-Control")).contains("no-store");
	}

	@Test
	void hintOfASecureSideReachesBothChannels() {
		Browser visitor = site.browser();
		assertThat(visitor.http("/hint").body()).isEqualTo("hint=null");
		visitor.http("/set?name=cart&value=mug");
		assertThat(visitor.http("/hint").body()).isEqualTo("hint=false");
		assertThat(visitor.https("/secure/hint").body()).isEqualTo("hint=true");
		assertThat(visitor.http("/hint").body()).isEqualTo("hint=true");
		site.clock().advance(Duration.ofMinutes(17));
		assertThat(visitor.http("/hint").body()).isEqualTo("hint=false");
	}

	@Import(OptionController.class)
	static class Options {

	}

	@RestController
	static class OptionController {

		@GetMapping({ "/cookies", "/secure/cookies" })
		String cookies(HttpServletRequest request) {
			Cookie[] cookies = request.getCookies();
			List<String> names = (cookies != null) ? Arrays.stream(cookies).map(Cookie::getName).sorted().toList()
					: List.of();
			return "cookies=" + names + "\nheader=" + request.getHeader("Cookie") + "\nnames="
					+ Collections.list(request.getHeaderNames()) + "\n";
		}

		@RequestMapping("/unsaved")
		String unsaved(MixedSession session) {
			session.setSavingEnabled(false);
			session.setAttribute("cart", "other");
			session.removeAttribute("cart");
			return String.valueOf(session.<String>updateAttribute("cart", (before) -> "other"));
		}

		@GetMapping({ "/hint", "/secure/hint" })
		String hint(HttpServletRequest request, @Nullable MixedSession session) {
			return "hint=" + request.getAttribute(MixedSessions.SECURE_SIDE_ATTRIBUTE);
		}

	}

}
