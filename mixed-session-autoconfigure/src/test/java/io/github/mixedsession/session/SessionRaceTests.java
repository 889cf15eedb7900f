package io.github.mixedsession.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;

import org.springframework.session.FindByIndexNameSessionRepository;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.MixedSession;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.store.contract.Concurrently;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What happens between a load and a compare-and-set.
 */
class SessionRaceTests {

	private final TestSite site = new TestSite();

	@Test
	void loserOfTwoStepUpsKeepsTheInsecureView() {
		TestBrowser victim = this.site.visitor();
		TestBrowser eavesdropper = victim.copy();
		this.site.store.beforeNextRotation(() -> {
			TestSessionRequest request = eavesdropper.https();
			request.load();
			request.finish();
		});
		TestSessionRequest request = victim.https();
		ViewedSession session = request.load();
		assertThat(session.getView()).isEqualTo(SessionView.INSECURE);
		assertThat(session.<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(request.finish().cookies).isEmpty();
		assertThat(this.site.events(SessionStepUpEvent.class)).hasSize(1);
	}

	@Test
	void changesBeforeALostStepUpAreKept() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest request = visitor.https().undecided();
		ViewedSession session = request.load();
		session.setAttribute("early", "bird");
		session.removeAttribute("cart");
		this.site.store.beforeNextRotation(() -> {
			TestSessionRequest other = parallel.https();
			other.load();
			other.finish();
		});
		request.stay();
		request.finish();
		ViewedSession after = parallel.https().load();
		assertThat(after.<String>getAttribute("early")).isEqualTo("bird");
		assertThat(after.<String>getAttribute("cart")).isNull();
	}

