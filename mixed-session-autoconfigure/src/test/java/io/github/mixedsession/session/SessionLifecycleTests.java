package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StoredSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * How sessions begin, how long they live, and how they end (invariants 9, 13 and 14).
 */
class SessionLifecycleTests {

	private final TestSite site = new TestSite();

	@Test
	void newSessionWithoutAttributesGetsNoRowAndNoCookie() {
		TestBrowser browser = this.site.browser();
		for (TestSessionRequest request : new TestSessionRequest[] { browser.http(), browser.https() }) {
			ViewedSession session = request.create();
			session.setMaxInactiveInterval(Duration.ofMinutes(5));
			session.setAttribute("gone", "soon");
			session.removeAttribute("gone");
			assertThat(request.finish().cookies).isEmpty();
		}
		assertThat(this.site.store.inserts).isZero();
		assertThat(this.site.events).isEmpty();
	}

	@Test
	void sessionCreatedOverHttpGetsAnInsecureIdOnly() {
		TestBrowser browser = this.site.browser();
		TestSessionRequest request = browser.http().set("cart", "mug").finish();
		assertThat(request.cookies).containsOnlyKeys(IdKind.INSECURE);
		SessionRecord record = this.site.record(browser);
		assertThat(record.secureId()).isNull();
		assertThat(record.side()).isEqualTo(SessionSide.INSECURE);
		assertThat(record.clientAddress()).isEqualTo("192.0.2.7");
		assertThat(this.site.events(SessionCreatedEvent.class)).singleElement()
			.extracting((event) -> event.getSessionId())
			.isEqualTo(record.handle());
	}

	@Test
	void sessionCreatedOverHttpsGetsBothIds() {
		TestBrowser browser = this.site.browser();
		TestSessionRequest request = browser.https().set("payment.card", "4711").finish();
		assertThat(request.cookies).containsOnlyKeys(IdKind.INSECURE, IdKind.SECURE);
		assertThat(this.site.record(browser).side()).isEqualTo(SessionSide.SECURE);
		assertThat(browser.https().load().<String>getAttribute("payment.card")).isEqualTo("4711");
		assertThat(browser.http().load().getAttributeNames()).isEmpty();
	}

	@Test
	void creationFailsOnceTheResponseIsCommitted() {
		TestSessionRequest request = this.site.browser().http();
		request.commit();
		assertThatIllegalStateException().isThrownBy(request::create);
	}

	@Test
	void idChangeFailsOnceTheResponseIsCommitted() {
		TestSessionRequest request = this.site.secureVisitor().https();
		ViewedSession session = request.load();
		request.commit();
		assertThatIllegalStateException().isThrownBy(session::changeSessionId);
	}

	@Test
	void newSessionDeliversOnlyItsLastIds() {
		TestBrowser browser = this.site.browser();
		TestSessionRequest request = browser.https();
		ViewedSession session = request.create();
		String before = session.getId();
		session.setAttribute("cart", "mug");
		assertThat(session.changeSessionId()).isNotEqualTo(before);
		request.finish();
		assertThat(browser.everDelivered).hasSize(2);
		assertThat(browser.https().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void newSessionSavedTwiceIsInsertedAndDeliveredOnce() {
		TestBrowser browser = this.site.browser();
		TestSessionRequest request = browser.https().set("cart", "mug");
		request.save();
		request.save();
		request.finish();
		assertThat(browser.everDelivered).hasSize(2);
		assertThat(this.site.store.inserts).isOne();
		assertThat(this.site.store.writes).isZero();
	}

	@Test
	void accessIsRecordedOnceThoughItsRequestSavesTwice() {
		TestSite eager = new TestSite(new SessionSettings(TestSite.SETTINGS.timeout(), TestSite.SETTINGS.secureIdle(),
				TestSite.SETTINGS.secureAbsolute(), TestSite.SETTINGS.grace(), true, Duration.ZERO, false));
		TestBrowser visitor = eager.visitor();
		eager.pass(Duration.ofSeconds(1));
		eager.store.writes = 0;
		TestSessionRequest request = visitor.http();
		request.load();
		request.finish();
		assertThat(eager.store.writes).isOne();
	}

	@Test
	void accessIsRecordedOnlyOnceTheWriteIntervalHasPassed() {
		TestBrowser visitor = this.site.secureVisitor();
		this.site.store.writes = 0;
		this.site.pass(TestSite.SETTINGS.writeInterval().minusMillis(1));
		this.site.confirm(visitor);
		assertThat(this.site.store.writes).isZero();
		this.site.pass(Duration.ofMillis(1));
		this.site.confirm(visitor);
		assertThat(this.site.store.writes).isOne();
	}

	@Test
	void idleSessionEndsAfterTimeoutAndWriteInterval() {
		TestBrowser visitor = this.site.visitor();
		this.site.pass(TestSite.SETTINGS.timeout().plus(TestSite.SETTINGS.writeInterval()).minusMillis(1));
		assertThat(visitor.http().find()).isNotNull();
		this.site.pass(Duration.ofMillis(1));
		assertThat(visitor.http().find()).isNull();
		assertThat(visitor.https().find()).isNull();
	}

	@Test
	void nothingExpiresEarlyAfterAnUnrecordedAccess() {
		TestBrowser visitor = this.site.secureVisitor();
		this.site.pass(TestSite.SETTINGS.writeInterval().minusMillis(1));
		this.site.confirm(visitor);
		this.site.pass(TestSite.SETTINGS.secureIdle().minusMillis(1));
		assertThat(visitor.https().load().getView()).isEqualTo(SessionView.SECURE);
		this.site.pass(TestSite.SETTINGS.timeout().minus(TestSite.SETTINGS.secureIdle()));
		assertThat(visitor.https().find()).isNotNull();
	}

	@Test
	void sessionExpiresAfterTheIntervalSetOnIt() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		request.load().setMaxInactiveInterval(Duration.ofMinutes(2));
		request.finish();
		this.site.pass(Duration.ofMinutes(3));
		assertThat(visitor.http().find()).isNull();
	}

	@Test
	void sessionWithAnIntervalOfZeroNeverExpires() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		request.load().setMaxInactiveInterval(Duration.ZERO);
		request.finish();
		this.site.pass(Duration.ofDays(1000));
		assertThat(visitor.http().find()).isNotNull();
	}

