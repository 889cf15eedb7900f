package io.github.mixedsession.springsession;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.mixedsession.Channel;
import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.channel.ChannelDecision;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.contract.TestSessions;
import io.github.mixedsession.web.SessionChannelCrossing;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.session.events.AbstractSessionEvent;
import org.springframework.session.web.http.SessionEventHttpSessionListenerAdapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What a servlet may expect of {@code HttpSession} behind the two session filters, on
 * each channel.
 */
@ParameterizedClass
@EnumSource(Channel.class)
class SessionFilterTests {

	private final Channel channel;

	private final IdKind kind;

	private final RecordingStore recording = new RecordingStore(new InMemorySessionStore());

	private final SessionStore store = this.recording.store();

	private final Sessions sessions = new Sessions(this.store);

	private final Browser browser = new Browser(this.sessions);

	SessionFilterTests(Channel channel) {
		this.channel = channel;
		this.kind = IdKind.of(channel == Channel.SECURE);
	}

	// A session's own data

	@Test
	void creationTimeStaysTheSame() throws Exception {
		long created = this.sessions.clock.millis();
		get((request, response) -> {
			request.getSession().setAttribute("cart", "a book");
			assertThat(request.getSession().getCreationTime()).isEqualTo(created);
		});
		this.sessions.clock.advance(Duration.ofMinutes(3));
		get((request, response) -> assertThat(request.getSession().getCreationTime()).isEqualTo(created));
	}

	@Test
	void lastAccessedTimeIsThatOfTheRequest() throws Exception {
		get((request, response) -> {
			HttpSession session = request.getSession();
			session.setAttribute("cart", "a book");
			assertThat(session.getLastAccessedTime()).isEqualTo(session.getCreationTime())
				.isEqualTo(this.sessions.clock.millis());
		});
		for (int i = 0; i < 3; i++) {
			this.sessions.clock.advance(Duration.ofMinutes(3));
			get((request, response) -> assertThat(request.getSession().getLastAccessedTime())
				.isEqualTo(this.sessions.clock.millis())
				.isGreaterThan(request.getSession().getCreationTime()));
		}
		assertThat(stored().record().lastAccessedAt()).isEqualTo(this.sessions.clock.instant());
	}

	@Test
	void idStaysTheSameAndNamesTheSessionOfTheCookie() throws Exception {
		get((request, response) -> {
			request.getSession().setAttribute("cart", "a book");
			request.setAttribute("id", request.getSession().getId());
			assertThat(request.getSession().getId()).isEqualTo(request.getAttribute("id"));
		});
		String id = this.browser.sessionId(this.kind);
		get((request, response) -> assertThat(request.getSession().getId()).isEqualTo(id));
	}

	@Test
	void visitorsHaveSessionsOfTheirOwn() throws Exception {
		putInCart("a book");
		Browser other = new Browser(this.sessions);
		other.get(this.channel, (request, response) -> {
			assertThat(request.getSession().getAttribute("cart")).isNull();
			request.getSession().setAttribute("cart", "a lamp");
		});
		assertThat(other.sessionId(this.kind)).isNotEqualTo(this.browser.sessionId(this.kind));
		assertCart("a book");
	}

	@Test
	void servletContextIsThatOfTheRequest() throws Exception {
		get((request, response) -> assertThat(request.getSession().getServletContext())
			.isSameAs(request.getServletContext()));
	}

	@Test
	void maxInactiveIntervalIsThatOfTheSettings() throws Exception {
		get((request, response) -> assertThat(request.getSession().getMaxInactiveInterval()).isEqualTo(1800));
	}

	@Test
	void maxInactiveIntervalCanBeSet() throws Exception {
		get((request, response) -> {
			request.getSession().setAttribute("cart", "a book");
			request.getSession().setMaxInactiveInterval(600);
			assertThat(request.getSession().getMaxInactiveInterval()).isEqualTo(600);
		});
		get((request, response) -> assertThat(request.getSession().getMaxInactiveInterval()).isEqualTo(600));
		get((request, response) -> request.getSession().setMaxInactiveInterval(300));
		get((request, response) -> assertThat(request.getSession().getMaxInactiveInterval()).isEqualTo(300));
	}

	@Test
	void attributesAreKeptUntilTheyAreRemoved() throws Exception {
		putInCart("a book");
		get((request, response) -> {
			HttpSession session = request.getSession();
			assertThat(session.getAttribute("cart")).isEqualTo("a book");
			assertThat(Collections.list(session.getAttributeNames())).containsExactly("cart");
			session.setAttribute("language", "fr");
			assertThat(Collections.list(session.getAttributeNames())).containsExactlyInAnyOrder("cart", "language");
		});
		get((request, response) -> {
			HttpSession session = request.getSession();
			assertThat(session.getAttribute("language")).isEqualTo("fr");
			session.removeAttribute("cart");
			assertThat(session.getAttribute("cart")).isNull();
		});
		get((request, response) -> {
			assertThat(request.getSession().getAttribute("cart")).isNull();
			assertThat(request.getSession().getAttribute("language")).isEqualTo("fr");
			request.getSession().setAttribute("language", null);
		});
		get((request, response) -> assertThat(Collections.list(request.getSession().getAttributeNames())).isEmpty());
	}

