package io.github.mixedsession.e2e;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.RequestRefusedEvent;
import io.github.mixedsession.SharedSideFullException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shared side of a session has bounds. Who asks for more gets 507, and nothing else
 * happens.
 */
class SharedLimitTests {

	private static final String[] LIMITS = { "mixed-session.attributes.max-shared-count=3",
			"mixed-session.attributes.max-shared-size=2KB" };

	private static final String LARGE = "x".repeat(2100);

	private static final Map<Server, Site> SITES = new EnumMap<>(Server.class);

	@AfterAll
	static void stopSites() {
		SITES.values().forEach(Site::close);
	}

	private static Site site(Server server) {
		return SITES.computeIfAbsent(server, (key) -> key.startWith(List.of(Pages.class), LIMITS));
	}

	@ParameterizedTest
	@EnumSource
	void requestThatAsksForMoreGets507AndNothingElseIsLost(Server server) {
		Site site = site(server);
		Browser visitor = new Browser(site);
		visitor.http("/set?name=cart&value=mug");
		visitor.http("/set?name=shared1&value=one");
		visitor.http("/set?name=shared2&value=two");
		String id = visitor.insecureId();
		for (String path : List.of("/set?name=shared3&value=three", "/set?name=cart&value=" + LARGE,
				"/cart/add?name=shared3", "/long")) {
			site.events().clear();
			assertFull(visitor.http(path));
			assertThat(visitor.insecureId()).isEqualTo(id);
			assertThat(site.events().of(RequestRefusedEvent.class)).singleElement()
				.satisfies((event) -> assertThat(event.getReason()).isEqualTo(RefusalReason.SESSION_FULL));
		}
		Reply page = visitor.http("/session");
		assertThat(page.line("@cart")).isEqualTo("mug");
		assertThat(page.line("@shared1")).isEqualTo("one");
		assertThat(page.line("@shared2")).isEqualTo("two");
		assertThat(page.body()).doesNotContain("@shared3");
		assertThat(visitor.http("/remove?name=shared2").status()).isEqualTo(200);
		assertThat(visitor.http("/set?name=shared3&value=three").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void loginAndTheSecureSideLiveOnAndAreNotCounted(Server server) {
		Site site = site(server);
		Browser customer = new Browser(site);
		customer.http("/set?name=cart&value=mug");
		// the ids that are rotated here are delivered with the error
		Reply full = customer.https("/secure/set?name=cart&value=" + LARGE);
		assertFull(full);
		assertThat(full.setCookieNames()).containsExactlyInAnyOrder(Browser.INSECURE_COOKIE, Browser.SECURE_COOKIE);
		customer.login("customer");
		for (int i = 0; i < 5; i++) {
			assertThat(customer.https("/secure/set?name=payment." + i + "&value=" + LARGE).status()).isEqualTo(200);
		}
		String id = customer.secureId();
		assertFull(customer.https("/secure/set?name=cart&value=" + LARGE));
		assertThat(customer.secureId()).isEqualTo(id);
		Reply page = customer.https("/account/session");
		assertThat(page.line("user")).isEqualTo("customer");
		assertThat(page.line("@cart")).isEqualTo("mug");
		assertThat(page.line("@payment.4")).isEqualTo(LARGE);
	}

	@ParameterizedTest
	@EnumSource
	void newSessionThatIsTooLargeIsNoneAtAll(Server server) {
		Site site = site(server);
		int sessions = site.sessions();
		Reply reply = new Browser(site).http("/set?name=cart&value=" + LARGE);
		assertFull(reply);
		assertThat(reply.setCookies()).isEmpty();
		assertThat(site.sessions()).isEqualTo(sessions);
	}

	@ParameterizedTest
	@EnumSource
	void handlerOfAnUpdateMayAnswerByItself(Server server) {
		Browser visitor = new Browser(site(server));
		visitor.http("/set?name=cart&value=mug");
		Reply reply = visitor.http("/caught");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.body()).isEqualTo("mixed-session.attributes.max-shared-size");
		assertThat(visitor.http("/session").line("@shared1")).isEqualTo("stored");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void loggedOnceAMinute(boolean update) {
		Browser visitor = new Browser(site(Server.TOMCAT));
		visitor.http("/set?name=cart&value=mug");
		try (LogLines log = new LogLines("io.github.mixedsession")) {
			for (int i = 0; i < 3; i++) {
				visitor.http(update ? "/caught" : "/set?name=cart&value=" + LARGE);
			}
			assertThat(log.all()).hasSize(1)
				.allSatisfy((line) -> assertThat(line).contains("mixed-session.attributes.max-shared-size", "2048"));
		}
	}

	private static void assertFull(Reply reply) {
		assertThat(reply.status()).isEqualTo(507);
		assertThat(reply.body()).doesNotContain("Exception", "\tat ", "max-shared");
	}

	@RestController
	static class Pages {

		/** Commits the response before it returns. */
		@GetMapping("/long")
		void page(HttpServletRequest request, HttpServletResponse response) throws Exception {
			request.getSession().setAttribute("shared3", "x");
			for (int i = 0; i < 100; i++) {
				response.getWriter().write(LARGE);
			}
		}

		@GetMapping("/caught")
		String caught(MixedSession session) {
			session.setAttribute("shared1", "stored");
			try {
				session.<String>updateAttribute("cart", (before) -> LARGE);
				return "updated";
			}
			catch (SharedSideFullException ex) {
				return ex.getProperty();
			}
		}

	}

}
