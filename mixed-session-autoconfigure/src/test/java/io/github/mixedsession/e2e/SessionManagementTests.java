package io.github.mixedsession.e2e;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Import;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that somebody else ends: their user, from another session, and an
 * administrator.
 */
@ParameterizedClass
@EnumSource
class SessionManagementTests {

	private static final String NOTHING = "user=null\n";

	private static final Map<Deployment, Site> SITES = new EnumMap<>(Deployment.class);

	private final Site site;

	SessionManagementTests(Deployment deployment) {
		this.site = SITES.computeIfAbsent(deployment, (key) -> key.startWith(List.of(Managing.class)));
	}

	@AfterAll
	static void stopSites() {
		SITES.values().forEach(Site::close);
		SITES.clear();
	}

	@Test
	void userSeesAllOwnSessionsAndNobodyElses() {
		Browser one = loggedIn("customer");
		Browser two = loggedIn("customer");
		loggedIn("admin");
		assertThat(one.https("/account/sessions?user=customer").body()).contains(id(one), id(two));
		assertThat(one.https("/account/sessions?user=customer").body()).doesNotContain(one.secureId(), two.secureId());
		assertThat(one.http("/open/sessions?user=customer").body()).as("over HTTP").isEmpty();
	}

	@Test
	void userEndsAllOtherSessionsAndKeepsTheOwn() {
		Browser own = loggedIn("customer");
		Browser one = loggedIn("customer");
		Browser two = loggedIn("customer");
		Browser somebodyElse = loggedIn("admin");
		this.site.events().clear();
		own.https("/account/end-others?user=customer");
		assertThat(this.site.events().of(SessionDeletedEvent.class)).hasSizeGreaterThanOrEqualTo(2);
		for (Browser ended : List.of(one, two)) {
			assertThat(ended.copy().http("/session").body()).isEqualTo(NOTHING);
			assertThat(ended.https("/session").body()).isEqualTo(NOTHING);
		}
		assertThat(own.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(somebodyElse.https("/account/session").line("user")).isEqualTo("admin");
	}

	@Test
	void administratorEndsAllSessionsOfAUser() {
		Browser one = loggedIn("customer");
		Browser two = loggedIn("customer");
		Browser admin = loggedIn("admin");
		admin.https("/account/end-others?user=customer");
		for (Browser ended : List.of(one, two)) {
			assertThat(ended.copy().http("/session").body()).isEqualTo(NOTHING);
			assertThat(ended.https("/session").body()).isEqualTo(NOTHING);
			assertThat(ended.https("/account/page").status()).isEqualTo(302);
		}
		assertThat(admin.https("/account/session").line("user")).isEqualTo("admin");
	}

	@Test
	void nobodyEndsALoginOverHttp() {
		Browser customer = loggedIn("customer");
		this.site.browser().http("/open/end?id=" + id(customer));
		this.site.browser().http("/open/end-others?user=customer");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	@Test
	void emptyTableEndsEverybodysSession() {
		Browser customer = loggedIn("customer");
		Browser admin = loggedIn("admin");
		this.site.deleteSessions();
		for (Browser ended : List.of(customer, admin)) {
			assertThat(ended.copy().http("/session").body()).isEqualTo(NOTHING);
			assertThat(ended.https("/session").body()).isEqualTo(NOTHING);
		}
	}

	@Test
	void secondLoginOfTheSameUserReplacesBothIdsAgain() {
		Browser customer = loggedIn("customer");
		Browser before = customer.copy();
		assertThat(customer.login("customer").setCookieNames()).containsExactlyInAnyOrder(Browser.INSECURE_COOKIE,
				Browser.SECURE_COOKIE);
		assertThat(customer.insecureId()).isNotEqualTo(before.insecureId());
		assertThat(customer.secureId()).isNotEqualTo(before.secureId());
		assertThat(before.https("/session").line("user")).isEqualTo("null");
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
	}

	private Browser loggedIn(String user) {
		Browser browser = this.site.browser();
		browser.http("/set?name=cart&value=mug");
		browser.login(user);
		assertThat(browser.https("/account/session").line("user")).isEqualTo(user);
		return browser;
	}

	private static String id(Browser browser) {
		return String.valueOf(browser.https("/account/session").line("id"));
	}

	/** What an account page and an administrator's page do. */
	@Import(ManagementController.class)
	static class Managing {

	}

	@RestController
	static class ManagementController {

		private final FindByIndexNameSessionRepository<? extends Session> sessions;

		ManagementController(FindByIndexNameSessionRepository<? extends Session> sessions) {
			this.sessions = sessions;
		}

		@RequestMapping({ "/account/sessions", "/open/sessions" })
		String sessions(@RequestParam String user) {
			return String.join("\n", this.sessions.findByPrincipalName(user).keySet());
		}

		@RequestMapping({ "/account/end-others", "/open/end-others" })
		void endOthers(HttpServletRequest request, @RequestParam String user) {
			String own = request.getSession().getId();
			this.sessions.findByPrincipalName(user).keySet().forEach((id) -> {
				if (!id.equals(own)) {
					this.sessions.deleteById(id);
				}
			});
		}

		@RequestMapping("/open/end")
		void end(@RequestParam String id) {
			this.sessions.deleteById(id);
		}

	}

}
