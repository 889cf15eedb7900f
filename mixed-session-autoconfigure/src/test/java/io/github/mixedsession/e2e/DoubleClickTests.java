package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The login form is sent twice. Either both requests are under way at once, or the second
 * one comes when the first has logged in and its answer is on the way; that answer
 * arrives before the other one, after it, or not at all.
 */
@ParameterizedClass
@EnumSource
class DoubleClickTests {

	private static final String RETRY_COOKIE = "__Host-SESSION-RETRY";

	private final Site site;

	DoubleClickTests(Server server) {
		this.site = server.startWith(List.of(Turnstile.class));
	}

	@AfterEach
	void stopSite() {
		this.site.close();
	}

	@Test
	void bothAtOnceEndLoggedInWhereTheLoginLeads() {
		for (boolean winnerFirst : new boolean[] { true, false }) {
			Browser visitor = visitor();
			Clicks clicks = clickTwice(visitor);
			assertThat(clicks.loser.header("Location")).contains("/account/page?deep=1");
			assertThat(clicks.loser.setCookieNames()).containsExactly(RETRY_COOKIE);
			if (!winnerFirst) {
				receive(clicks.loser, visitor);
				assertThat(visitor.https("/session").line("@cart")).isEqualTo("mug");
			}
			receive(clicks.winner, visitor);
			receive(clicks.loser, visitor);
			assertLoggedIn(visitor);
			assertThat(visitor.https("/account/page?deep=1").status()).isEqualTo(200);
		}
	}

	@Test
	void bothAtOnceLetTheNextTrySucceedSoonIfTheFirstAnswerIsLost() {
		Browser visitor = visitor();
		Clicks clicks = clickTwice(visitor);
		receive(clicks.loser, visitor);
		this.site.clock().advance(Duration.ofSeconds(3));
		assertThat(visitor.follow(true, "/account/page?deep=1").body()).contains("name=\"password\"");
		Reply login = visitor.login("customer");
		assertThat(login.status()).isEqualTo(302);
		assertThat(login.header("Location")).contains("/account/page?deep=1");
		assertLoggedIn(visitor);
		assertThat(this.site.sessions()).isEqualTo(2);
	}

	@Test
	void secondAfterTheFirstEndsAtTheFormOrLoggedIn() {
		for (boolean winnerFirst : new boolean[] { true, false }) {
			Browser visitor = visitor();
			String form = form(visitor);
			Reply first = visitor.copy().post(true, "/login", form);
			Reply second = visitor.copy().post(true, "/login", form, referer("/login?a=b"));
			assertThat(second.status()).isEqualTo(303);
			assertThat(second.header("Location")).isEqualTo("/login?a=b");
			assertThat(second.header("Cache-Control")).contains("no-store");
			assertThat(second.setCookieNames()).containsExactly(RETRY_COOKIE);
			receive(winnerFirst ? first : second, visitor);
			receive(winnerFirst ? second : first, visitor);
			assertLoggedIn(visitor);
		}
	}

	@Test
	void secondAfterALostAnswerLetsTheNextTrySucceedSoon() {
		Browser visitor = visitor();
		String form = form(visitor);
		visitor.copy().post(true, "/login", form);
		Reply second = visitor.post(true, "/login", form);
		assertThat(second.header("Location")).isEqualTo("/login");
		this.site.clock().advance(Duration.ofSeconds(3));
		Reply page = visitor.https("/login");
		assertThat(visitor.post(true, "/login", "username=customer&password=demo-only&_csrf=" + Browser.findCsrf(page))
			.status()).isEqualTo(302);
		assertLoggedIn(visitor);
	}

	@Test
	void scriptIsRefusedAndTheLogTellsWhatHappened() {
		Browser visitor = visitor();
		try (LogLines lines = new LogLines("io.github.mixedsession", Level.INFO)) {
			Clicks clicks = clickTwice(visitor, "X-Requested-With: XMLHttpRequest");
			assertThat(clicks.loser.status()).isEqualTo(403);
			assertThat(clicks.loser.setCookieNames()).containsExactly(RETRY_COOKIE);
			receive(clicks.winner, visitor);
			receive(clicks.loser, visitor);
			assertThat(lines.all()).anyMatch((line) -> line.contains("a parallel request of the same browser"))
				.noneMatch((line) -> line.contains("Serve the path over HTTPS"));
		}
		assertLoggedIn(visitor);
	}

