package io.github.mixedsession.session;

import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessResourceFailureException;

import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.StepDownRefusedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A listener or the store fails half-way through a crossing: nothing is seen of the
 * session, also by a request that goes on (invariants 7 and 14).
 */
class FailedCrossingTests {

	private final TestSite site = new TestSite();

	private void failAtStepDown() {
		this.site.on(SessionStepDownEvent.class, (event) -> {
			throw new IllegalStateException("can't tell");
		});
	}

	@Test
	void overHttpNothingIsSeen() {
		TestBrowser victim = this.site.user("rob");
		failAtStepDown();
		TestSessionRequest request = victim.eavesdropper().http();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(request::find).withMessage("can't tell");
		assertThat(request.getOrCreate().getAttributeNames()).isEmpty();
		assertThat(request.finish().cookies).isEmpty();
	}

	@Test
	void overHttpsNothingIsWritten() {
		TestBrowser victim = this.site.user("rob");
		failAtStepDown();
		TestSessionRequest request = victim.eavesdropper().https();
		assertThatException().isThrownBy(request::find);
		request.getOrCreate().setAttribute("cart", "bomb");
		assertThat(request.finish().cookies).isEmpty();
		assertThat(this.site.store.findAll()).hasSize(1);
		assertThat(victim.https().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void storeThatFailsAsARefusalIsWrittenDown() {
		TestSite staying = TestSite.stayingSecure();
		TestBrowser victim = staying.user("rob");
		staying.store.beforeNextRotation(() -> {
			throw new DataAccessResourceFailureException("read only");
		});
		TestSessionRequest request = victim.eavesdropper().http();
		assertThatExceptionOfType(SessionStoreException.class).isThrownBy(request::find);
		ViewedSession rest = request.find();
		assertThat(rest).isNotNull();
		assertThat(rest.getAttributeNames()).isEmpty();
		rest.setAttribute("cart", "bomb");
		assertThat(request.finish().cookies).isEmpty();
		assertThat(staying.store.findAll()).hasSize(1);
		assertThat(victim.https().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void errorPageOfARefusedStepDownSeesAnEmptySession() {
		TestSite staying = TestSite.stayingSecure();
		TestBrowser victim = staying.user("rob");
		TestSessionRequest request = victim.http();
		assertThatExceptionOfType(StepDownRefusedException.class).isThrownBy(request::find);
		staying.policy.answerError(request.current);
		assertThat(request.getOrCreate().getAttributeNames()).isEmpty();
	}

	@Test
	void endOfWhatStandsInForItKeepsTheCookies() {
		TestBrowser victim = this.site.user("rob");
		TestSessionRequest http = victim.http();
		http.load();
		http.finish();
		this.site.on(SessionStepUpEvent.class, (event) -> {
			throw new IllegalStateException("can't tell");
		});
		TestSessionRequest request = victim.https();
		assertThatException().isThrownBy(request::find);
		request.getOrCreate();
		request.invalidate();
		request.finish();
		assertThat(request.isWithdrawn()).isFalse();
		assertThat(this.site.store.findAll()).hasSize(1);
	}

}
