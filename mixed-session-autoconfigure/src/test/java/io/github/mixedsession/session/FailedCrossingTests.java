package io.github.mixedsession.session;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessResourceFailureException;

import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.id.RandomBytes;

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
		assertNothingIsSeen(TestSite.stayingSecure(), new DataAccessResourceFailureException("read only"));
	}

	@Test
	void keysThatCanNotBeHadAsARefusalIsWrittenDown() {
		EncryptionKeys keys = EncryptionKeys.of(List.of(new SecretKeySpec(RandomBytes.of(32), "AES")));
		assertNothingIsSeen(TestSite.stayingSecure(new Encryption(() -> keys, false)),
				new DataAccessResourceFailureException("read only"));
		AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
		TestSite sealed = TestSite.stayingSecure(new Encryption(() -> {
			if (left.getAndDecrement() <= 0) {
				throw new SessionStoreException(new IllegalStateException("sealed vault"));
			}
			return keys;
		}, false));
		TestBrowser victim = sealed.user("rob");
		for (int asked = 0; asked < 12; asked++) {
			left.set(asked);
			TestSessionRequest request = victim.eavesdropper().http();
			assertThatException().isThrownBy(request::find);
			assertThatNothingIsSeen(request);
			left.set(Integer.MAX_VALUE);
		}
	}

	private static void assertThatNothingIsSeen(TestSessionRequest request) {
		try {
			ViewedSession rest = request.find();
			assertThat((rest != null) ? rest.getAttributeNames() : Set.of()).isEmpty();
		}
		catch (SessionStoreException | StepDownRefusedException ex) {
			// sees nothing either
		}
	}

	private static void assertNothingIsSeen(TestSite staying, RuntimeException failure) {
		TestBrowser victim = staying.user("rob");
		staying.store.beforeNextRotation(() -> {
			throw failure;
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
