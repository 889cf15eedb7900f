package io.github.mixedsession.session;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.IgnoredIdReason;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionConflictEvent;
import io.github.mixedsession.SessionIdIgnoredEvent;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.id.SessionCredential;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cookies of several sessions, and several cookies of a name (invariant 8, attacks 5, 6,
 * 9 and 33).
 */
class PresentedCookiesTests {

	private final TestSite site = new TestSite();

	private TestSessionRequest request(TestBrowser browser, Channel channel, List<PresentedId> insecure,
			List<PresentedId> secure) {
		return new TestSessionRequest(this.site, browser, channel, new PresentedIds(insecure, secure));
	}

	private static List<PresentedId> both(TestBrowser one, TestBrowser other) {
		return List.of(one.presented(IdKind.INSECURE).get(0), other.presented(IdKind.INSECURE).get(0));
	}

	private List<PresentedId> unknown(int count) {
		List<PresentedId> ids = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			ids.add(TestBrowser.unknownId(IdKind.INSECURE).presented());
		}
		return ids;
	}

	@Test
	void secureCookieWinsAndAnotherSessionsInsecureOneIsReplaced() {
		TestBrowser victim = this.site.secureVisitor();
		TestBrowser attacker = this.site.visitor();
		attacker.http().set("planted", "goods").finish();
		IdHash planted = attacker.id(IdKind.INSECURE);
		victim.receive(attacker.cookie(IdKind.INSECURE));
		TestSessionRequest request = victim.https();
		ViewedSession session = request.load();
		assertThat(session.getAttributeNames()).containsExactly("cart");
		request.finish();
		assertThat(request.cookies).containsOnlyKeys(IdKind.INSECURE);
		assertThat(victim.id(IdKind.INSECURE)).isNotEqualTo(planted);
		assertThat(victim.http().load().getAttributeNames()).containsExactly("cart");
		assertThat(attacker.http().load().<String>getAttribute("planted")).isEqualTo("goods");
		assertThat(this.site.events(SessionConflictEvent.class)).singleElement().satisfies((event) -> {
			assertThat(event.getKeptId()).isEqualTo(victim.handle());
			assertThat(event.getIgnoredId()).isEqualTo(attacker.handle());
		});
	}

	@Test
	void stepUpWithCookiesOfTwoSessionsPublishesAConflict() {
		TestBrowser victim = this.site.secureVisitor();
		victim.http().load();
		TestBrowser attacker = this.site.visitor();
		victim.receive(attacker.cookie(IdKind.INSECURE));
		TestSessionRequest request = victim.https();
		request.load();
		request.finish();
		assertThat(this.site.events(SessionStepUpEvent.class)).hasSize(1);
		assertThat(this.site.events(SessionConflictEvent.class)).hasSize(1);
		assertThat(this.site.record(attacker).locator()).isNotEqualTo(this.site.record(victim).locator());
	}

	@Test
	void leavingWithCookiesOfTwoSessionsPublishesAConflict() {
		TestBrowser victim = this.site.secureVisitor();
		victim.receive(this.site.visitor().cookie(IdKind.INSECURE));
		TestSessionRequest request = victim.https();
		request.leave();
		request.finish();
		assertThat(this.site.events(SessionConflictEvent.class)).hasSize(1);
		assertThat(victim.http().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void unknownInsecureCookieIsReplacedWithoutAConflict() {
		TestBrowser victim = this.site.secureVisitor();
		victim.receive(TestBrowser.unknownId(IdKind.INSECURE));
		TestSessionRequest request = victim.https();
		request.load();
		assertThat(request.finish().cookies).containsOnlyKeys(IdKind.INSECURE);
		assertThat(this.site.events(SessionConflictEvent.class)).isEmpty();
	}

	@Test
	void lateInsecureCookieIsReplacedAndReported() {
		TestBrowser victim = this.site.visitor();
		SessionCredential sniffed = victim.cookie(IdKind.INSECURE);
		this.site.confirm(victim);
		this.site.confirm(victim);
		this.site.passGrace();
		victim.receive(sniffed);
		TestSessionRequest request = victim.https();
		request.load();
		request.finish();
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).hasSize(1);
		assertThat(victim.id(IdKind.INSECURE)).isNotEqualTo(sniffed.hash());
	}

	@Test
	void missingInsecureCookieIsReplacedOnceAndNoMore() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.drop(IdKind.INSECURE);
		TestSessionRequest request = visitor.https();
		assertThat(request.load().<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(request.finish().cookies).containsOnlyKeys(IdKind.INSECURE);
		for (int i = 0; i < 3; i++) {
			visitor.drop(IdKind.INSECURE);
			TestSessionRequest again = visitor.https();
			assertThat(again.load().<String>getAttribute("cart")).isEqualTo("mug");
			assertThat(again.finish().cookies).isEmpty();
		}
	}

	@Test
	void oneValidCookieAmongUnknownOnesOpensItsSession() {
		TestBrowser visitor = this.site.visitor();
		List<PresentedId> ids = unknown(2);
		ids.addAll(visitor.presented(IdKind.INSECURE));
		assertThat(request(visitor, Channel.INSECURE, ids, List.of()).load().<String>getAttribute("cart"))
			.isEqualTo("mug");
	}

	@Test
	void twoValidCookiesOfOneNameFindNoSession() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser attacker = this.site.visitor();
		List<PresentedId> ids = both(attacker, visitor);
		assertThat(request(visitor, Channel.INSECURE, ids, List.of()).find()).isNull();
	}

	@Test
	void moreCookiesThanAnyBrowserSendsCauseNoLookUp() {
		TestBrowser visitor = this.site.visitor();
		List<PresentedId> ids = unknown(4);
		ids.addAll(visitor.presented(IdKind.INSECURE));
		this.site.store.lookups = 0;
		assertThat(request(visitor, Channel.INSECURE, ids, List.of()).find()).isNull();
		assertThat(this.site.store.lookups).isZero();
	}

	@Test
	void secureIdWithAHundredInsecureCookiesCostsFourLookUps() {
		TestBrowser visitor = this.site.secureVisitor();
		this.site.store.lookups = 0;
		this.site.store.managedLookups = 0;
		request(visitor, Channel.SECURE, unknown(100), visitor.presented(IdKind.SECURE)).load();
		assertThat(this.site.store.lookups + this.site.store.managedLookups).isEqualTo(LookUps.MAX);
	}

	@Test
	void eightSessionsClaimedByBothKindsCostFourLookUpsAndFindNone() {
		List<PresentedId> secure = List.of(stranger(), stranger(), stranger(), stranger());
		TestBrowser visitor = this.site.visitor();
		List<PresentedId> insecure = unknown(3);
		insecure.addAll(visitor.presented(IdKind.INSECURE));
		this.site.store.lookups = 0;
		assertThat(request(visitor, Channel.SECURE, insecure, secure).find()).isNull();
		assertThat(this.site.store.lookups).isEqualTo(LookUps.MAX);
		assertThat(ambiguous()).containsExactly(IdKind.INSECURE);
	}

	@Test
	void validSessionIsFoundAmongFourClaimedByBothKinds() {
		TestBrowser visitor = this.site.visitor();
		List<PresentedId> insecure = unknown(1);
		insecure.addAll(visitor.presented(IdKind.INSECURE));
		this.site.store.lookups = 0;
		TestSessionRequest request = request(visitor, Channel.SECURE, insecure, List.of(stranger(), stranger()));
		assertThat(request.load().<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(this.site.store.lookups).isEqualTo(LookUps.MAX);
		assertThat(ambiguous()).isEmpty();
	}

	@Test
	void bothCookiesWithOneLocatorAndWrongRestsCostOneLookUp() {
		TestBrowser visitor = this.site.secureVisitor();
		this.site.store.lookups = 0;
		assertThat(request(visitor, Channel.SECURE, List.of(wrongRest(visitor, IdKind.INSECURE)),
				List.of(wrongRest(visitor, IdKind.SECURE)))
			.find()).isNull();
		assertThat(this.site.store.lookups).isOne();
	}

	@Test
	void wrongRestOfTheSecureCookieLeavesTheInsecureOneValid() {
		TestBrowser visitor = this.site.visitor();
		this.site.store.lookups = 0;
		TestSessionRequest request = request(visitor, Channel.SECURE, visitor.presented(IdKind.INSECURE),
				List.of(wrongRest(visitor, IdKind.SECURE)));
		ViewedSession session = request.load();
		assertThat(session.<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(session.getView()).isEqualTo(SessionView.SECURE);
		assertThat(this.site.store.lookups).isEqualTo(2);
	}

	@Test
	void insecureCookieShowsNoSecureSideWhenSecureOnesAreAmbiguous() {
		TestBrowser victim = this.site.user("rob");
		victim.https().set("payment.card", "4711").finish();
		TestBrowser attacker = this.site.user("mallory");
		List<PresentedId> secure = List.of(victim.presented(IdKind.SECURE).get(0),
				attacker.presented(IdKind.SECURE).get(0));
		TestSessionRequest request = request(victim, Channel.SECURE, victim.presented(IdKind.INSECURE), secure);
		ViewedSession session = request.load();
		assertThat(session.getAttributeNames()).containsExactly("cart");
		assertThat(session.getId()).isNotEqualTo(victim.handle());
		assertThat(ambiguous()).containsExactly(IdKind.SECURE);
	}

	@Test
	void fourRetiredIdsInGraceCostFourLookUpsAndFindNone() {
		List<PresentedId> ids = new ArrayList<>();
		for (int i = 0; i < LookUps.MAX; i++) {
			TestBrowser own = this.site.visitor();
			ids.addAll(own.presented(IdKind.INSECURE));
			changeId(own);
		}
		this.site.store.lookups = 0;
		assertThat(request(this.site.browser(), Channel.INSECURE, ids, List.of()).find()).isNull();
		assertThat(this.site.store.lookups).isEqualTo(LookUps.MAX);
		assertThat(ambiguous()).containsExactly(IdKind.INSECURE);
	}

	@Test
	void bothLateCookiesOfASessionThatEndsAreOneTheft() {
		TestBrowser visitor = this.site.user("rob");
		TestBrowser old = visitor.copy();
		for (int i = 0; i < 2; i++) {
			TestSessionRequest request = visitor.https();
			request.load().changeSessionId();
			request.finish();
		}
		this.site.confirm(visitor);
		this.site.passGrace();
		assertThat(old.https().find()).isNull();
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).singleElement()
			.matches((event) -> event.getKind() == IdKind.SECURE && event.isSessionEnded());
	}

	private List<IdKind> ambiguous() {
		return this.site.events(SessionIdIgnoredEvent.class)
			.stream()
			.filter((event) -> event.getReason() == IgnoredIdReason.AMBIGUOUS)
			.map(SessionIdIgnoredEvent::getKind)
			.toList();
	}

	private static PresentedId stranger() {
		return TestBrowser.unknownId(IdKind.SECURE).presented();
	}

	private static PresentedId wrongRest(TestBrowser browser, IdKind kind) {
		PresentedId other = TestBrowser.unknownId(kind).presented();
		return new PresentedId(browser.presented(IdKind.INSECURE).get(0).locator(), other.hash(), other.family(),
				false);
	}

	@Test
	void lateSecureCookieBesideACurrentOneIsNoTheft() {
		TestBrowser visitor = this.site.user("rob");
		PresentedId old = visitor.presented(IdKind.SECURE).get(0);
		TestSessionRequest leaving = visitor.https();
		leaving.leave();
		leaving.finish();
		this.site.confirm(visitor);
		this.site.confirm(visitor);
		this.site.passGrace();
		for (List<PresentedId> ids : List.of(List.of(visitor.presented(IdKind.SECURE).get(0), old),
				List.of(old, visitor.presented(IdKind.SECURE).get(0)))) {
			TestSessionRequest request = request(visitor, Channel.SECURE, List.of(), ids);
			assertThat(request.load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
		}
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).isEmpty();
	}

	@Test
	void twoLateCookiesOfOneSessionAreOneTheft() {
		TestBrowser visitor = this.site.visitor();
		PresentedId first = visitor.presented(IdKind.INSECURE).get(0);
		changeId(visitor);
		PresentedId second = visitor.presented(IdKind.INSECURE).get(0);
		changeId(visitor);
		TestSessionRequest request = visitor.http();
		request.load();
		request.finish();
		this.site.passGrace();
		assertThat(request(visitor, Channel.INSECURE, List.of(first, second), List.of()).find()).isNull();
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).hasSize(1);
	}

	private static void changeId(TestBrowser browser) {
		TestSessionRequest request = browser.http();
		request.load().changeSessionId();
		request.finish();
	}

	@Test
	void requestWithoutCookiesCausesNoLookUp() {
		TestSessionRequest request = this.site.browser().https();
		assertThat(this.site.policy.arrive(request.current)).isNull();
		assertThat(this.site.store.lookups).isZero();
	}

	@Test
	void requestThatArrivesTwiceLooksItsSessionUpOnce() {
		TestBrowser visitor = this.site.secureVisitor();
		this.site.store.lookups = 0;
		TestSessionRequest request = visitor.https();
		assertThat(request.load()).isSameAs(request.load());
		request.finish();
		assertThat(this.site.store.lookups).isOne();
	}

}
