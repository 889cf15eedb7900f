package io.github.mixedsession.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import jakarta.servlet.http.HttpServletRequest;

import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.session.SessionCleanup;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions in cookies, of which a database knows who is logged in.
 */
@ParameterizedClass
@EnumSource
class CookieLedgerTests {

	private final Server server;

	private final CookieForge forge = CookieForge.withFreshKey();

	private final Site site;

	CookieLedgerTests(Server server) {
		this.server = server;
		this.site = server.start(CookieForge.site(List.of(this.forge), "mixed-session.cookie.ledger=true"));
	}

	@AfterEach
	void close() {
		this.site.close();
	}

	private Browser user(String name) {
		Browser user = this.site.browser();
		user.http("/set?name=cart&value=mug");
		user.login(name);
		user.https("/secure/set?name=card&value=4711-" + name);
		assertThat(user.https("/account/session").line("user")).isEqualTo(name);
		return user;
	}

	@SuppressWarnings("unchecked")
	private FindByIndexNameSessionRepository<Session> repository() {
		return (FindByIndexNameSessionRepository<Session>) (FindByIndexNameSessionRepository<?>) this.site
			.bean(FindByIndexNameSessionRepository.class);
	}

	@Test
	void visitorsHaveNoRowAndUsersHaveOneWithoutAttributes() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		visitor.https("/secure/set?name=card&value=4711-0815");
		assertThat(this.site.sessions()).isZero();
		user("customer");
		assertThat(this.site.sessions()).isOne();
		assertThat(this.site.jdbc().queryForObject("SELECT COUNT(*) FROM MIXED_SESSION_ATTRIBUTE", Integer.class))
			.isZero();
		assertThat(StoreAttackTests.dump(this.site)).extracting((cell) -> new String(cell, StandardCharsets.ISO_8859_1))
			.allSatisfy((cell) -> assertThat(cell).doesNotContain("customer").doesNotContain("4711-"));
	}

	@Test
	void ledgerIsReadWithTheSecureCookieAlone() {
		Browser customer = user("customer");
		customer.http("/session");
		assertThat(this.site.sql().during(() -> customer.http("/get?name=cart"))).isEmpty();
		customer.https("/secure/page");
		customer.https("/secure/page");
		assertThat(this.site.sql().during(() -> customer.https("/account/session"))).hasSize(1);
	}

	@Test
	void logoutEndsEveryCopy() {
		Browser customer = user("customer");
		Browser thief = customer.copy();
		Browser eavesdropper = customer.copy();
		customer.logout(true);
		assertThat(this.site.sessions()).isZero();
		assertThat(thief.https("/account/session").status()).isEqualTo(302);
		assertThat(thief.https("/secure/get?name=card").body()).isEqualTo("null");
		// a copy of what HTTP could see is another matter
		assertThat(eavesdropper.http("/get?name=cart").body()).isEqualTo("mug");
	}

	@Test
	void sessionsOfAUserCanBeListedAndEnded() {
		Browser one = user("customer");
		Browser two = user("customer");
		Browser admin = user("admin");
		assertThat(repository().findByPrincipalName("customer").keySet()).containsExactlyInAnyOrder(
				one.https("/account/session").line("id"), two.https("/account/session").line("id"));
		assertThat(repository().findByPrincipalName("nobody")).isEmpty();
		repository().findByPrincipalName("customer").keySet().forEach(repository()::deleteById);
		assertThat(one.https("/account/session").status()).isEqualTo(302);
		assertThat(two.https("/account/session").status()).isEqualTo(302);
		assertThat(admin.https("/account/session").line("user")).isEqualTo("admin");
	}

	@Test
	void a52OldSecureCookieIsASignOfTheft() {
		Browser customer = user("customer");
		Browser thief = customer.copy();
		customer.http("/page");
		customer.http("/get?name=cart");
		customer.https("/account/session");
		customer.https("/account/session");
		assertThat(customer.secureId()).isNotEqualTo(thief.secureId());
		this.site.clock().advance(Duration.ofSeconds(11));
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		this.site.events().clear();
		assertThat(thief.https("/account/session").status()).isEqualTo(302);
		assertThat(this.site.events().of(RetiredIdPresentedEvent.class)).singleElement().satisfies((event) -> {
			assertThat(event.isSessionEnded()).isTrue();
			assertThat(event.getPrincipalName()).isEqualTo("customer");
		});
		assertThat(customer.https("/account/session").status()).isEqualTo(302);
	}

	@Test
	void replacedSecureCookieIsGoodForAGrace() {
		Browser customer = user("customer");
		Browser tab = customer.copy();
		customer.http("/get?name=cart");
		customer.https("/account/session");
		customer.https("/account/session");
		assertThat(customer.secureId()).isNotEqualTo(tab.secureId());
		String before = tab.secureId();
		Reply reply = tab.https("/account/session");
		assertThat(reply.line("user")).isEqualTo("customer");
		tab.https("/secure/set?name=note&value=late");
		assertThat(tab.secureId()).as("no retired id is sent again").isEqualTo(before);
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void rowEndsWithItsSession() {
		Browser customer = user("customer");
		this.site.clock().advance(Duration.ofMinutes(32));
		this.site.bean(SessionCleanup.class).run();
		assertThat(this.site.sessions()).isZero();
		assertThat(customer.https("/account/session").status()).isEqualTo(302);
	}

	@Test
	void secureSideThatIsOverHasNoRowAndBeginsAnew() {
		Browser customer = user("customer");
		Browser thief = customer.copy();
		this.site.clock().advance(Duration.ofMinutes(10));
		customer.http("/get?name=cart");
		this.site.clock().advance(Duration.ofMinutes(10));
		customer.http("/get?name=cart");
		Reply anew = customer.https("/secure/session");
		assertThat(anew.line("user")).isEqualTo("null");
		assertThat(anew.body()).contains("@cart=mug").doesNotContain("4711");
		assertThat(this.site.sessions()).isZero();
		assertThat(thief.https("/account/session").status()).isEqualTo(302);
		customer.login("customer");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(this.site.sessions()).isOne();
	}

	@Test
	void everyNodeKnows() {
		Browser customer = user("customer");
		Site other = Site.start(this.server, this.site.bean(DataSource.class), List.of(),
				Site.withRules(CookieForge.site(List.of(this.forge), "mixed-session.cookie.ledger=true")));
		try {
			assertThat(customer.on(other).https("/account/session").line("user")).isEqualTo("customer");
			Browser thief = customer.copy();
			customer.on(other).logout(true);
			assertThat(thief.https("/account/session").status()).isEqualTo(302);
		}
		finally {
			other.close();
		}
	}

	@Test
	void ledgerThatIsDownLetsNobodyIn() {
		Browser customer = user("customer");
		this.site.jdbc().execute("ALTER TABLE MIXED_SESSION RENAME TO AWAY");
		Reply reply = customer.https("/account/session");
		assertThat(reply.status()).isEqualTo(503);
		this.site.jdbc().execute("ALTER TABLE AWAY RENAME TO MIXED_SESSION");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	/** As {@link DoubleClickTests} has it of a database. */
	@Test
	void secondHalfOfADoubleClickIsNoThief() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		String form = "username=customer&password=demo-only&_csrf=" + visitor.csrf(true);
		Browser one = visitor.copy();
		Browser two = visitor.copy();
		one.post(true, "/login", form);
		Reply second = two.post(true, "/login", form);
		assertThat(second.setCookieNames()).doesNotContain("SESSION", "__Host-SESSION");
		assertThat(one.https("/account/session").line("user")).isEqualTo("customer");
		two.https("/account/session");
		assertThat(one.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(this.site.events().of(RetiredIdPresentedEvent.class)).isEmpty();
	}

	/** With a cookie of the thief's session in the browser of who ends it. */
	@Test
	void a52PlantedCookieDoesNotKeepASessionFromBeingExpired() {
		Site limited = this.server.startWith(List.of(SecurityTests.OneSession.class),
				CookieForge.site(List.of(this.forge), "mixed-session.cookie.ledger=true"));
		try {
			Browser thief = limited.browser();
			thief.login("customer");
			assertThat(thief.https("/account/session").line("user")).isEqualTo("customer");
			Browser victim = limited.browser();
			String token = victim.csrf(true);
			victim.jar().plant("SESSION", thief.insecureId(), false);
			Reply login = victim.post(true, "/login", "username=customer&password=demo-only&_csrf=" + token);
			assertThat(locator(login.setCookieValue("SESSION"))).isNotEqualTo(locator(thief.insecureId()))
				.isEqualTo(locator(victim.insecureId()));
			assertThat(victim.https("/account/session").line("user")).isEqualTo("customer");
			assertThat(thief.https("/account/session").body()).contains("expired").doesNotContain("user=customer");
		}
		finally {
			limited.close();
		}
	}

	/** One that is older than the thief's login, or than the idle time. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void a52PlantedCookieDoesNotKeepASessionFromBeingEnded(boolean ofBeforeTheLogin) {
		Site shop = this.server.startWith(List.of(EndController.class),
				CookieForge.site(List.of(this.forge), "mixed-session.cookie.ledger=true"));
		try {
			Browser thief = shop.browser();
			thief.https("/secure/set?name=note&value=1");
			String before = thief.insecureId();
			thief.login("customer");
			String planted = ofBeforeTheLogin ? before : thief.insecureId();
			for (int i = 0; i < (ofBeforeTheLogin ? 0 : 5); i++) {
				shop.clock().advance(Duration.ofMinutes(8));
				thief.https("/secure/set?name=note&value=" + i);
			}
			Browser victim = shop.browser();
			victim.login("customer");
			victim.jar().receive("SESSION=" + planted + "; Path=/account", false);
			assertThat(victim.https("/account/end-others").body()).isEqualTo("1");
			assertThat(shop.sessions()).isOne();
			assertThat(thief.https("/account/session").status()).isEqualTo(302);
			assertThat(victim.https("/account/session").line("user")).isEqualTo("customer");
		}
		finally {
			shop.close();
		}
	}

	@Test
	void a52PlantedIdleCookieDoesNotKeepASessionFromBeingExpired() {
		Site limited = this.server.startWith(List.of(SecurityTests.OneSession.class),
				CookieForge.site(List.of(this.forge), "mixed-session.cookie.ledger=true"));
		try {
			Browser thief = limited.browser();
			thief.login("customer");
			String idle = thief.insecureId();
			for (int i = 0; i < 5; i++) {
				limited.clock().advance(Duration.ofMinutes(8));
				thief.https("/secure/set?name=note&value=" + i);
			}
			Browser victim = limited.browser();
			String token = victim.csrf(true);
			victim.jar().receive("SESSION=" + idle + "; Path=/login", false);
			victim.post(true, "/login", "username=customer&password=demo-only&_csrf=" + token);
			assertThat(victim.https("/account/session").line("user")).isEqualTo("customer");
			assertThat(thief.https("/account/session").body()).doesNotContain("user=customer");
		}
		finally {
			limited.close();
		}
	}

	/** A secure cookie of before the login, whose secure side began anew since. */
	@Test
	void a52CopyThatBeganAnewDoesNotEndTheLoginOfAnother() {
		Browser alice = this.site.browser();
		alice.https("/secure/set?name=note&value=1");
		Browser mallory = alice.copy();
		for (int i = 0; i < 3; i++) {
			this.site.clock().advance(Duration.ofMinutes(7));
			alice.https("/secure/set?name=note&value=" + i);
		}
		mallory.https("/secure/set?name=note&value=m");
		alice.login("customer");
		assertThat(this.forge.open(mallory.secureId()).get("logins"))
			.isEqualTo(this.forge.open(alice.secureId()).get("logins"));
		mallory.https("/secure/invalidate");
		assertThat(alice.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(this.site.sessions()).isOne();
	}

	/** In place of the registry's mark, the one value that the ledger has. */
	@ParameterizedTest
	@ValueSource(strings = { "false,\"SPRING_SECURITY_CONTEXT\":null", "tru", "true", "{}", "" })
	void a52WriterOfTheLedgerPutsNothingIntoACookie(String value) {
		Browser customer = user("customer");
		byte[] locator = this.site.jdbc().queryForObject("SELECT LOCATOR FROM MIXED_SESSION", byte[].class);
		this.site.jdbc()
			.update("INSERT INTO MIXED_SESSION_ATTRIBUTE (LOCATOR, ATTRIBUTE_PARTITION, ATTRIBUTE_NAME, "
					+ "ATTRIBUTE_VERSION, ATTRIBUTE_VALUE) VALUES (?, 'SECURE', ?, 1, ?), (?, 'SHARED', 'cart', 1, ?)",
					locator, SecurityState.EXPIRED_MARKER, value.getBytes(StandardCharsets.UTF_8), locator,
					value.getBytes(StandardCharsets.UTF_8));
		assertThat(repository().findByPrincipalName("customer").values()).singleElement()
			.satisfies((session) -> assertThat(session.getAttributeNames()).doesNotContain("cart",
					SecurityState.EXPIRED_MARKER));
		assertThat(customer.https("/secure/set?name=note&value=x").line("user")).isNotEqualTo("customer");
		assertThat(customer.https("/account/session").status()).as("an entry that is not ours lets nobody in")
			.isEqualTo(302);
	}

	private String locator(String cookie) {
		return this.forge.open(cookie).get("id").toString().substring(0, 20);
	}

	@Test
	void sessionThatBeginsWithALoginHasARow() {
		this.site.gate().release();
		Browser user = this.site.browser();
		user.https("/secure/slow-login");
		assertThat(this.site.sessions()).isOne();
		assertThat(user.https("/account/session").line("user")).isEqualTo("attacker");
		Browser thief = user.copy();
		user.logout(true);
		assertThat(thief.https("/account/session").status()).isEqualTo(302);
	}

	/** The registry ends every copy, that of who asks included. */
	@Test
	void markOfTheRegistryIsInTheLedger() {
		Browser customer = user("customer");
		Session session = repository().findByPrincipalName("customer").values().iterator().next();
		session.setAttribute(SecurityState.EXPIRED_MARKER, true);
		repository().save(session);
		assertThat(this.site.jdbc().queryForList("SELECT ATTRIBUTE_NAME FROM MIXED_SESSION_ATTRIBUTE", String.class))
			.containsExactly(SecurityState.EXPIRED_MARKER);
		assertThat(customer.https("/account/session").status()).isEqualTo(200);
		session.setAttribute("cart", "bomb");
		repository().save(session);
		assertThat(this.site.jdbc().queryForObject("SELECT COUNT(*) FROM MIXED_SESSION_ATTRIBUTE", Integer.class))
			.isOne();
	}

	/** Ends all sessions of a user but the own one, as an account page does. */
	@RestController
	static class EndController {

		private final FindByIndexNameSessionRepository<? extends Session> sessions;

		EndController(FindByIndexNameSessionRepository<? extends Session> sessions) {
			this.sessions = sessions;
		}

		@GetMapping("/account/end-others")
		int endOthers(HttpServletRequest request) {
			String own = request.getSession().getId();
			List<String> others = this.sessions.findByPrincipalName(request.getRemoteUser())
				.keySet()
				.stream()
				.filter((id) -> !id.equals(own))
				.toList();
			others.forEach(this.sessions::deleteById);
			return others.size();
		}

	}

}
