package io.github.mixedsession.springsession;

import java.security.Principal;
import java.time.Duration;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Objects;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.session.ViewedSession;
import io.github.mixedsession.store.InMemorySessionStore;
import io.github.mixedsession.store.contract.TestSessions;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.authentication.session.ConcurrentSessionControlAuthenticationStrategy;
import org.springframework.security.web.session.ConcurrentSessionFilter;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What Spring Security's session registry may expect of our repository: a user with two
 * devices, looked at from different places.
 */
class SessionRegistryTests {

	private static final String EXPIRED = "org.springframework.session.security."
			+ "SpringSessionBackedSessionInformation.EXPIRED";

	private static final User ANN = new User("ann", "secret", AuthorityUtils.NO_AUTHORITIES);

	private final Sessions sessions = new Sessions(new InMemorySessionStore());

	private final SpringSessionBackedSessionRegistry<ViewedSession> registry = new SpringSessionBackedSessionRegistry<>(
			this.sessions.repository);

	private final Browser phone = new Browser(this.sessions);

	private final Browser laptop = new Browser(this.sessions);

	private final Browser stranger = new Browser(this.sessions);

	@BeforeEach
	void logInOnTwoDevices() throws Exception {
		logIn(this.phone, "ann");
		this.sessions.clock.advance(Duration.ofMinutes(5));
		logIn(this.laptop, "ann");
		logIn(this.stranger, "bob");
	}

	@ParameterizedTest
	@EnumSource
	void getSessionInformationTellsUserAndLastRequest(Place place) throws Exception {
		Date phoneUsed = Date.from(this.sessions.clock.instant().minus(Duration.ofMinutes(5)));
		from(place, () -> {
			SessionInformation information = informationOn(this.phone);
			assertThat(information.getSessionId()).isEqualTo(id(this.phone));
			assertThat(information.getPrincipal()).isEqualTo("ann");
			assertThat(information.getLastRequest()).isEqualTo(phoneUsed);
			assertThat(information.isExpired()).isFalse();
			assertThat(informationOn(this.laptop).getLastRequest()).isEqualTo(Date.from(this.sessions.clock.instant()));
			assertThat(informationOn(this.stranger).getPrincipal()).isEqualTo("bob");
		});
	}

	@ParameterizedTest
	@EnumSource
	void onlyTheMarkedSessionIsExpired(Place place) throws Exception {
		informationOn(this.phone).expireNow();
		from(place, () -> {
			SessionInformation information = informationOn(this.phone);
			assertThat(information.getSessionId()).isEqualTo(id(this.phone));
			assertThat(information.getPrincipal()).isEqualTo("ann");
			assertThat(information.isExpired()).isTrue();
			assertThat(informationOn(this.laptop).isExpired()).isFalse();
		});
	}

	@ParameterizedTest
	@EnumSource
	void unknownIdHasNoSessionInformation(Place place) throws Exception {
		from(place, () -> {
			assertThat(this.registry.getSessionInformation("not a session id")).isNull();
			assertThat(this.registry.getSessionInformation(TestSessions.newLocator().handle(0))).isNull();
		});
	}

	@ParameterizedTest
	@EnumSource
	void sessionThatTimedOutHasNoSessionInformation(Place place) throws Exception {
		String id = id(this.phone);
		this.sessions.clock.advance(Duration.ofMinutes(40));
		from(place, () -> assertThat(this.registry.getSessionInformation(id)).isNull());
	}

	@Test
	void getSessionInformationWorksForTheRequestsOwnSession() throws Exception {
		this.phone.get(Channel.SECURE, (request, response) -> {
			SessionInformation information = Objects
				.requireNonNull(this.registry.getSessionInformation(request.getSession().getId()));
			assertThat(information.getPrincipal()).isEqualTo("ann");
			assertThat(information.getLastRequest()).isEqualTo(Date.from(this.sessions.clock.instant()));
			assertThat(information.isExpired()).isFalse();
		});
	}

	@ParameterizedTest
	@EnumSource
	void getAllSessionsKnowsEveryFormOfPrincipal(Place place) throws Exception {
		AuthenticatedPrincipal authenticated = () -> "ann";
		Principal principal = () -> "ann";
		from(place, () -> {
			for (Object ann : List.of(ANN, authenticated, principal, "ann")) {
				assertThat(ids(this.registry.getAllSessions(ann, true))).containsExactlyInAnyOrder(id(this.phone),
						id(this.laptop));
			}
			assertThat(this.registry.getAllSessions("ann", true)).extracting(SessionInformation::getPrincipal)
				.containsOnly("ann");
			assertThat(this.registry.getAllSessions("carl", true)).isEmpty();
		});
	}

	@ParameterizedTest
	@EnumSource
	void getAllSessionsCanLeaveOutTheExpired(Place place) throws Exception {
		informationOn(this.phone).expireNow();
		from(place, () -> {
			assertThat(ids(this.registry.getAllSessions(ANN, false))).containsExactly(id(this.laptop));
			assertThat(ids(this.registry.getAllSessions(ANN, true))).containsExactlyInAnyOrder(id(this.phone),
					id(this.laptop));
			assertThat(this.registry.getAllSessions(ANN, true)).filteredOn(SessionInformation::isExpired)
				.extracting(SessionInformation::getSessionId)
				.containsExactly(id(this.phone));
		});
	}

