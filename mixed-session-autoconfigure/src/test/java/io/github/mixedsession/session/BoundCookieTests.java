package io.github.mixedsession.session;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.mixedsession.CrossingCause;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.store.SessionRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A browser that has begun to bind cookies to the scheme while it held a session: the
 * insecure cookie is HTTP's, the secure one HTTPS's, and neither jar reaches the other.
 */
class BoundCookieTests {

	private final TestSite site = new TestSite();

	private TestBrowser overHttp;

	private TestBrowser overHttps;

	private TestBrowser eavesdropper;

	@BeforeEach
	void visitorCameBackToHttpBefore() {
		TestBrowser visitor = this.site.secureVisitor();
		visitor.http().set("draft", "of HTTP").finish();
		this.overHttp = visitor.eavesdropper();
		this.overHttps = visitor.copy();
		this.overHttps.drop(IdKind.INSECURE);
		this.eavesdropper = this.overHttp.copy();
		this.site.events.clear();
	}

	private void visitHttpsForAWhile() {
		for (int i = 0; i < 4; i++) {
			this.site.confirm(this.overHttps);
			this.site.passGrace();
		}
	}

	private SessionRecord row() {
		return this.site.record(this.overHttps);
	}

	private void assertNoSign() {
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).isEmpty();
		assertThat(this.site.events(SessionDetachedEvent.class)).isEmpty();
	}

	@Test
	void eachChannelGoesOnWithWhatThereWas() {
		visitHttpsForAWhile();
		assertThat(this.overHttp.http().load().<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(this.overHttp.http().load().<String>getAttribute("draft")).isEqualTo("of HTTP");
		this.overHttp.http().set("cart", "two mugs").finish();
		visitHttpsForAWhile();
		ViewedSession http = this.overHttp.http().load();
		assertThat(http.<String>getAttribute("cart")).isEqualTo("two mugs");
		assertThat(http.<String>getAttribute("draft")).isEqualTo("of HTTP");
		assertThat(this.overHttps.https().load().<String>getAttribute("cart")).isEqualTo("mug");
		assertNoSign();
	}

	@Test
	void eachChannelGoesOnAfterARedirectToHttp() {
		visitHttpsForAWhile();
		TestSessionRequest leaving = this.overHttps.https();
		assertThat(leaving.leave()).isTrue();
		leaving.finish();
		assertThat(this.overHttp.http().load().<String>getAttribute("cart")).isEqualTo("mug");
		visitHttpsForAWhile();
		assertThat(this.overHttps.https().load().<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(this.overHttp.http().load().<String>getAttribute("cart")).isEqualTo("mug");
		assertNoSign();
	}

	@Test
	void secureSideThatHasExpiredMeanwhileIsNoObstacle() {
		this.site.pass(TestSite.SETTINGS.secureIdle());
		visitHttpsForAWhile();
		assertThat(this.overHttp.http().load().<String>getAttribute("cart")).isEqualTo("mug");
		assertNoSign();
	}

	@Test
	void copyIsStoredAtItsFirstChange() {
		visitHttpsForAWhile();
		int rows = this.site.store.findAll().size();
		int updates = this.site.store.idUpdates;
		for (int i = 0; i < 3; i++) {
			TestSessionRequest request = this.eavesdropper.http();
			request.load();
			assertThat(request.finish().cookies).isEmpty();
		}
		assertThat(this.site.store.findAll()).hasSize(rows);
		assertThat(this.site.store.idUpdates).isEqualTo(updates);
		assertThat(this.overHttp.http().set("cart", "two mugs").finish().cookies).containsOnlyKeys(IdKind.INSECURE);
		assertThat(this.site.store.findAll()).hasSize(rows + 1);
	}

	@Test
	void whoReadTheIdOnHttpWritesNothingThatHttpsSees() {
		visitHttpsForAWhile();
		this.eavesdropper.http().set("cart", "poison").finish();
		this.eavesdropper.http().set("cart", "more poison").finish();
		assertThat(this.overHttps.https().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void idIsOverAGraceAfterHttpHasASessionOfItsOwn() {
		visitHttpsForAWhile();
		this.overHttp.http().set("cart", "two mugs").finish();
		assertThat(this.eavesdropper.http().find()).isNotNull();
		this.site.passGrace();
		assertThat(this.eavesdropper.http().find()).isNull();
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).hasSize(1);
	}

	@Test
	void idIsOverAlsoWhereItsSessionChangesMeanwhile() {
		visitHttpsForAWhile();
		TestSessionRequest request = this.overHttp.http().set("cart", "two mugs");
		TestSessionRequest leaving = this.overHttps.https();
		leaving.leave();
		leaving.finish();
		request.finish();
		this.site.passGrace();
		assertThat(this.eavesdropper.http().find()).isNull();
	}

	@Test
	void loginForgetsTheId() {
		visitHttpsForAWhile();
		this.overHttps.https().login("rob").set("cart", "private").finish();
		assertThat(this.eavesdropper.http().find()).isNull();
		this.overHttp.http().set("cart", "anew").finish();
		visitHttpsForAWhile();
		assertThat(this.overHttp.http().load().<String>getAttribute("cart")).isEqualTo("anew");
		assertNoSign();
	}

	/** It has one jar after all, and had lost the cookie. */
	@Test
	void idIsOverAGraceAfterHttpHasShownItsSuccessor() {
		visitHttpsForAWhile();
		this.overHttps.http().load();
		this.site.passGrace();
		assertThat(this.eavesdropper.http().find()).isNull();
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).hasSize(1);
		assertThat(this.overHttps.http().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void logoutEndsTheId() {
		visitHttpsForAWhile();
		TestSessionRequest request = this.overHttps.https();
		request.load();
		request.invalidate();
		request.finish();
		assertThat(this.eavesdropper.http().find()).isNull();
		assertNoSign();
	}

	@Test
	void idIsWhatAnyRetiredOneIsOverHttps() {
		visitHttpsForAWhile();
		this.eavesdropper.https().set("note", "mine").finish();
		assertThat(this.overHttps.https().load().getAttributeNames()).containsExactly("cart");
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).hasSize(1);
		assertThat(this.site.events(SessionDetachedEvent.class)).hasSize(1);
	}

	@Test
	void onlyTheIdThatWasLeftLastIsLeft() {
		visitHttpsForAWhile();
		TestSessionRequest leaving = this.overHttps.https();
		leaving.leave();
		leaving.finish();
		TestBrowser second = this.overHttps.eavesdropper();
		this.overHttps.drop(IdKind.INSECURE);
		visitHttpsForAWhile();
		assertThat(second.http().find()).isNotNull();
		assertThat(this.eavesdropper.http().find()).isNull();
		assertThat(row().ids().isAnyLeftToHttp()).isTrue();
	}

	@Test
	void idThatCameAlongIsNotLeft() {
		TestBrowser ordinary = this.overHttp.copy();
		ordinary.receive(this.overHttps.cookie(IdKind.SECURE));
		this.site.confirm(ordinary);
		this.site.confirm(ordinary);
		this.site.passGrace();
		assertThat(this.eavesdropper.http().find()).isNull();
		assertThat(this.site.events(RetiredIdPresentedEvent.class)).hasSize(1);
	}

	@Test
	void sessionThatMayNotStepDownGivesNoCopy() {
		visitHttpsForAWhile();
		this.site.on(SessionStepDownEvent.class, (event) -> {
			assertThat(event.getCause()).isEqualTo(CrossingCause.COPY);
			event.veto();
		});
		assertThatExceptionOfType(StepDownRefusedException.class).isThrownBy(() -> this.overHttp.http().load());
	}

}