	@Test
	void formIsToldInTheLog() {
		try (LogLines lines = new LogLines("io.github.mixedsession", Level.INFO)) {
			clickTwice(visitor());
			assertThat(lines.all()).singleElement().asString().contains("double click");
		}
	}

	@Test
	void redirectStaysOnThisSite() {
		for (String page : List.of("https://evil.test/login", "https://localhost//evil.test", "//evil.test/login",
				"https://localhost:1/\\evil.test", "http://localhost/login", "javascript:alert(1)", "")) {
			Browser visitor = visitor();
			String form = form(visitor);
			visitor.copy().post(true, "/login", form);
			Reply second = visitor.post(true, "/login", form, "Referer: " + page);
			assertThat(second.header("Location")).as(page).isEqualTo("/login");
		}
	}

	/**
	 * Who holds an id that a login has retired is none the wiser for saying that an
	 * answer was lost.
	 */
	@Test
	void retiredIdOfALoginOpensNothingMoreWithTheRetryCookie() {
		Browser customer = visitor();
		customer.https("/secure/set?name=card&value=4711");
		Browser fixated = customer.copy();
		customer.login("customer");
		customer.https("/secure/set?name=secret&value=7");
		assertThat(fixated.login("admin").setCookieNames()).containsExactly(RETRY_COOKIE);
		this.site.clock().advance(Duration.ofSeconds(3));
		Reply reply = fixated.https("/secure/session");
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.line("@card")).isNull();
		// the successor was presented, so its answer was not lost
		fixated.login("admin");
		assertThat(fixated.https("/secure/session").line("user")).isEqualTo("null");
		assertThat(fixated.https("/secure/session").line("@card")).isNull();
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(customer.https("/account/session").line("@card")).isEqualTo("4711");
	}

	/** With a cart, on the way to a page that needs a login. */
	private Browser visitor() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/account/page?deep=1");
		return visitor;
	}

	private static String form(Browser visitor) {
		return "username=customer&password=demo-only&_csrf=" + Browser.findCsrf(visitor.https("/login"));
	}

	private String referer(String path) {
		return "Referer: https://localhost:" + this.site.port(true) + path;
	}

	private Clicks clickTwice(Browser visitor, String... headers) {
		String form = form(visitor);
		this.site.bean(Turnstile.class).barrier = new CyclicBarrier(2);
		// threads of their own: the common pool may have but one
		List<Reply> replies = Stream
			.generate(() -> CompletableFuture.supplyAsync(() -> visitor.copy().post(true, "/login", form, headers),
					(click) -> new Thread(click).start()))
			.limit(2)
			.toList()
			.stream()
			.map(CompletableFuture::join)
			.toList();
		this.site.bean(Turnstile.class).barrier = null;
		this.site.sql().awaitEndOfRequests();
		boolean firstWon = replies.get(0).setCookieNames().contains(Browser.SECURE_COOKIE);
		return new Clicks(replies.get(firstWon ? 0 : 1), replies.get(firstWon ? 1 : 0));
	}

	private static void receive(Reply reply, Browser browser) {
		reply.setCookies().forEach((cookie) -> browser.jar().receive(cookie, true));
	}

	private static void assertLoggedIn(Browser visitor) {
		Reply reply = visitor.https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(visitor.http("/session").line("@cart")).isEqualTo("mug");
	}

	private record Clicks(Reply winner, Reply loser) {
	}

	/** Lets nobody log in before two have the right password. */
	static class Turnstile {

		volatile @Nullable CyclicBarrier barrier;

		@EventListener
		void authenticated(AuthenticationSuccessEvent event) throws Exception {
			CyclicBarrier both = this.barrier;
			if (both != null) {
				both.await(20, TimeUnit.SECONDS);
			}
		}

	}

}
