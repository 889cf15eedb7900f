package io.github.mixedsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.SessionRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a locator and a family say of an id, and what they open: nothing.
 */
class LocatorTests {

	private final TestSite site = new TestSite();

	@Test
	void rightLocatorWithAWrongRestIsNobodys() {
		TestBrowser victim = this.site.user("rob");
		Locator locator = this.site.record(victim).locator();
		TestBrowser attacker = this.site.browser();
		attacker.receive(SessionCredential.insecure(locator));
		assertThat(attacker.http().find()).isNull();
		attacker.receive(SessionCredential.secure(locator, Family.generate()));
		assertThat(attacker.https().find()).isNull();
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).isEmpty();
		assertThat(victim.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
	}

	@Test
	void rightFamilyWithAWrongRestIsTheft() {
		TestBrowser victim = this.site.user("rob");
		Family family = victim.presented(IdKind.SECURE).get(0).family();
		TestBrowser thief = this.site.browser();
		thief.receive(SessionCredential.secure(this.site.record(victim).locator(), family));
		String id = victim.handle();
		assertThat(thief.https().find()).isNull();
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).singleElement().satisfies((event) -> {
			assertThat(event.getKind()).isEqualTo(IdKind.SECURE);
			assertThat(event.getPrincipalName()).isEqualTo("rob");
			assertThat(event.getSessionId()).isEqualTo(id);
			assertThat(event.isSessionEnded()).isTrue();
		});
		assertThat(victim.https().find()).isNull();
	}

	@Test
	void familyIsKeptByStepUpsAndLoginsAndNewWithASecureSideThatBeginsAnew() {
		TestBrowser visitor = this.site.secureVisitor();
		Family family = visitor.presented(IdKind.SECURE).get(0).family();
		visitor.http().load();
		this.site.confirm(visitor);
		visitor.https().login("rob").finish();
		assertThat(visitor.presented(IdKind.SECURE).get(0).family()).isEqualTo(family);
		this.site.pass(TestSite.SETTINGS.secureIdle().plus(TestSite.SETTINGS.writeInterval()));
		this.site.confirm(visitor);
		assertThat(visitor.presented(IdKind.SECURE).get(0).family()).isNotEqualTo(family);
		assertThat(this.site.record(visitor).principalName()).isNull();
	}

	@Test
	void loginInTheRequestThatStepsUpKeepsTheFamilyThatItMade() {
		TestBrowser visitor = this.site.visitor();
		visitor.https().login("rob").finish();
		assertThat(this.site.record(visitor).ids().family())
			.isEqualTo(visitor.presented(IdKind.SECURE).get(0).family().hash());
		assertThat(visitor.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
	}

	@Test
	void idOfASessionIsTheSameOnBothChannelsAndChangesWithALoginAlone() {
		TestBrowser visitor = this.site.visitor();
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 3; i++) {
			ids.add(idOf(visitor.http()));
			ids.add(idOf(visitor.https()));
		}
		TestSessionRequest leaving = visitor.https();
		leaving.leave();
		leaving.finish();
		ids.add(idOf(visitor.http()));
		assertThat(ids).singleElement().isEqualTo(this.site.events(SessionCreatedEvent.class).get(0).getSessionId());
		TestSessionRequest login = visitor.https().login("rob").finish();
		assertThat(login.load().getId()).isNotIn(ids).isEqualTo(visitor.handle());
		String afterLogin = visitor.handle();
		assertThat(idOf(visitor.http())).isEqualTo(afterLogin);
		visitor.https().invalidate();
		assertThat(this.site.events(SessionDeletedEvent.class)).singleElement()
			.extracting(SessionDeletedEvent::getSessionId)
			.isEqualTo(afterLogin);
	}

	@Test
	void changeSessionIdOverHttpWhileThereIsNoSecureSideChangesTheId() {
		TestBrowser visitor = this.site.visitor();
		TestSessionRequest request = visitor.http();
		String before = request.load().getId();
		assertThat(request.load().changeSessionId()).isNotEqualTo(before);
		request.finish();
		assertThat(idOf(visitor.http())).isNotEqualTo(before);
		TestSessionRequest unstored = this.site.browser().https();
		ViewedSession fresh = unstored.create();
		assertThat(fresh.changeSessionId()).isNotEqualTo(before);
		unstored.set("cart", "jug").finish();
		assertThat(fresh.getId()).endsWith("-1");
	}

	private static String idOf(TestSessionRequest request) {
		String id = request.load().getId();
		request.finish();
		return id;
	}

	@Test
	void copyIsStoredAtItsFirstChange() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser eavesdropper = visitor.eavesdropper();
		this.site.store.inserts = 0;
		this.site.store.writes = 0;
		this.site.store.idUpdates = 0;
		for (int i = 0; i < 1000; i++) {
			TestSessionRequest request = eavesdropper.https();
			assertThat(request.load().<String>getAttribute("cart")).isEqualTo("mug");
			assertThat(request.finish().cookies).isEmpty();
		}
		assertThat(this.site.store.inserts + this.site.store.writes + this.site.store.idUpdates).isZero();
		assertThat(this.site.events(SessionDetachedEvent.class)).isEmpty();
		TestSessionRequest change = eavesdropper.https().set("note", "mine").finish();
		assertThat(change.cookies).containsOnlyKeys(IdKind.INSECURE, IdKind.SECURE);
		assertThat(eavesdropper.https().load().getAttributeNames()).containsExactlyInAnyOrder("cart", "note");
		assertThat(visitor.https().load().getAttributeNames()).containsExactly("cart");
		assertThat(this.site.events(SessionDetachedEvent.class)).hasSize(1);
	}

	@Test
	void copyOfWhichSomethingIsRemovedKeepsTheRest() {
		TestBrowser visitor = this.site.visitor();
		visitor.http().set("note", "shared").finish();
		this.site.confirm(visitor);
		this.site.confirm(visitor);
		TestBrowser eavesdropper = visitor.eavesdropper();
		TestSessionRequest request = eavesdropper.https();
		request.load().removeAttribute("note");
		request.finish();
		assertThat(eavesdropper.https().load().getAttributeNames()).containsExactly("cart");
		assertThat(visitor.http().load().getAttributeNames()).containsExactlyInAnyOrder("cart", "note");
	}

	@Test
	void eightRetiredIdsOfAKindAreRememberedAndTheNinthOpensNothing() {
		TestBrowser visitor = this.site.visitor();
		List<TestBrowser> earlier = new ArrayList<>();
		for (int i = 0; i <= SessionIds.REMEMBERED; i++) {
			earlier.add(0, visitor.copy());
			TestSessionRequest request = visitor.http();
			request.load().changeSessionId();
			request.finish();
		}
		for (TestBrowser remembered : earlier.subList(0, SessionIds.REMEMBERED)) {
			assertThat(remembered.http().find()).isNotNull();
		}
		assertThat(earlier.get(SessionIds.REMEMBERED).http().find()).isNull();
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).isEmpty();
		assertThat(this.site.record(visitor).ids().retired()).hasSize(SessionIds.REMEMBERED);
	}

	@Test
	void crossingsLeaveTheRowAsLargeAsItIs() {
		TestBrowser visitor = this.site.secureVisitor();
		for (int i = 0; i < 1000; i++) {
			visitor.http().load();
			this.site.confirm(visitor);
		}
		SessionRecord record = this.site.record(visitor);
		assertThat(record.ids().retired()).hasSizeLessThanOrEqualTo(2 * SessionIds.REMEMBERED);
		assertThat(this.site.store.findAll()).hasSize(1);
	}

	@Test
	void confirmationGoesWithTheRotationOfTheSameRequest() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest down = visitor.http();
		down.load();
		down.finish();
		this.site.store.idUpdates = 0;
		TestSessionRequest up = visitor.https();
		up.load();
		up.finish();
		assertThat(this.site.store.idUpdates).isOne();
		SessionIds ids = this.site.record(visitor).ids();
		assertThat(ids.retired()).filteredOn((id) -> id.usableUntil() == null).hasSize(2);
	}

	@Test
	void confirmationThatLosesToARotationIsMadeByTheNextRequest() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest login = visitor.https().login("rob");
		login.finish();
		TestBrowser tab = visitor.copy();
		this.site.store.beforeNextRotation(() -> {
			TestSessionRequest other = tab.https();
			other.leave();
			other.finish();
		});
		TestSessionRequest first = visitor.https();
		assertThat(first.load().getView()).isEqualTo(SessionView.SECURE);
		first.finish();
		this.site.confirm(tab);
		this.site.confirm(tab);
		assertThat(this.site.record(tab).ids().retired()).filteredOn((id) -> id.kind() == IdKind.SECURE)
			.filteredOn((id) -> id.usableUntil() == null)
			.isEmpty();
	}

	@Test
	void sameLocatorTwiceIsOneLookUp() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser before = visitor.copy();
		TestSessionRequest change = visitor.http();
		change.load().changeSessionId();
		change.finish();
		this.site.store.lookups = 0;
		PresentedIds both = new PresentedIds(
				List.of(before.presented(IdKind.INSECURE).get(0), visitor.presented(IdKind.INSECURE).get(0)),
				List.of());
		TestSessionRequest request = new TestSessionRequest(this.site, visitor, Channel.INSECURE, both);
		assertThat(request.load().<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(this.site.store.lookups).isOne();
	}

	@Test
	void absoluteClockRunsFromTheLoginWhateverIdsDo() {
		TestBrowser user = this.site.user("rob");
		Instant login = this.site.record(user).secureSide().since();
		Duration step = Duration.ofMinutes(10);
		for (Duration age = Duration.ZERO; age.compareTo(TestSite.SETTINGS.secureAbsolute()) < 0; age = age
			.plus(step)) {
			TestSessionRequest request = user.https();
			assertThat(request.load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
			request.load().changeSessionId();
			request.finish();
			this.site.pass(step);
		}
		assertThat(this.site.record(user).secureSide().since()).isEqualTo(login);
		assertThat(user.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNull();
	}

	@Test
	void absoluteClockBeginsWithEachLogin() {
		TestBrowser user = this.site.user("rob");
		this.site.pass(Duration.ofMinutes(5));
		user.https().login("rob").finish();
		assertThat(this.site.record(user).secureSide().since()).isEqualTo(this.site.clock.instant());
	}

}
