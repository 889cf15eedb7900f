package io.github.mixedsession.session;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.CrossingCause;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each row of the protocol's table, from the arrival of a request to what it delivers.
 */
class SessionProtocolTests {

	private final TestSite site = new TestSite();

	@Test
	void insecureSessionOverHttpHasTheInsecureViewAndKeepsItsId() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		ViewedSession session = request.load();
		assertThat(session.getView()).isEqualTo(SessionView.INSECURE);
		assertThat(session.getSide()).isEqualTo(SessionSide.INSECURE);
		assertThat(session.<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(request.finish().cookies).isEmpty();
	}

	@Test
	void arrivalOverHttpStepsDownAndReplacesTheInsecureIdOnly() {
		TestBrowser visitor = this.site.secureVisitor();
		IdHash insecureId = visitor.id(IdKind.INSECURE);
		IdHash secureId = visitor.id(IdKind.SECURE);
		TestSessionRequest request = visitor.http();
		ViewedSession session = request.load();
		assertThat(session.getView()).isEqualTo(SessionView.INSECURE);
		assertThat(session.getSide()).isEqualTo(SessionSide.INSECURE);
		assertThat(session.<String>getAttribute("cart")).isEqualTo("mug");
		request.finish();
		assertThat(request.cookies).containsOnlyKeys(IdKind.INSECURE);
		assertThat(visitor.id(IdKind.INSECURE)).isNotEqualTo(insecureId);
		assertThat(visitor.id(IdKind.SECURE)).isEqualTo(secureId);
		assertThat(this.site.record(visitor).side()).isEqualTo(SessionSide.INSECURE);
		assertThat(this.site.events(SessionStepDownEvent.class)).singleElement().satisfies((event) -> {
			assertThat(event.getPath()).isEqualTo("/page");
			assertThat(event.getCause()).isEqualTo(CrossingCause.ARRIVAL);
		});
	}

	@Test
	void sessionThatStaysSecureRefusesAnArrivalOverHttp() {
		TestSite staying = TestSite.stayingSecure();
		TestBrowser visitor = staying.secureVisitor();
		TestSessionRequest request = visitor.http();
		assertThatExceptionOfType(StepDownRefusedException.class).isThrownBy(request::load);
		assertThat(request.finish().cookies).isEmpty();
		assertThat(staying.record(visitor).side()).isEqualTo(SessionSide.SECURE);
		assertThat(staying.events(SessionStepDownEvent.class)).isEmpty();
	}

	@Test
	void vetoedStepDownRefusesEveryLookUpAndAsksOnce() {
		this.site.on(SessionStepDownEvent.class, SessionStepDownEvent::veto);
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.http();
		assertThatExceptionOfType(StepDownRefusedException.class).isThrownBy(request::load);
		assertThatExceptionOfType(StepDownRefusedException.class).isThrownBy(request::load);
		assertThat(request.finish().cookies).isEmpty();
		assertThat(this.site.record(visitor).side()).isEqualTo(SessionSide.SECURE);
		assertThat(this.site.events(SessionStepDownEvent.class)).hasSize(1);
	}

