package io.github.mixedsession.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.mixedsession.IdKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * When a fresh id that was presented counts as arrived, so that the grace of those before
 * it begins (invariant 6): whatever becomes of the request that presented it.
 */
class ConfirmationTests {

	private final TestSite site = new TestSite();

	private static void stepUp(TestBrowser browser) {
		TestSessionRequest request = browser.https();
		request.load();
		request.finish();
	}

	private void comeBackWithoutSaving(TestBrowser visitor) {
		for (int i = 0; i < 5; i++) {
			TestSessionRequest request = visitor.https();
			request.form = true;
			request.load().setSavingEnabled(false);
			request.finish();
			this.site.passGrace();
		}
	}

	/** Polls of a page that wants no access recorded. */
	@Test
	void requestThatSavesNothingConfirms() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser sniffer = visitor.eavesdropper();
		stepUp(visitor);
		comeBackWithoutSaving(visitor);
		assertThat(sniffer.http().find()).isNull();
	}

	/** The same for the secure id: no theft sign. */
	@Test
	void requestThatSavesNothingConfirmsASecureId() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest down = visitor.https();
		assertThat(down.leave()).isTrue();
		down.finish();
		TestBrowser thief = visitor.copy();
		stepUp(visitor);
		comeBackWithoutSaving(visitor);
		assertThat(thief.https().find()).isNull();
	}

	/**
	 * Who has the retired id may have filled the shared side.
	 */
	@Test
	void requestWhoseSaveFailsConfirms() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser sniffer = visitor.eavesdropper();
		stepUp(visitor);
		TestSessionRequest request = visitor.https();
		request.form = true;
		request.load().setAttribute("cart", "x".repeat(2_000_000));
		assertThatException().isThrownBy(request::save);
		request.current.session().setSavingEnabled(false);
		request.finish();
		this.site.passGrace();
		assertThat(this.site.record(visitor).ids().isUnconfirmed(IdKind.INSECURE)).isFalse();
		assertThat(sniffer.http().find()).isNull();
	}

	/** A filter before the rules sets something secure. */
	@Test
	void requestThatMovesOnBeforeTheRulesDecideConfirms() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest down = visitor.http();
		down.load();
		down.finish();
		TestBrowser sniffer = visitor.eavesdropper();
		stepUp(visitor);
		visitor.drop(IdKind.SECURE);
		TestSessionRequest request = visitor.https().undecided();
		request.form = true;
		request.load().setAttribute("payment.card", "4711");
		request.stay();
		request.finish();
		this.site.passGrace();
		assertThat(sniffer.http().find()).isNull();
	}

	@Test
	void parallelRequestsAfterAStepUpWriteOnce() {
		TestBrowser visitor = this.site.visitor();
		stepUp(visitor);
		int before = this.site.store.idUpdates;
		List<TestSessionRequest> requests = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			TestSessionRequest request = visitor.https();
			request.load();
			requests.add(request);
		}
		requests.forEach(TestSessionRequest::finish);
		assertThat(this.site.store.idUpdates - before).isEqualTo(1);
	}

	/** A slow request holds the confirmation back. */
	@Test
	void slowRequestConfirmsAsItArrives() {
		TestBrowser visitor = this.site.visitor();
		TestBrowser sniffer = visitor.eavesdropper();
		stepUp(visitor);
		TestSessionRequest slow = visitor.https();
		slow.load();
		this.site.passGrace();
		this.site.pass(Duration.ofMinutes(1));
		assertThat(sniffer.http().find()).isNull();
		slow.finish();
	}

	/**
	 * A login that is slow: a retired secure id must not be taken for one whose answer
	 * was lost.
	 */
	@Test
	void retiredSecureIdBesideASlowRequestIsOvertaken() {
		TestBrowser visitor = this.site.secureVisitor();
		TestSessionRequest down = visitor.https();
		down.leave();
		down.finish();
		TestBrowser thief = visitor.copy();
		TestSessionRequest up = visitor.https();
		up.load();
		up.finish();
		this.site.passGrace();
		TestSessionRequest slow = visitor.https();
		slow.load();
		TestSessionRequest old = thief.https();
		old.form = true;
		old.load();
		int rows = this.site.store.findAll().size();
		old.login("mallory").finish();
		slow.finish();
		assertThat(this.site.store.findAll()).hasSize(rows);
	}

	@Test
	void formConfirmsAtItsEnd() {
		TestBrowser visitor = this.site.visitor();
		stepUp(visitor);
		TestSessionRequest form = visitor.https();
		form.form = true;
		form.load();
		assertThat(this.site.record(visitor).ids().isUnconfirmed(IdKind.INSECURE)).isTrue();
		form.finish();
		assertThat(this.site.record(visitor).ids().isUnconfirmed(IdKind.INSECURE)).isFalse();
	}

	@Test
	void formIsAnsweredWhereItCanNotConfirm() {
		TestBrowser visitor = this.site.visitor();
		stepUp(visitor);
		TestSessionRequest form = visitor.https();
		form.form = true;
		form.load();
		this.site.store.goDown();
		form.finish();
		this.site.store.comeUp();
		assertThat(this.site.record(visitor).ids().isUnconfirmed(IdKind.INSECURE)).isTrue();
		stepUp(visitor);
		assertThat(this.site.record(visitor).ids().isUnconfirmed(IdKind.INSECURE)).isFalse();
	}

	@Test
	void formThatLogsInConfirmsWithItsRotation() {
		TestBrowser visitor = this.site.visitor();
		stepUp(visitor);
		int before = this.site.store.idUpdates;
		TestSessionRequest form = visitor.https();
		form.form = true;
		form.login("rob").finish();
		assertThat(this.site.store.idUpdates - before).isOne();
	}

}