	// Getting a session

	@Test
	void sessionIsNewInItsFirstRequestAlone() throws Exception {
		get((request, response) -> {
			assertThat(request.getSession().isNew()).isTrue();
			request.getSession().setAttribute("cart", "a book");
			assertThat(request.getSession().isNew()).isTrue();
		});
		MockHttpServletResponse later = get((request, response) -> assertThat(request.getSession().isNew()).isFalse());
		assertThat(later.getHeaders(HttpHeaders.SET_COOKIE)).isEmpty();
	}

	@Test
	void getSessionCreatesOneSessionForTheRequest() throws Exception {
		MockHttpServletResponse response = get((request, ignored) -> {
			HttpSession session = request.getSession();
			session.setAttribute("cart", "a book");
			assertThat(request.getSession()).isSameAs(session);
			assertThat(request.getSession(true)).isSameAs(session);
			assertThat(request.getSession(false)).isSameAs(session);
		});
		assertNewSession(response);
	}

	@Test
	void getSessionTrueCreatesSession() throws Exception {
		assertNewSession(get((request, response) -> request.getSession(true).setAttribute("cart", "a book")));
	}

	@Test
	void getSessionFalseCreatesNone() throws Exception {
		assertNoSession(get((request, response) -> assertThat(request.getSession(false)).isNull()));
		assertThat(this.recording.calls()).isEmpty();
	}

	@Test
	void emptySessionSendsNoCookieAndIsNotStored() throws Exception {
		assertNoSession(get((request, response) -> {
			assertThat(request.getSession().getId()).isNotEmpty();
			request.getSession().setMaxInactiveInterval(600);
			request.getSession().setAttribute("cart", "a book");
			request.getSession().removeAttribute("cart");
		}));
		assertThat(this.recording.calls()).isEmpty();
	}

	@Test
	void getSessionFalseFindsExistingSession() throws Exception {
		putInCart("a book");
		get((request, response) -> assertThat(request.getSession(false)).isNotNull());
	}

	@Test
	void noSessionBeginsOnceTheResponseIsCommitted() throws Exception {
		get((request, response) -> {
			response.getWriter().flush();
			assertThat(request.getSession(false)).isNull();
			assertThatIllegalStateException().isThrownBy(request::getSession);
		});
	}

	@Test
	void existingSessionIsFoundAfterTheResponseIsCommitted() throws Exception {
		putInCart("a book");
		get((request, response) -> {
			response.flushBuffer();
			request.getSession().setAttribute("cart", "two books");
		});
		assertCart("two books");
	}

	@Test
	void expiredSessionIsReplacedByANewOne() throws Exception {
		putInCart("a book");
		String before = this.browser.sessionId(this.kind);
		this.sessions.clock.advance(Sessions.TIMEOUT.plus(Sessions.WRITE_INTERVAL));
		assertNewSession(get((request, response) -> {
			assertThat(request.getSession(false)).isNull();
			assertThat(request.isRequestedSessionIdValid()).isFalse();
			assertThat(request.getSession().isNew()).isTrue();
			assertThat(request.getSession().getAttribute("cart")).isNull();
			request.getSession().setAttribute("cart", "a lamp");
		}));
		assertThat(this.browser.sessionId(this.kind)).isNotEqualTo(before);
	}