	@Test
	void secureSessionOverHttpsHasTheSecureViewAndKeepsItsIds() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.https();
		assertThat(request.load().getView()).isEqualTo(SessionView.SECURE);
		assertThat(request.finish().cookies).isEmpty();
	}

	@Test
	void secureIdOfASteppedDownSessionStepsUpAndReplacesBothIds() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.https().set("payment.card", "4711").finish();
		visitor.http().set("cart", "two mugs").finish();
		this.site.events.clear();
		IdHash insecureId = visitor.id(IdKind.INSECURE);
		IdHash secureId = visitor.id(IdKind.SECURE);
		TestSessionRequest request = visitor.https();
		ViewedSession session = request.load();
		assertThat(session.getView()).isEqualTo(SessionView.SECURE);
		assertThat(session.getSide()).isEqualTo(SessionSide.SECURE);
		assertThat(session.<String>getAttribute("cart")).isEqualTo("two mugs");
		assertThat(session.<String>getAttribute("payment.card")).isEqualTo("4711");
		request.finish();
		assertThat(visitor.id(IdKind.INSECURE)).isNotEqualTo(insecureId);
		assertThat(visitor.id(IdKind.SECURE)).isNotEqualTo(secureId);
		assertThat(session.getId()).isEqualTo(visitor.handle());
		assertThat(this.site.events(SessionStepUpEvent.class)).singleElement()
			.extracting(SessionStepUpEvent::getSession)
			.isSameAs(session);
	}

	@Test
	void sessionWithoutASecureIdStepsUpOverHttps() {
		TestBrowser visitor = this.site.visitor();
		IdHash insecureId = visitor.id(IdKind.INSECURE);
		TestSessionRequest request = visitor.https();
		ViewedSession session = request.load();
		assertThat(session.getView()).isEqualTo(SessionView.SECURE);
		assertThat(session.<String>getAttribute("cart")).isEqualTo("mug");
		request.finish();
		assertThat(request.cookies).containsOnlyKeys(IdKind.INSECURE, IdKind.SECURE);
		assertThat(visitor.id(IdKind.INSECURE)).isNotEqualTo(insecureId);
		assertThat(this.site.record(visitor).secureId()).isEqualTo(visitor.id(IdKind.SECURE));
		assertThat(this.site.events(SessionStepUpEvent.class)).hasSize(1);
	}

	@Test
	void insecureIdOfABoundSessionCopiesSharedAttributesOverHttps() {
		TestBrowser victim = this.site.secureVisitor();
		victim.https().set("payment.card", "4711").finish();
		TestBrowser eavesdropper = victim.eavesdropper();
		TestSessionRequest request = eavesdropper.https();
		ViewedSession session = request.load();
		assertThat(session.getView()).isEqualTo(SessionView.SECURE);
		assertThat(session.getAttributeNames()).containsExactly("cart");
		request.set("note", "mine").finish();
		assertThat(request.cookies).containsOnlyKeys(IdKind.INSECURE, IdKind.SECURE);
		assertThat(this.site.record(eavesdropper).locator()).isNotEqualTo(this.site.record(victim).locator());
		assertThat(this.site.record(victim).side()).isEqualTo(SessionSide.SECURE);
		assertThat(this.site.events(SessionDetachedEvent.class)).singleElement().satisfies((event) -> {
			assertThat(event.getOriginalId()).isEqualTo(victim.handle());
			assertThat(event.getSession()).isSameAs(session);
		});
	}

	@Test
	void leavingStepsDownAndReplacesBothIds() {
		TestBrowser visitor = this.site.secureVisitor();
		IdHash insecureId = visitor.id(IdKind.INSECURE);
		IdHash secureId = visitor.id(IdKind.SECURE);
		TestSessionRequest request = visitor.https();
		assertThat(request.leave()).isTrue();
		request.finish();
		assertThat(visitor.id(IdKind.INSECURE)).isNotEqualTo(insecureId);
		assertThat(visitor.id(IdKind.SECURE)).isNotEqualTo(secureId);
		assertThat(this.site.record(visitor).side()).isEqualTo(SessionSide.INSECURE);
		assertThat(this.site.events(SessionStepDownEvent.class)).singleElement()
			.extracting(SessionStepDownEvent::getCause)
			.isEqualTo(CrossingCause.RULE);
	}

	@Test
	void leavingHttpsASecondTimeChangesNothing() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest first = visitor.https();
		first.leave();
		first.finish();
		TestSessionRequest second = visitor.https();
		assertThat(second.leave()).isTrue();
		assertThat(second.finish().cookies).isEmpty();
		assertThat(this.site.events(SessionStepDownEvent.class)).hasSize(1);
		assertThat(this.site.events(SessionStepUpEvent.class)).isEmpty();
	}

	@Test
	void leavingWithASessionThatNeverSteppedUpChangesNothing() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.https();
		assertThat(request.leave()).isTrue();
		assertThat(request.finish().cookies).isEmpty();
		assertThat(this.site.record(visitor).secureId()).isNull();
	}

	@Test
	void leavingWithABoundSessionsInsecureIdChangesNothing() {
		TestBrowser eavesdropper = this.site.secureVisitor().eavesdropper();
		TestSessionRequest request = eavesdropper.https();
		assertThat(request.leave()).isTrue();
		assertThat(request.finish().cookies).isEmpty();
		assertThat(this.site.events).isEmpty();
	}

	@Test
	void sessionStaysSecureWhenItsLeavingIsVetoed() {
		this.site.on(SessionStepDownEvent.class, SessionStepDownEvent::veto);
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.https();
		assertThat(request.leave()).isFalse();
		request.stay();
		assertThat(request.load().getView()).isEqualTo(SessionView.SECURE);
		assertThat(request.finish().cookies).isEmpty();
		assertThat(this.site.record(visitor).side()).isEqualTo(SessionSide.SECURE);
	}

	@Test
	void sessionThatStaysSecureDoesNotLeaveHttps() {
		TestSite staying = TestSite.stayingSecure();
		assertThat(staying.secureVisitor().https().leave()).isFalse();
	}

	@Test
	void leavingWithoutASessionRedirects() {
		assertThat(this.site.browser().https().leave()).isTrue();
	}

	@Test
	void retiredInsecureIdOverHttpGetsInsecureViewAndNoIds() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser eavesdropper = visitor.copy();
		TestSessionRequest stepUp = visitor.https();
		stepUp.load();
		stepUp.finish();
		TestSessionRequest request = eavesdropper.http();
		ViewedSession session = request.load();
		assertThat(session.getView()).isEqualTo(SessionView.INSECURE);
		assertThat(session.<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(request.finish().cookies).isEmpty();
		assertThat(this.site.record(visitor).side()).isEqualTo(SessionSide.SECURE);
	}

	@Test
	void retiredInsecureIdHasInsecureViewUntilItsFirstSecureWrite() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser loser = visitor.copy();
		TestSessionRequest stepUp = visitor.https();
		stepUp.load();
		stepUp.finish();
		TestSessionRequest request = loser.https();
		ViewedSession session = request.load();
		assertThat(session.getView()).isEqualTo(SessionView.INSECURE);
		assertThat(request.cookies).isEmpty();
		session.setAttribute("payment.card", "0815");
		assertThat(session.getView()).isEqualTo(SessionView.SECURE);
		request.finish();
		assertThat(this.site.record(loser).locator()).isNotEqualTo(this.site.record(visitor).locator());
		assertThat(visitor.https().load().getAttributeNames()).containsExactly("cart");
		assertThat(loser.https().load().getAttributeNames()).containsExactlyInAnyOrder("cart", "payment.card");
		assertThat(this.site.events(SessionDetachedEvent.class)).hasSize(1);
	}

	@Test
	void loginWithARetiredInsecureIdGetsASessionOfItsOwn() {
		TestBrowser eavesdropper = this.site.visitor();
		TestBrowser victim = eavesdropper.copy();
		TestSessionRequest stepUp = eavesdropper.https();
		stepUp.load();
		stepUp.finish();
		victim.https().login("rob").finish();
		assertThat(eavesdropper.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNull();
		assertThat(victim.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
		assertThat(victim.http().load().<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(this.site.record(eavesdropper).principalName()).isNull();
	}

	@Test
	void retiredSecureIdOverHttpsGetsSecureViewAndNoIds() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.https().set("payment.card", "4711").finish();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest leaving = visitor.https();
		leaving.leave();
		leaving.finish();
		TestSessionRequest request = parallel.https();
		assertThat(request.load().<String>getAttribute("payment.card")).isEqualTo("4711");
		assertThat(request.finish().cookies).isEmpty();
	}

	@Test
	void unknownIdFindsNoSessionAndIsNotAdopted() {
		TestBrowser browser = this.site.browser();
		browser.receive(TestBrowser.unknownId(IdKind.INSECURE));
		browser.receive(TestBrowser.unknownId(IdKind.SECURE));
		IdHash planted = browser.id(IdKind.INSECURE);
		assertThat(browser.http().find()).isNull();
		assertThat(browser.https().find()).isNull();
		browser.http().set("cart", "mug").finish();
		assertThat(browser.id(IdKind.INSECURE)).isNotEqualTo(planted);
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).isEmpty();
	}

	@Test
	void headOfASecureIdFindsNoSessionAsAnInsecureId() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser attacker = this.site.browser();
		String head = visitor.cookie(IdKind.SECURE).reveal().substring(0, 54);
		SessionCredential crossed = SessionCredential.parse(IdKind.INSECURE, head);
		attacker.receive(crossed);
		assertThat(attacker.http().find()).isNull();
		assertThat(attacker.https().find()).isNull();
	}

	@Test
	void loadBeforeTheRulesDecideRotatesNoIds() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.https().undecided();
		assertThat(request.load().getView()).isEqualTo(SessionView.INSECURE);
		assertThat(request.cookies).isEmpty();
		assertThat(this.site.events(SessionStepUpEvent.class)).isEmpty();
		assertThat(this.site.record(visitor).secureId()).isNull();
	}

	@Test
	void stayingAfterALoadRotatesTheIdsAndKeepsWhatWasSet() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.https().undecided();
		ViewedSession session = request.load();
		session.setAttribute("early", "bird");
		request.stay();
		assertThat(session.getView()).isEqualTo(SessionView.SECURE);
		request.finish();
		assertThat(request.cookies).containsOnlyKeys(IdKind.INSECURE, IdKind.SECURE);
		assertThat(visitor.https().load().<String>getAttribute("early")).isEqualTo("bird");
	}

	@Test
	void idsAreRotatedOnceWhenTheRequestStaysTwice() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.https().undecided();
		request.load();
		request.stay();
		Map<IdKind, SessionCredential> cookies = Map.copyOf(request.cookies);
		request.stay();
		assertThat(request.cookies).isEqualTo(cookies);
		assertThat(this.site.events(SessionStepUpEvent.class)).hasSize(1);
	}

	@Test
	void vetoedStepDownAfterALoadRefusesAndStoresNothing() {
		this.site.on(SessionStepDownEvent.class, SessionStepDownEvent::veto);
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.http().undecided();
		request.load().setAttribute("cart", "changed");
		assertThatExceptionOfType(StepDownRefusedException.class).isThrownBy(request::stay);
		assertThatExceptionOfType(StepDownRefusedException.class).isThrownBy(request::load);
		request.finish();
		assertThat(visitor.https().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void stepDownIsStillRefusedAfterAnIdChangeBeforeTheRules() {
		TestSite staying = TestSite.stayingSecure();
		TestBrowser visitor = staying.secureVisitor();
		TestSessionRequest request = visitor.http().undecided();
		request.load().changeSessionId();
		assertThatExceptionOfType(StepDownRefusedException.class).isThrownBy(request::stay);
	}

	@Test
	void leavingAfterALoadStepsDownAndKeepsWhatWasSet() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.https().undecided();
		request.load().setAttribute("early", "bird");
		assertThat(request.leave()).isTrue();
		request.finish();
		assertThat(visitor.http().load().<String>getAttribute("early")).isEqualTo("bird");
		assertThat(this.site.record(visitor).side()).isEqualTo(SessionSide.INSECURE);
	}

	@Test
	void arrivalRotatesNoIdsOnceTheResponseIsCommitted() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.https();
		request.commit();
		assertThat(request.load().getView()).isEqualTo(SessionView.INSECURE);
		assertThat(request.cookies).isEmpty();
		assertThat(this.site.record(visitor).secureId()).isNull();
	}

	/**
	 * Somebody has planted it, and the answers with better ones take their time.
	 */
	@Test
	void manyRequestsBesideAForeignInsecureIdWriteLittleAndLeaveOneThatHttpKnows() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.receive(TestBrowser.unknownId(IdKind.INSECURE));
		List<TestSessionRequest> requests = IntStream.range(0, 12).mapToObj((i) -> visitor.https()).toList();
		this.site.store.idUpdates = 0;
		requests.forEach(TestSessionRequest::load);
		assertThat(this.site.store.idUpdates).isLessThanOrEqualTo(SessionIds.REMEMBERED / 2);
		for (int i = requests.size() - 1; i >= 0; i--) {
			requests.get(i).finish();
		}
		assertThat(visitor.http().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void safeRequestsWithForeignInsecureIdsWriteABoundedNumberOfTimes() {
		TestBrowser visitor = this.site.secureVisitor();
		this.site.store.idUpdates = 0;
		for (int i = 0; i < 100; i++) {
			visitor.receive(TestBrowser.unknownId(IdKind.INSECURE));
			TestSessionRequest request = visitor.https();
			request.load();
			request.finish();
		}
		assertThat(this.site.store.idUpdates).isLessThanOrEqualTo(SessionIds.REMEMBERED / 2);
	}

	@Test
	void listenerThatSetsSomethingAsACopyIsMadeSetsItThere() {
		TestSite secure = TestSite.defaultingToSecure();
		TestBrowser victim = secure.user("rob");
		String handle = victim.handle();
		secure.on(SessionStepDownEvent.class, (event) -> event.getSession().setAttribute("crossed", "yes"));
		TestSessionRequest request = victim.eavesdropper().https();
		ViewedSession copy = request.getOrCreate();
		copy.setAttribute("cart", "cup");
		assertThat(copy.<String>getAttribute("crossed")).isEqualTo("yes");
		request.finish();
		assertThat(secure.events(SessionDetachedEvent.class)).singleElement()
			.extracting(SessionDetachedEvent::getOriginalId)
			.isEqualTo(handle);
	}

	@Test
	void redirectAloneConfirmsTheIdsThatItShows() {
		TestBrowser visitor = this.site.secureVisitor();
		for (int i = 0; i < 2; i++) {
			TestSessionRequest leaving = visitor.https().undecided();
			leaving.load();
			assertThat(leaving.leave()).isTrue();
			leaving.finish();
		}
		assertThat(this.site.record(visitor).ids().isUnconfirmed(IdKind.SECURE)).isFalse();
	}

}
