package io.github.mixedsession.session;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.session.events.SessionDeletedEvent;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.store.SessionRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Retired ids before and after confirmation and grace (invariants 6 and 10, attack 27).
 */
class RetiredIdTests {

	private final TestSite site = new TestSite();

	private void stepUp(TestBrowser browser) {
		TestSessionRequest request = browser.https();
		request.load();
		request.finish();
	}

	private void stepDown(TestBrowser browser) {
		TestSessionRequest request = browser.http();
		request.load();
		request.finish();
	}

	@Test
	void insecureIdBeforeAnUnconfirmedStepUpStaysUsableOverHttp() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser old = visitor.copy();
		stepUp(visitor);
		assertThat(old.https().load().getView()).isEqualTo(SessionView.INSECURE);
		this.site.pass(TestSite.SETTINGS.grace().multipliedBy(30));
		assertThat(old.http().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	/**
	 * Who withholds the successor of a sniffed id (attack 40).
	 */
	@Test
	void graceOfAnInsecureIdEndsOverHttpsWithoutConfirmation() {
		TestBrowser victim = this.site.visitor();
		TestBrowser attacker = victim.eavesdropper();
		stepUp(attacker);
		attacker.drop(IdKind.INSECURE);
		this.site.pass(TestSite.SETTINGS.grace().minusMillis(1));
		assertThat(victim.https().load().getView()).isEqualTo(SessionView.INSECURE);
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).isEmpty();
		this.site.pass(Duration.ofMillis(1));
		TestSessionRequest request = victim.https();
		assertThat(request.load().<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).singleElement().satisfies((event) -> {
			assertThat(event.getKind()).isEqualTo(IdKind.INSECURE);
			assertThat(event.isSessionEnded()).isFalse();
		});
		request.set("note", "mine").finish();
		assertThat(attacker.https().load().getAttributeNames()).doesNotContain("note");
		assertThat(victim.https().load().<String>getAttribute("note")).isEqualTo("mine");
		assertThat(this.site.record(victim).locator()).isNotEqualTo(rowOf(attacker).locator());
		victim.http().set("cart", "two mugs").finish();
		assertThat(attacker.https().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	private SessionRecord rowOf(TestBrowser browser) {
		return this.site.record(IdKind.SECURE, browser.id(IdKind.SECURE));
	}

	@Test
	void insecureIdRetiredByAConfirmedStepUpLastsItsGraceOnly() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser old = visitor.copy();
		stepUp(visitor);
		this.site.confirm(visitor);
		this.site.pass(TestSite.SETTINGS.grace().minusMillis(1));
		assertThat(old.http().find()).isNotNull();
		this.site.pass(Duration.ofMillis(1));
		assertThat(old.http().find()).isNull();
		assertThat(old.https().find()).isNull();
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).hasSize(2).allSatisfy((event) -> {
			assertThat(event.getKind()).isEqualTo(IdKind.INSECURE);
			assertThat(event.isSessionEnded()).isFalse();
			assertThat(event.getSessionId()).isEqualTo(visitor.handle());
		});
		assertThat(visitor.https().find()).isNotNull();
	}