	@ParameterizedTest
	@ValueSource(strings = { "INVALID", "", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" })
	void cookieOfNobodyLeadsToANewSession(String value) throws Exception {
		this.browser.plant(this.kind, value);
		assertNoSession(get((request, response) -> assertThat(request.getSession(false)).isNull()));
		MockHttpServletResponse created = get(
				(request, response) -> request.getSession().setAttribute("cart", "a book"));
		assertNewSession(created);
		assertThat(cookie(created, this.kind).getValue()).isNotEqualTo(value);
	}

	// The requested id

	@Test
	void requestedSessionIdIsThatOfTheCookie() throws Exception {
		putInCart("a book");
		get((request, response) -> {
			assertThat(request.getRequestedSessionId())
				.isEqualTo(this.browser.presented(this.kind).locator().toString());
			assertThat(request.isRequestedSessionIdValid()).isTrue();
		});
	}

	@Test
	void unknownRequestedSessionIdIsInvalid() throws Exception {
		this.browser.plant(this.kind, unknownId("A"));
		get((request, response) -> {
			assertThat(request.getRequestedSessionId()).isEqualTo(this.browser.sessionId(this.kind));
			assertThat(request.isRequestedSessionIdValid()).isFalse();
		});
	}

	@Test
	void firstOfSeveralUnknownIdsIsTheRequestedOne() throws Exception {
		MockHttpServletRequest several = new MockHttpServletRequest("GET", "/");
		several.setSecure(this.channel == Channel.SECURE);
		String name = Browser.cookieName(this.kind);
		String first = unknownId("A");
		several.setCookies(new Cookie(name, first), new Cookie(name, unknownId("B")));
		this.browser.plant(this.kind, first);
		this.browser.send(several, new MockHttpServletResponse(), (request, response) -> {
			assertThat(request.getRequestedSessionId()).isEqualTo(this.browser.sessionId(this.kind));
			assertThat(request.isRequestedSessionIdValid()).isFalse();
		});
	}

	@Test
	void malformedIdIsNoRequestedSessionId() throws Exception {
		this.browser.plant(this.kind, "invalid");
		get((request, response) -> {
			assertThat(request.getRequestedSessionId()).isNull();
			assertThat(request.isRequestedSessionIdValid()).isFalse();
		});
		assertThat(this.recording.calls()).isEmpty();
	}

	@Test
	void requestedSessionIdIgnoresWhatTheContainerSays() throws Exception {
		MockHttpServletRequest stranger = this.browser.request(this.channel);
		stranger.setRequestedSessionIdValid(true);
		stranger.setRequestedSessionId("container");
		this.browser.send(stranger, new MockHttpServletResponse(), (request, response) -> {
			assertThat(request.getRequestedSessionId()).isNull();
			assertThat(request.isRequestedSessionIdValid()).isFalse();
		});
		putInCart("a book");
		MockHttpServletRequest known = this.browser.request(this.channel);
		known.setRequestedSessionIdValid(false);
		this.browser.send(known, new MockHttpServletResponse(),
				(request, response) -> assertThat(request.isRequestedSessionIdValid()).isTrue());
	}

	// Changing the id

	@Test
	void changeSessionIdKeepsAttributesAndRetiresTheOldId() throws Exception {
		putInCart("a book");
		String before = this.browser.sessionId(this.kind);
		MockHttpServletResponse changed = get((request, response) -> {
			HttpSession session = request.getSession();
			assertThat(session.getId()).isEqualTo(before);
			String after = request.changeSessionId();
			assertThat(after).isNotEqualTo(before);
			assertThat(session.getId()).isEqualTo(after);
			assertThat(request.getSession().getId()).isEqualTo(after);
			session.setAttribute("language", "fr");
		});
		assertThat(cookie(changed, this.kind).getMaxAge()).isEqualTo(-1);
		assertThat(this.browser.sessionId(this.kind)).isNotEqualTo(before);
		assertThat(this.sessions.load(before).getId()).isEqualTo(this.browser.sessionId(this.kind));
		get((request, response) -> {
			assertThat(request.getSession().getAttribute("cart")).isEqualTo("a book");
			assertThat(request.getSession().getAttribute("language")).isEqualTo("fr");
		});
	}

	@Test
	void newSessionIsSavedUnderItsChangedId() throws Exception {
		get((request, response) -> {
			request.getSession().setAttribute("cart", "a book");
			String before = request.getSession().getId();
			assertThat(request.changeSessionId()).isNotEqualTo(before).isEqualTo(request.getSession().getId());
		});
		assertCart("a book");
	}

	@Test
	void sessionSurvivesTwoIdChangesInOneRequest() throws Exception {
		putInCart("a book");
		get((request, response) -> {
			String once = request.changeSessionId();
			assertThat(request.changeSessionId()).isNotEqualTo(once);
		});
		assertCart("a book");
	}

	@Test
	void changeOfIdFailsWithoutASession() throws Exception {
		get((request, response) -> assertThatIllegalStateException().isThrownBy(request::changeSessionId));
	}

	@Test
	void changeOfIdFailsAfterTheCommitAndKeepsTheSession() throws Exception {
		putInCart("a book");
		get((request, response) -> {
			request.getSession();
			response.flushBuffer();
			assertThatIllegalStateException().isThrownBy(request::changeSessionId);
		});
		assertCart("a book");
	}

	@Test
	void idsThatAreRotatedAtArrivalReachTheBrowser() throws Exception {
		this.browser.get(Channel.INSECURE, (request, response) -> request.getSession().setAttribute("cart", "a book"));
		String id = this.browser.sessionId(IdKind.INSECURE);
		PresentedId before = this.browser.presented(IdKind.INSECURE);
		SessionChannelCrossing crossing = new SessionChannelCrossing(this.sessions.policy);
		MockHttpServletResponse stepUp = this.browser.get(Channel.SECURE, (request, response) -> {
			crossing.stay(request, response, new ChannelDecision(ChannelRequirement.ANY, "test", false));
			assertThat(request.getSession().isNew()).isFalse();
			assertThat(request.getSession().getAttribute("cart")).isEqualTo("a book");
			assertThat(request.getSession().getId()).isEqualTo(id);
		});
		assertNewCookie(stepUp, IdKind.SECURE);
		assertNewCookie(stepUp, IdKind.INSECURE);
		assertThat(this.browser.presented(IdKind.INSECURE)).isNotEqualTo(before);
		assertCart("a book");
	}

	// Invalidation

	@Test
	void invalidateDeletesSessionAndCookies() throws Exception {
		putInCart("a book");
		String id = this.browser.sessionId(this.kind);
		MockHttpServletResponse invalidated = get((request, response) -> {
			request.getSession().invalidate();
			assertThat(request.getSession(false)).isNull();
		});
		assertThat(cookie(invalidated, this.kind).getMaxAge()).isZero();
		assertThat(this.browser.has(IdKind.INSECURE)).isFalse();
		assertThat(this.browser.has(IdKind.SECURE)).isFalse();
		assertThat(this.sessions.exists(id)).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void invalidatedSessionCannotBeUsed(SessionUse use) throws Exception {
		get((request, response) -> {
			HttpSession session = request.getSession();
			session.setAttribute("cart", "a book");
			session.invalidate();
			assertThatIllegalStateException().isThrownBy(() -> use.of(session));
		});
		assertThat(this.browser.has(this.kind)).isFalse();
	}

	@Test
	void invalidatedSessionStillTellsItsIdContextAndInterval() throws Exception {
		get((request, response) -> {
			HttpSession session = request.getSession();
			String id = session.getId();
			session.invalidate();
			assertThat(session.getId()).isEqualTo(id);
			assertThat(session.getServletContext()).isSameAs(request.getServletContext());
			session.setMaxInactiveInterval(3600);
			assertThat(session.getMaxInactiveInterval()).isEqualTo(3600);
		});
		assertThat(this.recording.calls()).isEmpty();
	}

	@Test
	void anotherSessionBeginsAfterInvalidation() throws Exception {
		putInCart("a book");
		String before = this.browser.sessionId(this.kind);
		assertNewSession(get((request, response) -> {
			request.getSession().setAttribute("cart", "two books");
			request.getSession().invalidate();
			assertThat(request.getSession().isNew()).isTrue();
			request.getSession().setAttribute("language", "fr");
		}));
		assertThat(this.browser.sessionId(this.kind)).isNotEqualTo(before);
		assertThat(this.sessions.exists(before)).isFalse();
		get((request, response) -> {
			assertThat(request.getSession().getAttribute("cart")).isNull();
			assertThat(request.getSession().getAttribute("language")).isEqualTo("fr");
		});
	}

	@Test
	void firstRequestStoresOnlyTheSessionBegunAfterInvalidation() throws Exception {
		assertNewSession(get((request, response) -> {
			request.getSession().setAttribute("cart", "a book");
			request.getSession().invalidate();
			request.getSession().setAttribute("language", "fr");
		}));
		assertThat(stored().attributes()).extracting(StoredAttribute::name).containsExactly("language");
		assertThat(this.recording.calls()).filteredOn("insert"::equals).hasSize(1);
	}

	@Test
	void invalidatedSessionIsNotBroughtBackByASlowRequest() throws Exception {
		putInCart("a book");
		String id = this.browser.sessionId(this.kind);
		get((slow, ignored) -> {
			slow.getSession().setAttribute("language", "fr");
			get((request, response) -> request.getSession().invalidate());
			slow.getSession().setAttribute("cart", "two books");
		});
		assertThat(this.sessions.exists(id)).isFalse();
	}

	// Saving before the response is committed

	@ParameterizedTest
	@EnumSource
	void newSessionIsSavedBeforeTheResponseIsCommitted(Commit commit) throws Exception {
		MockHttpServletResponse committed = get((request, response) -> {
			HttpSession session = request.getSession();
			session.setAttribute("cart", "a book");
			assertThat(isStored(session)).isFalse();
			commit.of(request, response);
			assertThat(isStored(session)).as("stored after " + commit).isTrue();
			assertThat(response.getHeaders(HttpHeaders.SET_COOKIE)).as("seen by the handler").isEmpty();
			// what is included commits nothing by itself
			assertThat(behind(response).getHeaders(HttpHeaders.SET_COOKIE).isEmpty()).as("held back after " + commit)
				.isEqualTo(commit == Commit.INCLUDE);
		});
		assertNewSession(committed);
		assertThat(this.recording.calls()).filteredOn("insert"::equals).hasSize(1);
		assertCart("a book");
	}

	@ParameterizedTest
	@EnumSource
	void changedSessionIsSavedBeforeTheResponseIsCommitted(Commit commit) throws Exception {
		putInCart("a book");
		this.recording.forget();
		get((request, response) -> {
			request.getSession().setAttribute("cart", "two books");
			commit.of(request, response);
			assertThat(this.recording.calls()).as("calls until " + commit).containsExactly("find", "save");
		});
		assertThat(this.recording.calls()).containsExactly("find", "save");
		assertCart("two books");
	}

	@ParameterizedTest
	@EnumSource
	void changesAfterTheResponseIsCommittedAreSavedToo(Commit commit) throws Exception {
		get((request, response) -> {
			request.getSession().setAttribute("cart", "a book");
			commit.of(request, response);
			request.getSession().setAttribute("cart", "two books");
		});
		assertCart("two books");
	}

	@Test
	void changesAreSavedWhenTheHandlerFails() throws Exception {
		assertThatIllegalStateException().isThrownBy(() -> get((request, response) -> {
			request.getSession().setAttribute("cart", "a book");
			throw new IllegalStateException("handler");
		}));
		assertThat(this.recording.calls()).containsExactly("insert");
	}

	// Store calls

	@Test
	void storeIsNotAskedWhenNobodyAsksForTheSession() throws Exception {
		assertNoSession(get((request, response) -> response.getWriter().write("hello")));
		putInCart("a book");
		this.recording.forget();
		MockHttpServletResponse untouched = get((request, response) -> response.getWriter().write("hello"));
		assertThat(untouched.getHeaders(HttpHeaders.SET_COOKIE)).isEmpty();
		assertThat(this.recording.calls()).isEmpty();
		assertCart("a book");
	}

	@Test
	void storeIsAskedOnceHoweverOftenTheSessionIsAskedFor() throws Exception {
		putInCart("a book");
		this.recording.forget();
		get((request, response) -> {
			assertThat(request.isRequestedSessionIdValid()).isTrue();
			assertThat(request.getSession(false)).isNotNull();
			assertThat(request.getSession().getAttribute("cart")).isEqualTo("a book");
			response.flushBuffer();
			assertThat(request.getSession(true).getAttribute("cart")).isEqualTo("a book");
			assertThat(request.getRequestedSessionId()).isNotNull();
		});
		assertThat(this.recording.calls()).containsExactly("find");
	}

	@Test
	void storeIsAskedOnceForAnUnknownId() throws Exception {
		this.browser.plant(this.kind, unknownId("A"));
		get((request, response) -> {
			assertThat(request.getSession(false)).isNull();
			assertThat(request.getSession(false)).isNull();
			assertThat(request.isRequestedSessionIdValid()).isFalse();
			assertThat(request.getSession().isNew()).isTrue();
			request.getSession().setAttribute("cart", "a book");
		});
		assertThat(this.recording.calls()).containsExactly("find", "insert");
	}

	@Test
	void storeIsAskedOnceWhenSessionIsInvalidatedAndAnotherBegins() throws Exception {
		putInCart("a book");
		this.recording.forget();
		get((request, response) -> {
			request.getSession().invalidate();
			request.getSession().setAttribute("language", "fr");
		});
		assertThat(this.recording.calls()).containsExactly("find",
				(this.channel == Channel.SECURE) ? "delete" : "deleteUnlessSecure", "insert");
	}

	@Test
	void sessionIsSavedOnceHoweverManyIncludesThereAre() throws Exception {
		putInCart("a book");
		this.recording.forget();
		get((request, response) -> {
			request.getSession().setAttribute("cart", "two books");
			request.getRequestDispatcher("/header").include(request, response);
			assertThat(this.recording.calls()).containsExactly("find", "save");
			request.getRequestDispatcher("/footer").include(request, response);
		});
		assertThat(this.recording.calls()).containsExactly("find", "save");
	}

	// Dispatches

	@Test
	void errorDispatchSeesTheSessionOfTheRequest() throws Exception {
		MockHttpServletRequest failing = this.browser.request(this.channel);
		MockHttpServletResponse response = new MockHttpServletResponse();
		assertThatIllegalStateException().isThrownBy(() -> this.browser.send(failing, response, (request, ignored) -> {
			request.getSession().setAttribute("cart", "a book");
			throw new IllegalStateException("handler");
		}));
		failing.setDispatcherType(DispatcherType.ERROR);
		this.browser.send(failing, response, (request, ignored) -> {
			HttpSession session = request.getSession(false);
			assertThat(session).isNotNull();
			assertThat(session.getAttribute("cart")).isEqualTo("a book");
			session.setAttribute("language", "fr");
		});
		assertThat(this.recording.calls()).containsExactly("insert", "save");
		assertNewSession(response);
		assertCart("a book");
	}

	@Test
	void nestedErrorDispatchSeesTheSessionOfTheRequest() throws Exception {
		MockHttpServletRequest failing = this.browser.request(this.channel);
		MockHttpServletResponse response = new MockHttpServletResponse();
		this.browser.send(failing, response, (request, wrapped) -> {
			request.getSession().setAttribute("cart", "a book");
			wrapped.sendError(500);
			failing.setDispatcherType(DispatcherType.ERROR);
			this.browser.dispatch(failing, response, (error, ignored) -> {
				assertThat(error.getSession(false)).isNotNull();
				error.getSession().setAttribute("language", "fr");
			});
			failing.setDispatcherType(DispatcherType.REQUEST);
			assertThat(request.getSession().getAttribute("language")).isEqualTo("fr");
		});
		assertNewSession(response);
		assertThat(this.recording.calls()).filteredOn("insert"::equals).hasSize(1);
		get((request, ignored) -> assertThat(request.getSession().getAttribute("language")).isEqualTo("fr"));
	}

	@Test
	void asyncDispatchSeesTheSessionOfTheRequest() throws Exception {
		putInCart("a book");
		this.recording.forget();
		MockHttpServletRequest slow = this.browser.request(this.channel);
		slow.setAsyncSupported(true);
		MockHttpServletResponse response = new MockHttpServletResponse();
		this.browser.send(slow, response, (request, ignored) -> {
			assertThat(request.getSession().getAttribute("cart")).isEqualTo("a book");
			request.startAsync();
		});
		slow.setDispatcherType(DispatcherType.ASYNC);
		this.browser.send(slow, response, (request, ignored) -> {
			assertThat(request.getSession(false)).isNotNull();
			assertThat(request.getSession().getAttribute("cart")).isEqualTo("a book");
			request.getSession().setAttribute("cart", "two books");
		});
		assertThat(this.recording.calls()).containsExactly("find", "save");
		assertCart("two books");
	}

	@Test
	void asyncDispatchCanBeginASession() throws Exception {
		MockHttpServletRequest slow = this.browser.request(this.channel);
		slow.setAsyncSupported(true);
		MockHttpServletResponse response = new MockHttpServletResponse();
		this.browser.send(slow, response, (request, ignored) -> request.startAsync());
		slow.setDispatcherType(DispatcherType.ASYNC);
		this.browser.send(slow, response, (request, ignored) -> request.getSession().setAttribute("cart", "a book"));
		assertNewSession(response);
		assertCart("a book");
	}

	@Test
	void asyncContextKeepsAResponseOfTheApplication() throws Exception {
		MockHttpServletRequest slow = this.browser.request(this.channel);
		slow.setAsyncSupported(true);
		HttpServletResponse own = new MockHttpServletResponse();
		this.browser.send(slow, new MockHttpServletResponse(),
				(request, response) -> assertThat(request.startAsync(request, own).getResponse()).isSameAs(own));
	}

	/** As where a wrapper says so, and a later dispatch goes around it. */
	@Test
	@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void pageIsWrittenThoughTheFirstResponseSaysThatItIsCommitted() throws Exception {
		MockHttpServletRequest request = this.browser.request(this.channel);
		MockHttpServletResponse container = new MockHttpServletResponse();
		HttpServletResponse committed = new HttpServletResponseWrapper(container) {

			@Override
			public boolean isCommitted() {
				return true;
			}

		};
		this.browser.dispatch(request, committed, (first, response) -> first.getSession(false));
		request.setDispatcherType(DispatcherType.ERROR);
		this.browser.dispatch(request, container, (second, response) -> {
			response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
			response.getOutputStream().write(1);
		});
		assertThat(container.getContentAsByteArray()).hasSize(1);
	}

	/** Another thread says so between the session's headers and the server's commit. */
	@Test
	void nobodyElseMakesAPageWithIdsPublicBeforeItIsCommitted() throws Exception {
		List<String> committed = new ArrayList<>();
		CommittedLater response = new CommittedLater(committed);
		this.browser.send(this.browser.request(this.channel), response, (request, wrapped) -> {
			request.getSession().setAttribute("cart", "a book");
			response.whenReady = () -> wrapped.setHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=3600");
			wrapped.flushBuffer();
		});
		assertThat(committed).containsExactly("private, no-store");
	}

	/** Tomcat takes a response for committed that has as many bytes as were announced. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void idsAreThereBeforeALengthSaysThatAllIsWritten(boolean adds) throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		this.browser.send(this.browser.request(this.channel), response, (request, wrapped) -> {
			wrapped.getOutputStream().write(new byte[5]);
			request.getSession().setAttribute("cart", "a book");
			if (adds) {
				wrapped.addIntHeader(HttpHeaders.CONTENT_LENGTH, 5);
			}
			else {
				wrapped.setIntHeader(HttpHeaders.CONTENT_LENGTH, 5);
			}
			assertNewCookie(response, this.kind);
		});
	}

	/**
	 * Has another thread do something once the session's headers are there, before it is
	 * committed.
	 */
	private static final class CommittedLater extends MockHttpServletResponse {

		private final List<String> committed;

		private @Nullable Runnable whenReady;

		private boolean ready;

		CommittedLater(List<String> committed) {
			this.committed = committed;
		}

		@Override
		public void setHeader(String name, @Nullable String value) {
			super.setHeader(name, value);
			this.ready = this.ready || "private, no-store".equals(value);
		}

		@Override
		public boolean isCommitted() {
			Runnable action = this.whenReady;
			if (this.ready && action != null) {
				this.whenReady = null;
				CompletableFuture.runAsync(action).join();
			}
			return super.isCommitted();
		}

		@Override
		public void flushBuffer() {
			this.committed.add(String.valueOf(getHeader(HttpHeaders.CACHE_CONTROL)));
			super.flushBuffer();
		}

	}

	// Cookies

	@Test
	void cookiesAreForServersAloneAndTheSecureOneForHttps() throws Exception {
		MockHttpServletResponse response = putInCart("a book");
		assertThat(response.getHeaders(HttpHeaders.SET_COOKIE)).hasSize((this.channel == Channel.SECURE) ? 2 : 1)
			.allSatisfy((header) -> assertThat(header).contains("HttpOnly", "SameSite=Lax", "Path=/"));
		assertThat(cookie(response, IdKind.INSECURE).getSecure()).isFalse();
		if (this.channel == Channel.SECURE) {
			assertThat(cookie(response, IdKind.SECURE).getSecure()).isTrue();
		}
	}

	// Listeners

	@Test
	void listenersHearOfSessionsThatBeginAndEnd() throws Exception {
		List<String> heard = new ArrayList<>();
		SessionEventHttpSessionListenerAdapter adapter = new SessionEventHttpSessionListenerAdapter(
				List.of(new HttpSessionListener() {

					@Override
					public void sessionCreated(HttpSessionEvent event) {
						heard.add("created with " + event.getSession().getAttribute("cart"));
					}

					@Override
					public void sessionDestroyed(HttpSessionEvent event) {
						heard.add("destroyed " + event.getSession().getId());
					}

				}));
		adapter.setServletContext(new MockServletContext());
		putInCart("a book");
		String id = this.browser.sessionId(this.kind);
		assertCart("a book");
		get((request, response) -> request.getSession().invalidate());
		get((request, response) -> request.getSession());
		this.sessions.events.forEach((event) -> adapter.onApplicationEvent((AbstractSessionEvent) event));
		assertThat(heard).containsExactly("created with a book", "destroyed " + id);
	}

	@Test
	void bindingListenerHearsThatItIsBound() throws Exception {
		Bindings bindings = new Bindings();
		get((request, response) -> request.getSession().setAttribute("listener", bindings));
		assertThat(bindings.count).isOne();
	}

	@Test
	void bindingListenerHearsThatItIsUnbound() throws Exception {
		Bindings bindings = new Bindings();
		get((request, response) -> {
			request.getSession().setAttribute("listener", bindings);
			request.getSession().removeAttribute("listener");
		});
		assertThat(bindings.count).isZero();
	}

	@Test
	void bindingListenerSetAgainIsBoundOnce() throws Exception {
		Bindings bindings = new Bindings();
		get((request, response) -> {
			request.getSession().setAttribute("listener", bindings);
			request.getSession().setAttribute("listener", bindings);
		});
		assertThat(bindings.count).isOne();
	}

	@Test
	void replacedBindingListenerIsUnbound() throws Exception {
		Bindings before = new Bindings();
		Bindings after = new Bindings();
		get((request, response) -> {
			request.getSession().setAttribute("listener", before);
			request.getSession().setAttribute("listener", after);
		});
		assertThat(before.count).isZero();
		assertThat(after.count).isOne();
	}

	@Test
	void bindingListenerOfAnEarlierRequestHearsThatItIsUnbound() throws Exception {
		get((request, response) -> request.getSession().setAttribute("listener", new Bindings()));
		get((request, response) -> {
			Bindings bindings = (Bindings) request.getSession().getAttribute("listener");
			request.getSession().setAttribute("listener", "none");
			assertThat(bindings.count).isZero();
		});
	}

	@Test
	void attributeIsSetThoughItsBindingListenerFails() throws Exception {
		Bindings bindings = new Bindings();
		bindings.failing = true;
		get((request, response) -> request.getSession().setAttribute("listener", bindings));
		assertThat(bindings.count).isZero();
		get((request, response) -> assertThat(request.getSession().getAttribute("listener"))
			.isInstanceOf(Bindings.class));
	}

	@Test
	void attributeIsRemovedThoughItsBindingListenerFails() throws Exception {
		Bindings bindings = new Bindings();
		get((request, response) -> {
			request.getSession().setAttribute("listener", bindings);
			bindings.failing = true;
			request.getSession().removeAttribute("listener");
			assertThat(request.getSession().getAttribute("listener")).isNull();
		});
		assertThat(bindings.count).isOne();
	}

	// Errors of the store

	@Test
	void requestFailsWhenTheStoreIsDown() throws Exception {
		putInCart("a book");
		Browser unlucky = new Browser(new Sessions(new RecordingStore(new InMemorySessionStore() {

			@Override
			public synchronized @Nullable StoredSession find(Locator locator, Proof proof, Set<Partition> partitions) {
				throw new UnsupportedOperationException("down");
			}

		}).store()));
		unlucky.plant(this.kind, unknownId("A"));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> unlucky.get(this.channel, (request, response) -> request.getSession()));
	}

	private MockHttpServletResponse get(Browser.Page page) throws ServletException, IOException {
		return this.browser.get(this.channel, page);
	}

	private MockHttpServletResponse putInCart(String item) throws ServletException, IOException {
		return get((request, response) -> request.getSession().setAttribute("cart", item));
	}

	private void assertCart(String item) throws ServletException, IOException {
		get((request, response) -> {
			HttpSession session = request.getSession(false);
			assertThat(session).isNotNull();
			assertThat(session.getAttribute("cart")).isEqualTo(item);
		});
	}

	private void assertNewSession(HttpServletResponse response) {
		assertNewCookie(response, this.kind);
		assertThat(stored().record().side()).isEqualTo(SessionSide.of(this.channel));
	}

	private static void assertNewCookie(HttpServletResponse response, IdKind kind) {
		Cookie cookie = cookie(response, kind);
		assertThat(cookie.getMaxAge()).isEqualTo(-1);
		assertThat(cookie.getValue()).hasSize((kind == IdKind.SECURE) ? 96 : 54);
		assertThat(cookie.isHttpOnly()).isTrue();
		assertThat(cookie.getSecure()).isEqualTo(kind == IdKind.SECURE);
	}

	private String unknownId(String letter) {
		return letter.repeat((this.channel == Channel.SECURE) ? 96 : 54);
	}

	private static void assertNoSession(HttpServletResponse response) {
		assertThat(response.getHeaders(HttpHeaders.SET_COOKIE)).isEmpty();
	}

	private static HttpServletResponse behind(ServletResponse response) {
		ServletResponse behind = response;
		while (behind instanceof ServletResponseWrapper wrapper) {
			behind = wrapper.getResponse();
		}
		return (HttpServletResponse) behind;
	}

	private static Cookie cookie(HttpServletResponse response, IdKind kind) {
		MockHttpServletResponse mock = (MockHttpServletResponse) response;
		return Objects.requireNonNull(mock.getCookie(Browser.cookieName(kind)), "There is no such cookie");
	}

	private StoredSession stored() {
		Locator locator = Objects.requireNonNull(Locator.parse(this.browser.sessionId(this.kind)));
		return Objects.requireNonNull(this.store.find(locator, TestSessions.ALL));
	}

	private boolean isStored(HttpSession session) {
		Locator locator = Objects.requireNonNull(Locator.parse(session.getId()));
		boolean stored = this.store.find(locator, TestSessions.ALL) != null;
		this.recording.calls().remove(this.recording.calls().size() - 1);
		return stored;
	}

	/**
	 * What can't be done with a session that has ended.
	 */
	enum SessionUse {

		INVALIDATE(HttpSession::invalidate),

		GET_CREATION_TIME(HttpSession::getCreationTime),

		GET_LAST_ACCESSED_TIME(HttpSession::getLastAccessedTime),

		GET_ATTRIBUTE((session) -> session.getAttribute("cart")),

		GET_ATTRIBUTE_NAMES(HttpSession::getAttributeNames),

		SET_ATTRIBUTE((session) -> session.setAttribute("cart", "a book")),

		REMOVE_ATTRIBUTE((session) -> session.removeAttribute("cart")),

		IS_NEW(HttpSession::isNew);

		@SuppressWarnings("ImmutableEnumChecker") // a lambda without state
		private final Consumer<HttpSession> use;

		SessionUse(Consumer<HttpSession> use) {
			this.use = use;
		}

		void of(HttpSession session) {
			this.use.accept(session);
		}

	}

	private static final class Bindings implements HttpSessionBindingListener, Serializable {

		private static final long serialVersionUID = 1L;

		private int count;

		private boolean failing;

		@Override
		public void valueBound(HttpSessionBindingEvent event) {
			fail();
			this.count++;
		}

		@Override
		public void valueUnbound(HttpSessionBindingEvent event) {
			fail();
			this.count--;
		}

		private void fail() {
			if (this.failing) {
				throw new IllegalStateException("listener");
			}
		}

	}

}