	@Test
	void secureSideExpiresDespitePingsOverHttp() {
		TestBrowser visitor = this.site.user("rob");
		visitor.https().set("payment.card", "4711").finish();
		TestBrowser eavesdropper = visitor.eavesdropper();
		for (int minute = 0; minute < 16; minute++) {
			this.site.pass(Duration.ofMinutes(1));
			TestSessionRequest ping = eavesdropper.http();
			ping.load();
			ping.finish();
		}
		TestSessionRequest request = visitor.https();
		ViewedSession session = request.load();
		assertThat(session.<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNull();
		assertThat(session.getAttributeNames()).containsExactly("cart");
		assertThat(session.getView()).isEqualTo(SessionView.SECURE);
		request.finish();
		assertThat(request.cookies).containsOnlyKeys(IdKind.INSECURE, IdKind.SECURE);
		assertThat(this.site.record(visitor).principalName()).isNull();
		assertThat(visitor.https().load().getAttributeNames()).containsExactly("cart");
	}

	@Test
	void loginInUseEndsAtTheGreatestAgeOfTheSecureSide() {
		TestBrowser visitor = this.site.user("rob");
		Instant end = this.site.clock.instant().plus(TestSite.SETTINGS.secureAbsolute());
		while (this.site.clock.instant().isBefore(end.minus(Duration.ofMinutes(5)))) {
			this.site.confirm(visitor);
			this.site.pass(Duration.ofMinutes(5));
		}
		assertThat(visitor.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
		this.site.confirm(visitor);
		this.site.pass(Duration.ofMinutes(5));
		assertThat(visitor.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNull();
	}

	@Test
	void retiredSecureIdOpensInsecureViewOnceTheSecureSideExpired() {
		TestBrowser visitor = this.site.user("rob");
		TestBrowser old = visitor.copy();
		TestSessionRequest leaving = visitor.https();
		leaving.leave();
		leaving.lose();
		this.site.pass(TestSite.SETTINGS.secureIdle().plus(TestSite.SETTINGS.writeInterval()));
		ViewedSession session = old.https().load();
		assertThat(session.getView()).isEqualTo(SessionView.INSECURE);
		assertThat(session.getAttributeNames()).containsExactly("cart");
	}

	@Test
	void invalidationOverHttpsDeletesSessionAndDropsBothCookies() {
		TestBrowser visitor = this.site.user("rob");
		TestBrowser parallel = visitor.copy();
		TestSessionRequest request = visitor.https();
		request.invalidate();
		assertThat(request.find()).isNull();
		request.finish();
		assertThat(visitor.cookie(IdKind.INSECURE)).isNull();
		assertThat(visitor.cookie(IdKind.SECURE)).isNull();
		assertThat(parallel.https().find()).isNull();
		assertThat(parallel.http().find()).isNull();
		assertThat(this.site.events(SessionDeletedEvent.class)).hasSize(1);
	}

	@Test
	void invalidationOverHttpDeletesASessionThatNeverWasSecure() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest request = visitor.http();
		request.invalidate();
		request.finish();
		assertThat(visitor.cookie(IdKind.INSECURE)).isNull();
		assertThat(parallel.http().find()).isNull();
		assertThat(this.site.events(SessionDeletedEvent.class)).hasSize(1);
	}

	@Test
	void secureSideOutlivesAnInvalidationOverHttp() {
		TestBrowser visitor = this.site.user("rob");
		visitor.https().set("payment.card", "4711").finish();
		TestBrowser eavesdropper = visitor.eavesdropper();
		TestSessionRequest request = eavesdropper.http();
		request.invalidate();
		request.finish();
		assertThat(this.site.events(SessionDeletedEvent.class)).isEmpty();
		assertThat(eavesdropper.cookie(IdKind.INSECURE)).isNull();
		TestSessionRequest secure = visitor.https();
		ViewedSession session = secure.load();
		assertThat(session.<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
		assertThat(session.<String>getAttribute("payment.card")).isEqualTo("4711");
		assertThat(session.<String>getAttribute("cart")).isNull();
		secure.finish();
		assertThat(visitor.http().find()).isNotNull();
	}

	@Test
	void invalidationOverHttpEmptiesSharedSideDespiteARotation() {
		TestBrowser visitor = this.site.user("rob");
		TestSessionRequest down = visitor.http();
		down.load();
		down.finish();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest request = visitor.http();
		request.load();
		this.site.store.beforeNextRotation(() -> parallel.https().load());
		request.invalidate();
		request.finish();
		assertThat(parallel.https().load().<String>getAttribute("cart")).isNull();
		assertThat(parallel.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
	}

	@Test
	void invalidationWithARetiredInsecureIdEmptiesTheSharedSide() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest stepUp = visitor.https().set("payment.card", "4711");
		stepUp.finish();
		TestSessionRequest request = parallel.http();
		request.invalidate();
		request.finish();
		assertThat(visitor.https().load().getAttributeNames()).containsExactly("payment.card");
	}

	@Test
	void sessionCreatedAfterAnInvalidationIsAnotherOne() {
		TestBrowser visitor = this.site.secureVisitor();
		Locator key = this.site.record(visitor).locator();
		TestSessionRequest request = visitor.https();
		request.invalidate();
		request.create().setAttribute("note", "fresh");
		request.finish();
		assertThat(request.cookies).containsOnlyKeys(IdKind.INSECURE, IdKind.SECURE);
		request.cookies.values().forEach(visitor::receive);
		assertThat(this.site.record(visitor).locator()).isNotEqualTo(key);
		assertThat(visitor.https().load().getAttributeNames()).containsExactly("note");
	}

	@Test
	void lateWriteDoesNotReviveAUsersEndedSession() {
		TestBrowser user = this.site.user("rob");
		TestBrowser parallel = user.copy();
		TestSessionRequest request = user.https().set("note", "late");
		parallel.https().invalidate();
		request.finish();
		assertThat(request.cookies).isEmpty();
		assertThat(user.https().find()).isNull();
		assertThat(user.http().find()).isNull();
	}

	@Test
	void lateWriteOverHttpDoesNotReviveAUsersEndedSession() {
		TestBrowser user = this.site.user("rob");
		user.http().set("note", "down").finish();
		TestBrowser parallel = user.copy();
		TestSessionRequest request = user.http().set("note", "late");
		parallel.https().invalidate();
		assertThat(request.finish().cookies).isEmpty();
		assertThat(user.http().find()).isNull();
	}

	@Test
	void lateWriteToAVisitorsEndedSessionGetsASessionOfItsOwn() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest request = visitor.https().set("note", "late");
		parallel.https().invalidate();
		assertThat(request.finish().cookies).containsOnlyKeys(IdKind.INSECURE, IdKind.SECURE);
		assertThat(visitor.https().load().getAttributeNames()).containsExactly("note");
		assertThat(parallel.https().find()).isNull();
	}

	@Test
	void lateRemovalMakesNoSessionInPlaceOfAVisitorsEndedOne() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser parallel = visitor.copy();
		TestSessionRequest request = visitor.http();
		request.load().removeAttribute("cart");
		parallel.http().invalidate();
		assertThat(request.finish().cookies).isEmpty();
		assertThat(this.site.store.inserts).isEqualTo(1);
	}

	@Test
	void removalOfTheLastAttributeEndsTheSessionAndItsCookies() {
		for (TestBrowser visitor : List.of(this.site.visitor(), this.site.secureVisitor())) {
			TestSessionRequest request = (visitor.cookie(IdKind.SECURE) != null) ? visitor.https() : visitor.http();
			ViewedSession session = request.load();
			Set.copyOf(session.getAttributeNames()).forEach(session::removeAttribute);
			request.finish();
			assertThat(request.isWithdrawn()).isTrue();
			assertThat(visitor.cookie(IdKind.INSECURE)).isNull();
			assertThat(visitor.cookie(IdKind.SECURE)).isNull();
		}
		assertThat(this.site.events(SessionDeletedEvent.class)).hasSize(2);
	}

	@Test
	void updateOfTheLastAttributeToNullEndsSessionAndCookies() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		request.load().updateAttribute("cart", (before) -> null);
		assertThat(request.finish().isWithdrawn()).isTrue();
		assertThat(visitor.http().find()).isNull();
	}

