package io.github.mixedsession.session;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.Channel;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionConflictEvent;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.store.IdHash;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cookies of several sessions, and several cookies of a name (invariant 8, attacks 5, 6,
 * 9 and 33).
 */
class PresentedCookiesTests {

	private final TestSite site = new TestSite();

	private TestSessionRequest request(TestBrowser browser, Channel channel, List<IdHash> insecure,
			List<IdHash> secure) {
		return new TestSessionRequest(this.site, browser, channel, new PresentedIds(insecure, secure));
	}

	private List<IdHash> unknown(int count) {
		List<IdHash> ids = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			ids.add(SessionCredential.generate(Channel.INSECURE).hash());
		}
		return ids;
	}

	@Test
	void arriveWhenCookiesOfTwoSessionsThenSecureOneWinsAndInsecureOneIsReplaced() {
		TestBrowser victim = this.site.secureVisitor();
		TestBrowser attacker = this.site.visitor();
		attacker.http().set("planted", "goods").finish();
		IdHash planted = attacker.id(Channel.INSECURE);
		victim.receive(attacker.cookie(Channel.INSECURE));
		TestSessionRequest request = victim.https();
		ViewedSession session = request.load();
		assertThat(session.getAttributeNames()).containsExactly("cart");
		request.finish();
		assertThat(request.cookies).containsOnlyKeys(Channel.INSECURE);
		assertThat(victim.id(Channel.INSECURE)).isNotEqualTo(planted);
		assertThat(victim.http().load().getAttributeNames()).containsExactly("cart");
		assertThat(attacker.http().load().<String>getAttribute("planted")).isEqualTo("goods");
		assertThat(this.site.events(SessionConflictEvent.class)).singleElement().satisfies((event) -> {
			assertThat(event.getKeptId()).isEqualTo(victim.id(Channel.SECURE).toString());
			assertThat(event.getIgnoredId()).isEqualTo(planted.toString());
		});
	}

	@Test
	void arriveWhenCookiesOfTwoSessionsAndStepsUpThenEventTells() {
		TestBrowser victim = this.site.secureVisitor();
		victim.http().load();
		TestBrowser attacker = this.site.visitor();
		victim.receive(attacker.cookie(Channel.INSECURE));
		TestSessionRequest request = victim.https();
		request.load();
		request.finish();
		assertThat(this.site.events(SessionStepUpEvent.class)).hasSize(1);
		assertThat(this.site.events(SessionConflictEvent.class)).hasSize(1);
		assertThat(this.site.row(attacker).key()).isNotEqualTo(this.site.row(victim).key());
	}

	@Test
	void leaveWhenCookiesOfTwoSessionsThenEventTells() {
		TestBrowser victim = this.site.secureVisitor();
		victim.receive(this.site.visitor().cookie(Channel.INSECURE));
		TestSessionRequest request = victim.https();
		request.leave();
		request.finish();
		assertThat(this.site.events(SessionConflictEvent.class)).hasSize(1);
		assertThat(victim.http().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void arriveWhenInsecureCookieIsUnknownThenReplacedWithoutEvent() {
		TestBrowser victim = this.site.secureVisitor();
		victim.receive(SessionCredential.generate(Channel.INSECURE));
		TestSessionRequest request = victim.https();
		request.load();
		assertThat(request.finish().cookies).containsOnlyKeys(Channel.INSECURE);
		assertThat(this.site.events(SessionConflictEvent.class)).isEmpty();
	}

	@Test
	void arriveWhenInsecureCookieIsRetiredAndItsGraceIsOverThenEventTells() {
		TestBrowser victim = this.site.visitor();
		SessionCredential sniffed = victim.cookie(Channel.INSECURE);
		this.site.confirm(victim);
		this.site.confirm(victim);
		this.site.passGrace();
		victim.receive(sniffed);
		TestSessionRequest request = victim.https();
		request.load();
		request.finish();
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).hasSize(1);
		assertThat(victim.id(Channel.INSECURE)).isNotEqualTo(sniffed.hash());
	}

	@Test
	void arriveWhenInsecureCookieIsMissingThenOneInsecureIdAndNoMore() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.drop(Channel.INSECURE);
		TestSessionRequest request = visitor.https();
		assertThat(request.load().<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(request.finish().cookies).containsOnlyKeys(Channel.INSECURE);
		for (int i = 0; i < 3; i++) {
			visitor.drop(Channel.INSECURE);
			TestSessionRequest again = visitor.https();
			assertThat(again.load().<String>getAttribute("cart")).isEqualTo("mug");
			assertThat(again.finish().cookies).isEmpty();
		}
	}

	@Test
	void arriveWhenOneOfSeveralCookiesIsValidThenThatOne() {
		TestBrowser visitor = this.site.visitor();
		List<IdHash> ids = unknown(2);
		ids.add(visitor.id(Channel.INSECURE));
		assertThat(request(visitor, Channel.INSECURE, ids, List.of()).load().<String>getAttribute("cart"))
			.isEqualTo("mug");
	}

	@Test
	void arriveWhenTwoOfSeveralCookiesAreValidThenNone() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser attacker = this.site.visitor();
		List<IdHash> ids = List.of(attacker.id(Channel.INSECURE), visitor.id(Channel.INSECURE));
		assertThat(request(visitor, Channel.INSECURE, ids, List.of()).find()).isNull();
	}

	@Test
	void arriveWhenMoreCookiesThanAnyBrowserSendsThenNoLookUp() {
		TestBrowser visitor = this.site.visitor();
		List<IdHash> ids = unknown(4);
		ids.add(visitor.id(Channel.INSECURE));
		this.site.store.lookups = 0;
		assertThat(request(visitor, Channel.INSECURE, ids, List.of()).find()).isNull();
		assertThat(this.site.store.lookups).isZero();
	}

	@Test
	void arriveWhenSecureIdAndManyInsecureCookiesThenFewLookUps() {
		TestBrowser visitor = this.site.secureVisitor();
		this.site.store.lookups = 0;
		request(visitor, Channel.SECURE, unknown(100), List.of(visitor.id(Channel.SECURE))).load();
		assertThat(this.site.store.lookups).isLessThanOrEqualTo(1 + SessionResolver.MAX_CANDIDATES);
	}

	@Test
	void arriveWhenOneSecureCookieIsCurrentAndOtherIsLateThenNoTheft() {
		TestBrowser visitor = this.site.user("rob");
		IdHash old = visitor.id(Channel.SECURE);
		TestSessionRequest leaving = visitor.https();
		leaving.leave();
		leaving.finish();
		this.site.confirm(visitor);
		this.site.confirm(visitor);
		this.site.passGrace();
		for (List<IdHash> ids : List.of(List.of(visitor.id(Channel.SECURE), old),
				List.of(old, visitor.id(Channel.SECURE)))) {
			TestSessionRequest request = request(visitor, Channel.SECURE, List.of(), ids);
			assertThat(request.load().<Object>getAttribute(AttributeVisibilities.SECURITY_CONTEXT)).isNotNull();
		}
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).isEmpty();
	}

	@Test
	void arriveWhenTwoLateCookiesAreOfOneSessionThenOneTheft() {
		TestBrowser visitor = this.site.visitor();
		IdHash first = visitor.id(Channel.INSECURE);
		changeId(visitor);
		IdHash second = visitor.id(Channel.INSECURE);
		changeId(visitor);
		visitor.http().load();
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
	void arriveWithoutCookiesThenNoLookUp() {
		TestSessionRequest request = this.site.browser().https();
		assertThat(this.site.policy.arrive(request)).isNull();
		assertThat(this.site.store.lookups).isZero();
	}

	@Test
	void arriveTwiceThenOneLookUp() {
		TestBrowser visitor = this.site.secureVisitor();
		this.site.store.lookups = 0;
		TestSessionRequest request = visitor.https();
		assertThat(request.load()).isSameAs(request.load());
		request.finish();
		assertThat(this.site.store.lookups).isOne();
	}

}