	@Test
	void insecureIdRetiredByAConfirmedStepDownLastsItsGraceOnly() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser old = visitor.copy();
		stepDown(visitor);
		assertThat(old.http().find()).isNotNull();
		stepDown(visitor);
		assertThat(old.http().find()).isNotNull();
		this.site.passGrace();
		assertThat(old.http().find()).isNull();
		assertThat(visitor.http().find()).isNotNull();
	}

	@Test
	void secureIdBeforeAnUnconfirmedStepUpKeepsTheSecureView() {
		TestBrowser visitor = this.site.user("rob");
		stepDown(visitor);
		TestBrowser old = visitor.copy();
		stepUp(visitor);
		this.site.pass(TestSite.SETTINGS.grace().multipliedBy(3));
		TestSessionRequest request = old.https();
		assertThat(request.load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
		assertThat(request.finish().cookies).isEmpty();
	}

	@Test
	void secureIdRetiredByAStepUpEndsTheSessionAfterItsGrace() {
		TestBrowser visitor = this.site.user("rob");
		stepDown(visitor);
		TestBrowser thief = visitor.copy();
		stepUp(visitor);
		this.site.confirm(visitor);
		this.site.passGrace();
		assertThat(thief.https().find()).isNull();
		assertThat(visitor.https().find()).isNull();
		assertThat(visitor.http().find()).isNull();
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).singleElement().satisfies((event) -> {
			assertThat(event.getKind()).isEqualTo(IdKind.SECURE);
			assertThat(event.isSessionEnded()).isTrue();
		});
		assertThat(this.site.events(SessionDeletedEvent.class)).hasSize(1);
	}

	@Test
	void sessionSurvivesALateSecureIdThatIsOnlyReported() {
		TestSite reporting = TestSite.reportingReuse();
		TestBrowser visitor = reporting.user("rob");
		TestBrowser thief = visitor.copy();
		TestSessionRequest leaving = visitor.https();
		leaving.leave();
		leaving.finish();
		reporting.confirm(visitor);
		reporting.passGrace();
		TestSessionRequest request = thief.https();
		assertThat(request.find()).isNull();
		assertThat(visitor.https().find()).isNotNull();
		assertThat(reporting.events(RetiredIdPresentedEvent.class))
			.filteredOn((event) -> event.getKind() == IdKind.SECURE)
			.singleElement()
			.satisfies((event) -> assertThat(event.isSessionEnded()).isFalse());
	}

	@Test
	void secureIdRetiredByALoginIsNotAuthenticated() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser fixated = visitor.copy();
		visitor.https().login("rob").set("payment.card", "4711").finish();
		TestSessionRequest request = fixated.https();
		ViewedSession session = request.load();
		assertThat(session.getView()).isEqualTo(SessionView.INSECURE);
		assertThat(session.getAttributeNames()).containsExactly("cart");
		assertThat(session.held().record().principalName()).isNull();
		assertThat(request.finish().cookies).isEmpty();
		assertThat(visitor.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
	}

	@Test
	void secureIdRetiredBeforeALoginIsNotAuthenticatedByIt() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser earlier = visitor.copy();
		TestSessionRequest leaving = visitor.https();
		leaving.leave();
		leaving.lose();
		assertThat(earlier.https().load().getView()).isEqualTo(SessionView.SECURE);
		leaving.cookies.values().forEach(visitor::receive);
		visitor.https().login("rob").finish();
		assertThat(earlier.https().load().getView()).isEqualTo(SessionView.INSECURE);
		assertThat(earlier.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNull();
	}

	@Test
	void retiredSecureIdIsNotAuthenticatedByASimultaneousLogin() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser earlier = visitor.copy();
		TestSessionRequest leaving = visitor.https();
		leaving.leave();
		leaving.finish();
		this.site.store.beforeSecondFind(() -> visitor.https().login("rob").finish());
		ViewedSession session = earlier.https().load();
		assertThat(this.site.record(visitor).principalName()).isEqualTo("rob");
		assertThat(session.getView()).isEqualTo(SessionView.INSECURE);
		assertThat(session.<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNull();
		assertThat(session.held().record().principalName()).isNull();
	}

	@Test
	void secureIdRetiredByALoginCannotWriteSecureAttributes() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser fixated = visitor.copy();
		visitor.https().login("rob").finish();
		ViewedSession session = fixated.https().load();
		assertThatExceptionOfType(SecureAttributeException.class)
			.isThrownBy(() -> session.setAttribute("payment.card", "4711"));
	}

	@Test
	void loginWithASecureIdRetiredByALoginIsRefusedInGrace() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser late = visitor.copy();
		visitor.https().login("rob").finish();
		assertLoginIsRefused(late);
		assertThat(this.site.record(visitor).principalName()).isEqualTo("rob");
	}

	@Test
	void loginWithASecureIdRetiredByALoginGetsACopyAfterGrace() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser other = visitor.copy();
		visitor.https().login("rob").finish();
		this.site.passGrace();
		other.https().login("eve").finish();
		assertThat(this.site.record(visitor).principalName()).isEqualTo("rob");
		assertThat(this.site.record(other).principalName()).isEqualTo("eve");
		assertThat(other.https().load().<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(this.site.events(SessionDetachedEvent.class)).hasSize(1);
	}

	@Test
	void loginWithASecureIdRetiredByAStepUpIsRefusedInGrace() {
		TestBrowser visitor = this.site.secureVisitor();
		this.site.passGrace();
		visitor.http().load();
		TestBrowser late = visitor.copy();
		stepUp(visitor);
		assertThat(late.https().load().getView()).isEqualTo(SessionView.SECURE);
		assertLoginIsRefused(late);
		assertThat(visitor.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNull();
	}

	@Test
	void loginAfterTheGraceOfALostStepUpKeepsTheCart() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.http().load();
		stepUp(visitor.copy());
		this.site.passGrace();
		visitor.https().login("rob").finish();
		ViewedSession session = visitor.https().load();
		assertThat(session.<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
		assertThat(session.<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void loginOfWhoBrowsesOnAfterALostStepUpKeepsTheCart() {
		TestBrowser visitor = this.site.secureVisitor();
		stepDown(visitor);
		this.site.confirm(visitor.copy());
		TestBrowser browsing = visitor;
		for (int i = 0; i < 10; i++) {
			this.site.pass(TestSite.SETTINGS.writeInterval());
			browsing.https().set("page", i).finish();
		}
		browsing.https().login("rob").finish();
		assertThat(this.site.record(browsing).principalName()).isEqualTo("rob");
		assertThat(browsing.https().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	private void assertLoginIsRefused(TestBrowser browser) {
		TestSessionRequest request = browser.https();
		assertThatExceptionOfType(SecureAttributeException.class).isThrownBy(() -> request.login("eve"));
		assertThat(request.finish().cookies).isEmpty();
		assertThat(this.site.events(SessionDetachedEvent.class)).isEmpty();
	}

	@Test
	void loginReplacesBothIds() {
		TestBrowser visitor = this.site.secureVisitor();
		TestBrowser before = visitor.copy();
		TestSessionRequest request = visitor.https().login("rob").finish();
		assertThat(request.cookies).containsOnlyKeys(IdKind.INSECURE, IdKind.SECURE);
		assertThat(visitor.id(IdKind.INSECURE)).isNotEqualTo(before.id(IdKind.INSECURE));
		assertThat(visitor.id(IdKind.SECURE)).isNotEqualTo(before.id(IdKind.SECURE));
		assertThat(this.site.record(visitor).principalName()).isEqualTo("rob");
		assertThat(this.site.record(visitor).loginCount()).isOne();
	}

	@Test
	void cartSurvivesALoginWhoseResponseIsLost() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.https().login("rob").lose();
		this.site.pass(TestSite.SETTINGS.grace().multipliedBy(3));
		assertThat(visitor.https().load().<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(visitor.http().load().<String>getAttribute("cart")).isEqualTo("mug");
		visitor.https().login("rob").finish();
		assertThat(visitor.https().load().<Object>getAttribute(SecurityState.SECURITY_CONTEXT_NAME)).isNotNull();
	}

	@Test
	void idChangeOverHttpReplacesTheInsecureIdOnly() {
		TestBrowser visitor = this.site.secureVisitor();
		stepDown(visitor);
		TestBrowser before = visitor.copy();
		TestSessionRequest request = visitor.http();
		request.load().changeSessionId();
		assertThat(request.finish().cookies).containsOnlyKeys(IdKind.INSECURE);
		assertThat(this.site.record(visitor).secureId()).isEqualTo(before.id(IdKind.SECURE));
		assertThat(this.site.record(visitor).loginCount()).isZero();
	}

	@Test
	void idChangeOverHttpWithARetiredIdChangesNothing() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser old = visitor.copy();
		stepUp(visitor);
		TestSessionRequest request = old.http();
		request.load().changeSessionId();
		assertThat(request.finish().cookies).isEmpty();
		assertThat(this.site.record(visitor).insecureId()).isEqualTo(visitor.id(IdKind.INSECURE));
	}

}