	@Test
	void sessionWithASecureSideStaysWhenHttpRemovesEverything() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest http = visitor.http();
		ViewedSession session = http.load();
		Set.copyOf(session.getAttributeNames()).forEach(session::removeAttribute);
		assertThat(http.finish().isWithdrawn()).isFalse();
		assertThat(visitor.https().load()).isNotNull();
	}

	@Test
	void sessionOfAUserStaysWhenAllButTheLoginIsRemoved() {
		TestBrowser user = this.site.user("rob");
		TestSessionRequest request = user.https();
		ViewedSession session = request.load();
		session.getAttributeNames()
			.stream()
			.filter((name) -> !name.equals(SecurityState.SECURITY_CONTEXT_NAME))
			.toList()
			.forEach(session::removeAttribute);
		assertThat(request.finish().isWithdrawn()).isFalse();
		assertThat(user.https().load()).isNotNull();
	}

	@Test
	void everyAccessIsRecordedWhenTheWriteIntervalIsZero() {
		TestSite always = new TestSite(new SessionSettings(Duration.ofMinutes(30), Duration.ofMinutes(15),
				Duration.ofHours(12), Duration.ofSeconds(10), true, Duration.ZERO, false));
		TestBrowser visitor = always.visitor();
		for (int i = 0; i < 3; i++) {
			always.clock.advance(Duration.ofMillis(1));
			TestSessionRequest request = visitor.http();
			request.load();
			request.finish();
			assertThat(always.record(visitor).lastAccessedAt()).isEqualTo(always.clock.instant());
		}
		always.clock.advance(Duration.ofMinutes(30).minusMillis(1));
		assertThat(visitor.http().find()).isNotNull();
		always.clock.advance(Duration.ofMillis(1));
		assertThat(visitor.http().find()).isNull();
	}

	@Test
	void nothingIsStoredWhileSavingIsSwitchedOff() {
		TestBrowser visitor = this.site.visitor();
		this.site.clock.advance(Duration.ofMinutes(5));
		int writes = this.site.store.writes;
		TestSessionRequest request = visitor.http();
		request.load().setSavingEnabled(false);
		request.load().setAttribute("note", "for this request");
		request.load().removeAttribute("cart");
		assertThat(request.load().<String>updateAttribute("other", (before) -> "x")).isEqualTo("x");
		assertThat(request.load().<String>getAttribute("note")).isEqualTo("for this request");
		request.finish();
		assertThat(this.site.store.writes).isEqualTo(writes);
		assertThat(visitor.http().load().getAttributeNames()).containsExactly("cart");
	}

	@Test
	void attributeSetWithSavingOffIsStoredOnceItIsOnAgain() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		request.load().setSavingEnabled(false);
		request.load().setAttribute("note", "kept");
		request.load().setSavingEnabled(true);
		request.finish();
		assertThat(visitor.http().load().<String>getAttribute("note")).isEqualTo("kept");
	}

	@Test
	void newSessionWithSavingOffGetsNoRowAndNoCookie() {
		TestBrowser browser = this.site.browser();
		TestSessionRequest request = browser.http();
		ViewedSession session = request.create();
		session.setSavingEnabled(false);
		session.setAttribute("note", "for this request");
		assertThat(session.<String>updateAttribute("note", (before) -> before + "!")).isEqualTo("for this request!");
		assertThat(request.finish().cookies).isEmpty();
		assertThat(this.site.store.inserts).isZero();
	}

	@Test
	void cookiesAreRenewedAsOftenAsAnAccessIsRecorded() {
		this.site.persistentCookies = true;
		TestBrowser visitor = this.site.secureVisitor();
		assertThat(visitor.https().set("a", "b").finish().renewed).isEmpty();
		this.site.clock.advance(Duration.ofMinutes(1));
		TestSessionRequest request = visitor.https();
		request.load();
		assertThat(request.finish().renewed).containsExactly(visitor.id(IdKind.INSECURE), visitor.id(IdKind.SECURE));
		request = visitor.https();
		request.load();
		assertThat(request.finish().renewed).isEmpty();
	}

	@Test
	void cookiesAreNotRenewedWhenAnotherRequestRotatedThem() {
		this.site.persistentCookies = true;
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser parallel = visitor.copy();
		this.site.clock.advance(Duration.ofMinutes(1));
		TestSessionRequest slow = visitor.https();
		slow.load();
		IdHash before = visitor.id(IdKind.SECURE);
		parallel.https().login("rob").finish();
		assertThat(slow.finish().renewed).doesNotContain(before);
	}

	@Test
	void secureSideIsKnownToBothViewsUntilItEnds() {
		assertThat(this.site.visitor().http().load().hasSecureSide()).isFalse();
		TestBrowser visitor = this.site.secureVisitor();
		assertThat(visitor.https().load().hasSecureSide()).isTrue();
		assertThat(visitor.http().load().hasSecureSide()).isTrue();
		this.site.clock.advance(TestSite.SETTINGS.secureIdle().plus(TestSite.SETTINGS.writeInterval()));
		assertThat(visitor.copy().http().load().hasSecureSide()).isFalse();
	}

	@Test
	void lookUpFailsAndChangesNothingWhenTheStoreIsDown() {
		TestBrowser visitor = this.site.user("rob");
		this.site.store.goDown();
		TestSessionRequest request = visitor.https();
		assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(request::find);
		assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(request::find);
		assertThat(request.cookies).isEmpty();
		assertThat(request.isWithdrawn()).isFalse();
		this.site.store.comeUp();
		assertThat(visitor.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
	}

	@Test
	void firstSaveFailsWithoutACookieWhenTheStoreIsDown() {
		TestSessionRequest request = this.site.browser().https().set("cart", "mug");
		this.site.store.goDown();
		assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(request::save);
		assertThat(request.cookies).isEmpty();
		assertThat(this.site.events(SessionCreatedEvent.class)).isEmpty();
	}

	@Test
	void stepUpFailsWithoutACookieWhenTheStoreIsDown() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.https().undecided();
		request.load();
		this.site.store.goDown();
		assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(request::stay);
		assertThat(request.cookies).isEmpty();
		this.site.store.comeUp();
		assertThat(visitor.http().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void invalidationFailsAndDropsNoCookieWhenTheStoreIsDown() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest request = visitor.https();
		request.load();
		this.site.store.goDown();
		assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(request::invalidate);
		assertThat(request.isWithdrawn()).isFalse();
	}

	@Test
	void restartFromTheInsecureSidePublishesAStepUpEvent() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest down = visitor.http();
		down.load();
		down.finish();
		this.site.pass(TestSite.SETTINGS.secureIdle().plus(TestSite.SETTINGS.writeInterval()));
		TestSessionRequest request = visitor.https();
		assertThat(request.load().getSide()).isEqualTo(SessionSide.SECURE);
		assertThat(this.site.events(SessionStepUpEvent.class)).hasSize(1);
	}

	@Test
	void sessionWithAShortIntervalExpiresAsAskedAndNeverEarly() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		request.load().setMaxInactiveInterval(Duration.ofSeconds(2));
		request.finish();
		for (int i = 0; i < 5; i++) {
			this.site.pass(Duration.ofMillis(1500));
			TestSessionRequest next = visitor.http();
			assertThat(next.find()).as("visit " + i).isNotNull();
			next.finish();
		}
		this.site.pass(Duration.ofSeconds(2));
		assertThat(visitor.http().find()).isNull();
	}

	@Test
	void earlierInsecureIdFindsNothingAfterAnEndOverHttp() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser before = visitor.eavesdropper();
		for (int i = 0; i < 2; i++) {
			TestSessionRequest down = visitor.http();
			down.load();
			down.finish();
			this.site.confirm(visitor);
		}
		visitor.http().invalidate();
		assertThat(before.http().find()).isNull();
	}

	/** A store that asks again once the answer was lost finds what it has written. */
	@Test
	void locatorThatIsTakenIsAFailureOfTheStore() {
		TestSessionRequest request = this.site.browser().http().set("cart", "mug");
		ViewedSession session = Objects.requireNonNull(request.current.session());
		this.site.store.insert(new StoredSession(session.held().record(), List.of()));
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(request::finish);
	}

}