	@ParameterizedTest
	@EnumSource
	void expireNowMarksTheSessionForItsNextRequest(Place place) throws Exception {
		from(place, () -> {
			SessionInformation information = informationOn(this.phone);
			information.expireNow();
			assertThat(information.isExpired()).isTrue();
		});
		this.phone.get(Channel.SECURE, (request, response) -> {
			assertThat(request.getSession().getAttribute(EXPIRED)).isEqualTo(true);
			assertThat(request.getSession().getAttribute("cart")).isEqualTo("a book");
		});
		this.laptop.get(Channel.SECURE,
				(request, response) -> assertThat(request.getSession().getAttribute(EXPIRED)).isNull());
	}

	@ParameterizedTest
	@EnumSource
	void expireNowDoesNotBringBackASessionThatIsGone(Place place) throws Exception {
		String id = id(this.phone);
		SessionInformation information = informationOn(this.phone);
		this.phone.get(Channel.SECURE, (request, response) -> request.getSession().invalidate());
		from(place, information::expireNow);
		assertThat(information.isExpired()).isTrue();
		assertThat(this.sessions.exists(id)).isFalse();
	}

	@Test
	void expireNowEndsTheSessionAtItsNextRequest() throws Exception {
		String id = id(this.phone);
		from(Place.HTTPS_REQUEST, () -> informationOn(this.phone).expireNow());
		ConcurrentSessionFilter filter = new ConcurrentSessionFilter(this.registry,
				(event) -> event.getResponse().sendError(401));
		MockHttpServletResponse refused = this.phone.get(Channel.SECURE,
				(request, response) -> filter.doFilter(request, response, (filtered, ignored) -> {
					throw new IllegalStateException("An expired session reached its page");
				}));
		assertThat(refused.getStatus()).isEqualTo(401);
		assertThat(this.sessions.exists(id)).isFalse();
		assertThat(ids(this.registry.getAllSessions(ANN, true))).containsExactly(id(this.laptop));
		MockHttpServletResponse served = this.laptop.get(Channel.SECURE,
				(request, response) -> filter.doFilter(request, response,
						(filtered, ignored) -> ((HttpServletRequest) filtered).getSession().setAttribute("cart", "")));
		assertThat(served.getStatus()).isEqualTo(200);
	}

	@Test
	void concurrentSessionControlExpiresTheOldestSession() throws Exception {
		ConcurrentSessionControlAuthenticationStrategy control = new ConcurrentSessionControlAuthenticationStrategy(
				this.registry);
		control.setMaximumSessions(2);
		Browser tablet = new Browser(this.sessions);
		tablet.get(Channel.SECURE,
				(request, response) -> control.onAuthentication(
						UsernamePasswordAuthenticationToken.authenticated(ANN, null, ANN.getAuthorities()), request,
						response));
		logIn(tablet, "ann");
		assertThat(ids(this.registry.getAllSessions(ANN, false))).containsExactlyInAnyOrder(id(this.laptop),
				id(tablet));
		assertThat(informationOn(this.phone).isExpired()).isTrue();
	}

	@Test
	void overHttpNobodyIsFoundByName() throws Exception {
		Browser visitor = new Browser(this.sessions);
		visitor.get(Channel.INSECURE, (request, response) -> {
			assertThat(this.registry.getAllSessions(ANN, true)).isEmpty();
			assertThat(this.registry.getAllSessions("ann", false)).isEmpty();
		});
	}

	@Test
	void overHttpAnIdTellsNoNameAndExpiresNobody() throws Exception {
		Browser visitor = new Browser(this.sessions);
		visitor.get(Channel.INSECURE, (request, response) -> {
			SessionInformation information = informationOn(this.phone);
			assertThat(information.getPrincipal()).isEqualTo("");
			assertThatExceptionOfType(SecureAttributeException.class).isThrownBy(information::expireNow);
		});
		assertThat(informationOn(this.phone).isExpired()).isFalse();
	}

	private static void logIn(Browser browser, String name) throws Exception {
		browser.get(Channel.SECURE, (request, response) -> {
			request.getSession().setAttribute("cart", "a book");
			request.changeSessionId();
			request.getSession().setAttribute(Sessions.SECURITY_CONTEXT, Sessions.loggedIn(name));
		});
	}

	private SessionInformation informationOn(Browser browser) {
		return Objects.requireNonNull(this.registry.getSessionInformation(id(browser)), "There is no such session");
	}

	private static String id(Browser browser) {
		return browser.sessionId(IdKind.SECURE);
	}

	private static List<String> ids(Collection<SessionInformation> information) {
		return information.stream().map(SessionInformation::getSessionId).toList();
	}

	private void from(Place place, Runnable action) throws Exception {
		switch (place) {
			case OFF_REQUEST -> action.run();
			case HTTPS_REQUEST -> new Browser(this.sessions).get(Channel.SECURE, (request, response) -> action.run());
			case HTTPS_REQUEST_WITH_SESSION -> this.stranger.get(Channel.SECURE, (request, response) -> {
				assertThat(request.getSession()).isNotNull();
				action.run();
			});
		}
	}

	/**
	 * Where somebody administers sessions from.
	 */
	enum Place {

		OFF_REQUEST, HTTPS_REQUEST, HTTPS_REQUEST_WITH_SESSION

	}

}
