package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.session.FindByIndexNameSessionRepository;

import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.session.CurrentSessionHolder;
import io.github.mixedsession.session.SessionCleanup;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions in cookies with a ledger, while answers are late or lost, copies are old, and
 * the ledger fails or forgets.
 */
@ParameterizedClass
@EnumSource
class CookieLedgerRaceTests {

	private final Server server;

	private final Site site;

	CookieLedgerRaceTests(Server server) {
		this.server = server;
		this.site = server.startWith(List.of(DoubleClickTests.Turnstile.class, LeftOvers.class),
				CookieForge.site(List.of(CookieForge.withFreshKey()), "mixed-session.cookie.ledger=true"));
	}

	@AfterEach
	void close() {
		this.site.close();
	}

	private Browser user() {
		Browser user = this.site.browser();
		user.http("/set?name=cart&value=mug");
		user.login("customer");
		user.https("/secure/set?name=card&value=4711");
		assertThat(user.https("/account/session").line("user")).isEqualTo("customer");
		return user;
	}

	private static CompletableFuture<Reply> begin(Supplier<Reply> request) {
		return CompletableFuture.supplyAsync(request, (work) -> new Thread(work).start());
	}

	private CompletableFuture<Reply> beginSlow(Supplier<Reply> request) {
		CompletableFuture<Reply> slow = begin(request);
		this.site.gate().awaitArrival();
		return slow;
	}

	private Reply end(CompletableFuture<Reply> slow) {
		this.site.gate().release();
		return slow.join();
	}

	private void endSessionsOfCustomer() {
		FindByIndexNameSessionRepository<?> repository = this.site.bean(FindByIndexNameSessionRepository.class);
		repository.findByPrincipalName("customer").keySet().forEach(repository::deleteById);
		assertThat(this.site.sessions()).isZero();
	}

	private void withoutLedger(Runnable action) {
		this.site.jdbc().execute("ALTER TABLE MIXED_SESSION RENAME TO AWAY");
		try {
			action.run();
		}
		finally {
			this.site.jdbc().execute("ALTER TABLE AWAY RENAME TO MIXED_SESSION");
		}
	}

	@Test
	void loginWhoseAnswerWasLostCanBeRepeated() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/secure/page");
		visitor.https("/secure/page");
		visitor.copy().login("customer");
		this.site.clock().advance(Duration.ofMinutes(5));
		visitor.login("customer");
		assertThat(visitor.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(visitor.https("/account/session").line("@cart")).isEqualTo("mug");
	}

	@Test
	void lateAnswerOfBeforeALoginLocksNobodyOut() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/secure/page");
		Browser script = visitor.copy();
		CompletableFuture<Reply> slow = beginSlow(() -> script.https("/secure/slow?name=note&value=1"));
		visitor.login("customer");
		end(slow).setCookies().forEach((cookie) -> visitor.jar().receive(cookie, true));
		this.site.clock().advance(Duration.ofSeconds(20));
		visitor.login("customer");
		assertThat(visitor.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void lateAnswerPutsNoRetiredSecureIdBack() {
		Browser customer = user();
		Browser tab = customer.copy();
		CompletableFuture<Reply> slow = beginSlow(() -> tab.https("/secure/slow?name=note&value=1"));
		customer.http("/get?name=cart");
		customer.https("/account/session");
		customer.https("/account/session");
		end(slow).setCookies().forEach((cookie) -> customer.jar().receive(cookie, true));
		this.site.clock().advance(Duration.ofSeconds(11));
		this.site.events().clear();
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(this.site.events().of(RetiredIdPresentedEvent.class)).isEmpty();
	}

	/** The ledger forgets who is on HTTP alone for as long as sessions live. */
	@Test
	void cartOutlivesALongStayOverHttp() {
		Browser customer = user();
		for (int i = 0; i < 5; i++) {
			this.site.clock().advance(Duration.ofMinutes(8));
			customer.http("/set?name=cart&value=mug" + i);
		}
		this.site.bean(SessionCleanup.class).run();
		assertThat(this.site.sessions()).isZero();
		Reply session = customer.https("/secure/session");
		assertThat(session.line("@cart")).isEqualTo("mug4");
		assertThat(session.line("@card")).isNull();
		assertThat(session.line("user")).isEqualTo("null");
	}

	/** Also where the secure side may be idle for longer than that. */
	@Test
	void loginThatTheLedgerHasForgottenIsOver() {
		Site patient = this.server.start(CookieForge.site(List.of(CookieForge.withFreshKey()),
				"mixed-session.cookie.ledger=true", "mixed-session.timeout.secure-idle=2h"));
		try {
			Browser customer = patient.browser();
			customer.login("customer");
			Browser thief = customer.copy();
			customer.logout(true);
			for (int i = 0; i < 5; i++) {
				patient.clock().advance(Duration.ofMinutes(8));
				thief.http("/set?name=cart&value=mug" + i);
			}
			assertThat(thief.https("/account/session").status()).isEqualTo(302);
			assertThat(thief.https("/secure/session").line("user")).isEqualTo("null");
			assertThat(thief.https("/secure/session").line("@cart")).isEqualTo("mug4");
		}
		finally {
			patient.close();
		}
	}

	@Test
	void loginThatCanNotBeEnteredTakesNothing() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/secure/set?name=card&value=4711");
		CompletableFuture<Reply> login = beginSlow(() -> visitor.https("/secure/slow-login"));
		withoutLedger(() -> assertThat(end(login).status()).isEqualTo(503));
		Reply after = visitor.https("/secure/session");
		assertThat(after.line("user")).isEqualTo("null");
		assertThat(after.line("@cart")).isEqualTo("mug");
		assertThat(after.line("@card")).isEqualTo("4711");
	}