	@Test
	void changesBeforeAStepUpAreNotMergedIntoAnotherSession() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.http().load();
		TestBrowser other = this.site.visitor();
		TestBrowser mixed = visitor.copy();
		mixed.receive(other.cookie(IdKind.INSECURE));
		TestSessionRequest request = mixed.https().undecided();
		request.load().setAttribute("early", "bird");
		this.site.store.beforeNextRotation(() -> visitor.https().invalidate());
		request.stay();
		request.finish();
		assertThat(this.site.record(mixed).locator()).isNotNull();
		assertThat(mixed.https().load().<String>getAttribute("early")).isNull();
	}

	@Test
	void lostStepUpDropsOnlySecureValuesWhenTheWinnerLogsIn() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.http().load();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest request = parallel.https().undecided();
		ViewedSession session = request.load();
		session.setAttribute("payment.card", "4711");
		session.setAttribute("early", "bird");
		this.site.store.beforeNextRotation(() -> visitor.https().login("rob").finish());
		request.stay();
		assertThat(session.getView()).isEqualTo(SessionView.INSECURE);
		assertThat(session.<String>getAttribute("payment.card")).isNull();
		request.finish();
		ViewedSession after = visitor.https().load();
		assertThat(after.<String>getAttribute("payment.card")).isNull();
		assertThat(after.<String>getAttribute("early")).isEqualTo("bird");
	}

	@Test
	void eachOfTwoRacingStepDownsAsksTheListenersOnce() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser parallel = visitor.copy();
		this.site.store.beforeNextRotation(() -> parallel.http().load());
		TestSessionRequest request = visitor.http();
		assertThat(request.load().getView()).isEqualTo(SessionView.INSECURE);
		assertThat(request.cookies).isEmpty();
		assertThat(this.site.events(SessionStepDownEvent.class)).hasSize(2);
	}

	@Test
	void listenersChangeIsKeptWhenAnotherStepDownWins() {
		this.site.on(SessionStepDownEvent.class, (event) -> event.getSession().setAttribute("seen", "by listener"));
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser parallel = visitor.copy();
		this.site.store.beforeNextRotation(() -> parallel.http().load());
		TestSessionRequest request = visitor.http();
		request.load();
		request.finish();
		assertThat(visitor.https().load().<String>getAttribute("seen")).isEqualTo("by listener");
	}

	@Test
	void leavingSucceedsWhenTheInsecureIdRotatesMeanwhile() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser parallel = visitor.copy();
		this.site.store.beforeNextRotation(() -> {
			TestSessionRequest other = parallel.http();
			other.load();
			other.finish();
		});
		TestSessionRequest request = visitor.https();
		assertThat(request.leave()).isTrue();
		request.finish();
		assertThat(parallel.http().load().getSide()).isEqualTo(SessionSide.INSECURE);
	}

	@Test
	void arrivingRequestFindsNoSessionThatEndsMeanwhile() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser parallel = visitor.copy();
		this.site.store.beforeNextRotation(() -> parallel.http().invalidate());
		TestSessionRequest request = visitor.https();
		assertThat(request.find()).isNull();
		assertThat(request.finish().cookies).isEmpty();
	}

	@Test
	void loginKeepsTheSessionWhenTheInsecureIdRotatesMeanwhile() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.https().set("payment.card", "4711").finish();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest request = visitor.https();
		request.load();
		this.site.store.beforeNextRotation(() -> parallel.http().set("cart", "two mugs").finish());
		request.login("rob").finish();
		ViewedSession after = visitor.https().load();
		assertThat(after.<String>getAttribute("payment.card")).isEqualTo("4711");
		assertThat(after.<String>getAttribute("cart")).isEqualTo("two mugs");
		assertThat(after.<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
		assertThat(this.site.events(SessionDetachedEvent.class)).isEmpty();
	}

	@Test
	void loginIsRefusedWhenTheSecureIdRotatesMeanwhile() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest request = visitor.https();
		request.load();
		this.site.store.beforeNextRotation(() -> parallel.https().login("eve").finish());
		assertThatExceptionOfType(SecureAttributeException.class).isThrownBy(() -> request.login("rob"));
		assertThat(request.finish().cookies).isEmpty();
		assertThat(this.site.record(parallel).principalName()).isEqualTo("eve");
		assertThat(parallel.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME))
			.isEqualTo(TestSessionRequest.context("eve"));
	}

	@Test
	void loginIsRefusedWhenTheSessionStepsUpAgainMeanwhile() {
		TestBrowser visitor = this.site.secureVisitor();
		this.site.passGrace();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest request = visitor.https();
		request.load();
		this.site.store.beforeNextRotation(() -> {
			parallel.http().load();
			parallel.https().set("cart", "two mugs").finish();
		});
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(SecureAttributeException.class).isThrownBy(() -> request.login("rob"));
		}
		assertThat(request.finish().cookies).isEmpty();
		assertThat(parallel.https().load().<String>getAttribute("cart")).isEqualTo("two mugs");
		assertThat(this.site.events(SessionDetachedEvent.class)).isEmpty();
	}

	@Test
	void idChangeLosesNothingWhenTheSecureIdRotatesMeanwhile() {
		TestBrowser visitor = this.site.user("rob");
		visitor.https().set("payment.card", "4711").finish();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest request = visitor.https();
		ViewedSession session = request.load();
		session.setAttribute("early", "bird");
		this.site.store.beforeNextRotation(() -> {
			TestSessionRequest other = parallel.https();
			other.load().changeSessionId();
			other.set("cart", "two mugs").finish();
		});
		session.changeSessionId();
		assertThat(session.getView()).isEqualTo(SessionView.INSECURE);
		assertThat(session.getAttributeNames()).containsExactlyInAnyOrder("cart", "early");
		session.setAttribute("late", "bird");
		assertThat(request.finish().cookies).isEmpty();
		ViewedSession after = parallel.https().load();
		assertThat(after.<String>getAttribute("cart")).isEqualTo("two mugs");
		assertThat(after.<String>getAttribute("early")).isEqualTo("bird");
		assertThat(after.<String>getAttribute("late")).isEqualTo("bird");
		assertThat(after.<String>getAttribute("payment.card")).isEqualTo("4711");
		assertThat(after.<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
		assertThat(this.site.events(SessionDetachedEvent.class)).isEmpty();
	}

	@Test
	void idChangeKeepsSecureValuesWhenTheSecureIdRotatesMeanwhile() {
		TestBrowser visitor = this.site.user("rob");
		TestBrowser parallel = visitor.copy();
		TestSessionRequest request = visitor.https();
		ViewedSession session = request.load();
		session.setAttribute("payment.card", "4711");
		this.site.store.beforeNextRotation(() -> {
			TestSessionRequest other = parallel.https();
			other.load().changeSessionId();
			other.finish();
		});
		session.changeSessionId();
		assertThat(session.<String>getAttribute("payment.card")).isNull();
		request.finish();
		assertThat(parallel.https().load().<String>getAttribute("payment.card")).isEqualTo("4711");
	}

	@Test
	void loginOvertakenByAStepDownIsNotKept() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser fixating = visitor.copy();
		TestSessionRequest request = visitor.https();
		ViewedSession session = request.load();
		session.setAttribute("SPRING_SECURITY_CONTEXT", "rob");
		session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "rob");
		session.setAttribute("payment.card", "4711");
		this.site.store.beforeNextRotation(() -> {
			TestSessionRequest leaving = fixating.https();
			leaving.leave();
			leaving.finish();
		});
		session.changeSessionId();
		request.finish();
		TestSessionRequest after = fixating.https();
		ViewedSession stolen = after.load();
		after.finish();
		assertThat(stolen.<String>getAttribute("payment.card")).isEqualTo("4711");
		assertThat(stolen.<String>getAttribute("SPRING_SECURITY_CONTEXT")).isNull();
		assertThat(this.site.record(fixating).principalName()).isNull();
	}

	@Test
	void idChangeWithARetiredSecureIdKeepsSecureValues() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.http().load();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest other = visitor.https();
		other.load();
		other.finish();
		TestSessionRequest request = parallel.https();
		ViewedSession session = request.load();
		session.setAttribute("payment.card", "4711");
		session.changeSessionId();
		request.finish();
		assertThat(visitor.https().load().<String>getAttribute("payment.card")).isEqualTo("4711");
	}

	@Test
	void loginGetsASessionOfItsOwnWhenTheOldOneEndsMeanwhile() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest request = visitor.https();
		request.load();
		this.site.store.beforeNextRotation(() -> parallel.https().invalidate());
		request.login("rob").finish();
		assertThat(this.site.record(visitor).principalName()).isEqualTo("rob");
		assertThat(visitor.https().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void slowSaveLeavesTheParallelLoginAndItsIdsAlone() {
		TestBrowser visitor = this.site.user("rob");
		TestBrowser slow = visitor.copy();
		TestSessionRequest slowRequest = slow.https();
		ViewedSession slowSession = slowRequest.load();
		visitor.https().login("admin").finish();
		slowSession.setAttribute(SecurityState.SECURITY_CONTEXT_NAME, TestSessionRequest.context("rob"));
		slowSession.setAttribute("cart", "slow mug");
		slowRequest.finish();
		assertThat(this.site.record(visitor).principalName()).isEqualTo("admin");
		assertThat(this.site.record(visitor).secureId()).isEqualTo(visitor.id(IdKind.SECURE));
		ViewedSession after = visitor.https().load();
		assertThat(after.<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME))
			.isEqualTo(TestSessionRequest.context("admin"));
		assertThat(after.<String>getAttribute("cart")).isEqualTo("slow mug");
		assertThat(slowRequest.cookies).isEmpty();
	}

	@Test
	void slowSaveBringsNoLoginBackToARestartedSecureSide() {
		TestBrowser visitor = this.site.user("rob");
		TestBrowser slow = visitor.copy();
		TestSessionRequest slowRequest = slow.https();
		ViewedSession slowSession = slowRequest.load();
		this.site.pass(TestSite.SETTINGS.secureIdle().plus(TestSite.SETTINGS.writeInterval()));
		TestSessionRequest restart = visitor.https();
		restart.load();
		restart.finish();
		slowSession.setAttribute(SecurityState.SECURITY_CONTEXT_NAME, TestSessionRequest.context("rob"));
		slowRequest.finish();
		assertThat(this.site.record(visitor).principalName()).isNull();
		assertThat(visitor.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNull();
	}

	@Test
	void stepUpListenerGetsTheSameSessionAsTheRequest() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.https();
		List<MixedSession> seen = new ArrayList<>();
		this.site.on(SessionStepUpEvent.class, (event) -> {
			ViewedSession session = request.load();
			session.setAttribute("seen", "by listener");
			seen.add(session);
		});
		ViewedSession session = request.load();
		assertThat(seen).singleElement().isSameAs(session);
		request.finish();
		assertThat(visitor.https().load().<String>getAttribute("seen")).isEqualTo("by listener");
	}

	@Test
	void stepDownListenerGetsTheSameSessionAsTheRequest() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.http();
		List<MixedSession> seen = new ArrayList<>();
		this.site.on(SessionStepDownEvent.class, (event) -> seen.add(request.load()));
		assertThat(request.load()).isSameAs(seen.get(0));
		assertThat(seen).hasSize(1);
	}

	@Test
	void exactlyOneOfManyParallelStepUpsWins() throws Exception {
		for (int round = 0; round < 20; round++) {
			TestSite racing = new TestSite();
			TestBrowser visitor = racing.visitor();
			List<PresentedId> before = visitor.presented(IdKind.INSECURE);
			List<TestSessionRequest> requests = Concurrently.run(4, (i) -> (Callable<TestSessionRequest>) () -> {
				TestSessionRequest request = new TestSessionRequest(racing, new TestBrowser(racing), Channel.SECURE,
						new PresentedIds(before, List.of()));
				assertThat(request.load().<String>getAttribute("cart")).isEqualTo("mug");
				request.save();
				return request;
			});
			assertThat(requests).filteredOn((request) -> !request.cookies.isEmpty()).hasSize(1);
		}
	}

	@Test
	void slowInvalidationOverHttpDoesNotEndALaterLogin() {
		TestBrowser victim = this.site.visitor();
		TestSessionRequest slow = victim.copy().http();
		slow.load();
		victim.https().login("rob").finish();
		slow.invalidate();
		slow.finish();
		assertThat(victim.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
	}

	@Test
	void timeoutCannotBeSetOverHttpWhenASecureSideExists() {
		TestBrowser victim = this.site.visitor();
		victim.https().login("rob").finish();
		TestSessionRequest request = victim.http();
		Duration before = request.load().getMaxInactiveInterval();
		request.load().setMaxInactiveInterval(Duration.ofSeconds(1));
		request.finish();
		assertThat(victim.https().load().getMaxInactiveInterval()).isEqualTo(before);
	}

	@Test
	void stayingRequestShowsNothingOfASessionThatEndedMeanwhile() {
		TestBrowser victim = this.site.user("rob");
		victim.http().load();
		TestBrowser parallel = victim.copy();
		TestSessionRequest request = victim.https().undecided();
		ViewedSession session = request.load();
		parallel.https().invalidate();
		request.stay();
		assertThat(session.<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNull();
		assertThat(request.find()).isNull();
	}

	@Test
	void nextTryAfterALostAnswerWaitsUntilThatWasSentAndHadItsTime() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest winner = visitor.copy().https();
		winner.login("rob");
		tryToLogIn(visitor);
		pass(Duration.ofSeconds(5));
		assertThat(tryToLogIn(visitor).cookies).as("not sent yet").isEmpty();
		winner.lose();
		pass(Duration.ofSeconds(2));
		assertThat(tryToLogIn(visitor).cookies).as("on its way").isEmpty();
		pass(Duration.ofSeconds(1));
		assertThat(tryToLogIn(visitor).cookies).containsKey(IdKind.SECURE);
	}

	@Test
	void answerWhoseIdSomebodyHasPresentedWasNotLost() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser other = visitor.copy();
		other.https().login("rob").finish();
		tryToLogIn(visitor);
		this.site.confirm(other);
		pass(Duration.ofSeconds(5));
		assertThat(tryToLogIn(visitor).cookies).isEmpty();
	}

	private static TestSessionRequest tryToLogIn(TestBrowser visitor) {
		TestSessionRequest request = visitor.https();
		request.form = true;
		return request.login("rob").finish();
	}

	private void pass(Duration time) {
		this.site.pass(time);
	}

	/**
	 * A login whose context is not stored yet is no reason to end the session that
	 * another tab has emptied.
	 */
	@Test
	void emptiedSessionStaysWhileALoginIsOnItsWay() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest tab = visitor.copy().https();
		tab.load().removeAttribute("cart");
		TestSessionRequest login = visitor.https();
		login.load().changeSessionId();
		tab.finish();
		login.load().setAttribute(SecurityState.SECURITY_CONTEXT_NAME, TestSessionRequest.context("rob"));
		login.finish();
		assertThat(visitor.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
	}

	/**
	 * A login that has to look again knows no more of what the browser holds by then.
	 */
	@Test
	void loginThatLooksAgainConfirmsOnlyTheIdItWasShown() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest down = visitor.http();
		down.load();
		down.finish();
		TestBrowser tab = visitor.copy();
		TestSessionRequest login = visitor.https().undecided();
		login.load();
		this.site.store.beforeNextRotation(() -> {
			TestSessionRequest other = tab.http();
			other.load().changeSessionId();
			other.lose();
		});
		login.login("rob");
		login.lose();
		assertThat(tab.http().find()).isNotNull();
		this.site.passGrace();
		assertThat(tab.http().find()).as("nobody has shown its successor").isNotNull();
	}

	@Test
	void intervalSetOverHttpIsIgnoredWhenAUserLogsInMeanwhile() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest slow = visitor.copy().http();
		ViewedSession session = slow.load();
		visitor.https().login("rob").finish();
		session.setMaxInactiveInterval(Duration.ofSeconds(1));
		slow.finish();
		assertThat(this.site.record(visitor).maxInactiveInterval()).isEqualTo(TestSite.SETTINGS.timeout());
	}

}
