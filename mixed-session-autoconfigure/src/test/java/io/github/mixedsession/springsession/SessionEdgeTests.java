package io.github.mixedsession.springsession;

import java.util.concurrent.CompletableFuture;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.session.ViewedSession;
import io.github.mixedsession.store.InMemorySessionStore;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.session.FindByIndexNameSessionRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What Spring Session's own tests don't ask: other threads of a request, a reset of the
 * response, and users changed by those who administer sessions.
 */
class SessionEdgeTests {

	private static final String PRINCIPAL_NAME = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

	private final RecordingStore store = new RecordingStore(new InMemorySessionStore());

	private final Sessions sessions = new Sessions(this.store.store());

	@Test
	void sessionReloadedOffRequestCanChangeItsPrincipalName() {
		ViewedSession later = stored(PRINCIPAL_NAME, "ann");
		later.setAttribute(PRINCIPAL_NAME, "bob");
		this.sessions.repository.save(later);
		assertThat(this.sessions.of("ann")).isEmpty();
		assertThat(this.sessions.of("bob")).hasSize(1);
	}

	@Test
	void sessionReloadedOffRequestCanRemoveItsPrincipalName() {
		ViewedSession later = stored(PRINCIPAL_NAME, "ann");
		later.setAttribute(PRINCIPAL_NAME, null);
		this.sessions.repository.save(later);
		assertThat(this.sessions.of("ann")).isEmpty();
	}

	@Test
	void sessionReloadedOffRequestReadsItsChangedPrincipalNameBack() {
		ViewedSession later = stored(PRINCIPAL_NAME, "ann");
		later.setAttribute(PRINCIPAL_NAME, "bob");
		assertThat(later.<String>getAttribute(PRINCIPAL_NAME)).isEqualTo("bob");
	}

	@Test
	void sessionReloadedOffRequestCannotChangeItsSecurityContext() {
		ViewedSession later = stored(Sessions.SECURITY_CONTEXT, Sessions.loggedIn("ann"));
		assertThatExceptionOfType(SecureAttributeException.class)
			.isThrownBy(() -> later.setAttribute(Sessions.SECURITY_CONTEXT, Sessions.loggedIn("bob")));
		this.sessions.repository.save(later);
		assertThat(this.sessions.of("ann")).hasSize(1);
		assertThat(this.sessions.of("bob")).isEmpty();
	}

	@Test
	void sessionReloadedOffRequestNeitherShowsNorLosesItsContext() {
		ViewedSession later = stored(Sessions.SECURITY_CONTEXT, Sessions.loggedIn("ann"));
		assertThat(later.getAttributeNames()).isEmpty();
		later.removeAttribute(Sessions.SECURITY_CONTEXT);
		this.sessions.repository.save(later);
		assertThat(this.sessions.of("ann")).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(Channel.class)
	void anotherThreadOfTheRequestCanBeginASession(Channel channel) throws Exception {
		Browser browser = new Browser(this.sessions);
		browser.get(channel,
				(request, response) -> inAnotherThread(() -> request.getSession().setAttribute("cart", "a book")));
		browser.get(channel,
				(request, response) -> assertThat(request.getSession().getAttribute("cart")).isEqualTo("a book"));
	}

	@ParameterizedTest
	@EnumSource(Channel.class)
	void anotherThreadOfTheRequestInvalidates(Channel channel) throws Exception {
		Browser browser = new Browser(this.sessions);
		browser.get(channel, (request, response) -> request.getSession().setAttribute("cart", "a book"));
		browser.get(channel, (request, response) -> {
			request.getSession();
			inAnotherThread(() -> request.getSession().invalidate());
			assertThat(request.getSession(false)).isNull();
		});
		assertThat(browser.has(IdKind.valueOf(channel.name()))).isFalse();
	}

	@ParameterizedTest
	@EnumSource(Channel.class)
	void idChangedBeforeTheResponseIsResetReachesTheBrowser(Channel channel) throws Exception {
		Browser browser = new Browser(this.sessions);
		browser.get(channel, (request, response) -> request.getSession().setAttribute("cart", "a book"));
		String before = browser.sessionId(IdKind.valueOf(channel.name()));
		browser.get(channel, (request, response) -> {
			request.changeSessionId();
			response.reset();
		});
		assertThat(browser.sessionId(IdKind.valueOf(channel.name()))).isNotEqualTo(before);
	}

	@ParameterizedTest
	@EnumSource(Channel.class)
	void sessionFilledAfterTheCommitLeavesNoRow(Channel channel) throws Exception {
		Browser browser = new Browser(this.sessions);
		browser.get(channel, (request, response) -> {
			HttpSession session = request.getSession();
			response.flushBuffer();
			session.setAttribute("cart", "a book");
		});
		assertThat(browser.has(IdKind.valueOf(channel.name()))).isFalse();
		assertThat(this.store.calls()).doesNotContain("insert");
	}

	private static void inAnotherThread(Runnable action) {
		CompletableFuture.runAsync(action).join();
	}

	private ViewedSession stored(String name, Object value) {
		ViewedSession session = this.sessions.create();
		session.setAttribute(name, value);
		this.sessions.repository.save(session);
		return this.sessions.load(session.getId());
	}

}
