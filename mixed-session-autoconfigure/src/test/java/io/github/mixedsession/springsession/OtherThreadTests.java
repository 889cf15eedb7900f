package io.github.mixedsession.springsession;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.mixedsession.Channel;
import io.github.mixedsession.store.InMemorySessionStore;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A handler may ask for its session on a thread of its own, to which the request is not
 * bound. That makes nobody a trusted caller.
 */
class OtherThreadTests {

	private final Sessions sessions = new Sessions(new InMemorySessionStore());

	@Test
	void overHttpAnotherThreadOfTheRequestSeesNothingSecure() throws Exception {
		Browser browser = loggedIn();
		List<@Nullable Object> seen = new ArrayList<>();
		browser.get(Channel.INSECURE, (request, response) -> inAnotherThread(() -> {
			HttpSession session = request.getSession(false);
			if (session != null) {
				seen.addAll(Collections.list(session.getAttributeNames()));
				seen.add(session.getAttribute(Sessions.SECURITY_CONTEXT));
			}
		}));
		assertThat(seen).doesNotContain(Sessions.SECURITY_CONTEXT, Sessions.loggedIn("ann"));
	}

	@Test
	void overHttpAnotherThreadOfTheRequestChangesNothingSecure() throws Exception {
		Browser browser = loggedIn();
		browser.get(Channel.INSECURE, (request, response) -> inAnotherThread(
				() -> request.getSession().setAttribute(Sessions.SECURITY_CONTEXT, Sessions.loggedIn("eve"))));
		browser.get(Channel.SECURE,
				(request, response) -> assertThat(request.getSession().getAttribute(Sessions.SECURITY_CONTEXT))
					.isEqualTo(Sessions.loggedIn("ann")));
	}

	private Browser loggedIn() throws Exception {
		Browser browser = new Browser(this.sessions);
		browser.get(Channel.SECURE, (request, response) -> request.getSession()
			.setAttribute(Sessions.SECURITY_CONTEXT, Sessions.loggedIn("ann")));
		return browser;
	}

	private static void inAnotherThread(Runnable action) {
		CompletableFuture.runAsync(action).join();
	}

}