	@Test
	void changeThatCanNotBeEnteredIsNone() {
		Browser customer = user();
		this.site.clock().advance(Duration.ofSeconds(61));
		CompletableFuture<Reply> slow = beginSlow(() -> customer.https("/secure/slow?name=card&value=changed"));
		withoutLedger(() -> assertThat(end(slow).status()).isEqualTo(503));
		assertThat(customer.https("/secure/get?name=card").body()).isEqualTo("4711");
	}

	@Test
	void sessionThatEndsDuringAStepUpLeavesNothing() {
		Browser customer = user();
		customer.http("/get?name=cart");
		this.site.clock().advance(Duration.ofSeconds(61));
		CompletableFuture<Reply> slow = beginSlow(() -> customer.https("/secure/slow?name=note&value=1"));
		endSessionsOfCustomer();
		assertThat(end(slow).status()).isLessThan(500);
		assertThat(customer.https("/account/session").status()).isEqualTo(302);
		for (int i = 0; i < 40; i++) {
			assertThat(this.site.browser().https("/secure/page").headers("X-Left-Over")).isEmpty();
		}
	}

	@Test
	void oneOfTwoLoginsAtOnceWins() {
		for (int i = 0; i < 5; i++) {
			Browser visitor = this.site.browser();
			visitor.http("/set?name=cart&value=mug");
			visitor.https("/account/page");
			String form = "username=customer&password=demo-only&_csrf=" + Browser.findCsrf(visitor.https("/login"));
			this.site.bean(DoubleClickTests.Turnstile.class).barrier = new CyclicBarrier(2);
			List<Reply> replies = new ArrayList<>();
			List<CompletableFuture<Reply>> logins = List.of(begin(() -> visitor.copy().post(true, "/login", form)),
					begin(() -> visitor.copy().post(true, "/login", form)));
			logins.forEach((login) -> replies.add(login.join()));
			this.site.bean(DoubleClickTests.Turnstile.class).barrier = null;
			assertThat(replies).extracting(Reply::status).containsOnly(302);
			assertThat(replies).filteredOn((reply) -> reply.setCookieNames().contains(Browser.SECURE_COOKIE))
				.hasSize(1);
			replies.forEach((reply) -> reply.setCookies().forEach((cookie) -> visitor.jar().receive(cookie, true)));
			assertThat(visitor.https("/account/session").line("user")).isEqualTo("customer");
			this.site.clock().advance(Duration.ofSeconds(20));
			assertThat(visitor.https("/account/session").line("user")).isEqualTo("customer");
		}
		assertThat(this.site.events().of(RetiredIdPresentedEvent.class)).isEmpty();
	}

	@Test
	void copyOfBeforeALoginDoesNotEndIt() {
		Browser customer = this.site.browser();
		customer.http("/set?name=cart&value=mug");
		customer.https("/secure/set?name=card&value=4711");
		Browser copy = customer.copy();
		customer.login("customer");
		copy.https("/secure/invalidate");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void copyWithOldClocksDoesNotEndALogin() {
		Browser customer = user();
		Browser copy = customer.copy();
		for (int i = 0; i < 3; i++) {
			this.site.clock().advance(Duration.ofMinutes(7));
			assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		}
		copy.https("/secure/page");
		copy.https("/secure/session");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	/**
	 * Tells what an earlier request has left on the thread.
	 */
	static class LeftOvers {

		@Bean
		FilterRegistrationBean<Filter> leftOvers() {
			FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
				if (CurrentSessionHolder.get() != null) {
					((HttpServletResponse) response).setHeader("X-Left-Over", "yes");
				}
				chain.doFilter(request, response);
			});
			filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return filter;
		}

	}

}
