package io.github.mixedsession.session;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionStepDownEvent;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.id.IdHash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What an insecure id is good for that crossed HTTP while its session had to stay on
 * HTTPS (attack 41).
 */
class ExposedIdTests {

	private final TestSite site = TestSite.stayingSecure();

	private static void refused(TestBrowser browser) {
		TestSessionRequest request = browser.http();
		assertThatExceptionOfType(StepDownRefusedException.class).isThrownBy(request::load);
		request.finish();
	}

	@Test
	void exposedIdShowsNothingAfterItWasReplaced() {
		TestBrowser victim = this.site.user("rob");
		refused(victim);
		TestBrowser eavesdropper = victim.eavesdropper();
		assertThat(eavesdropper.https().find()).isNull();
		this.site.confirm(victim);
		assertThat(victim.id(IdKind.INSECURE)).isNotEqualTo(eavesdropper.id(IdKind.INSECURE));
		assertThat(eavesdropper.https().find()).isNull();
		assertThat(victim.https().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void vetoHoldsAfterAnExposedIdWasReplaced() {
		TestSite vetoing = new TestSite();
		vetoing.on(SessionStepDownEvent.class, SessionStepDownEvent::veto);
		TestBrowser victim = vetoing.user("rob");
		refused(victim);
		TestBrowser eavesdropper = victim.eavesdropper();
		vetoing.confirm(victim);
		assertThat(eavesdropper.https().find()).isNull();
	}

	/**
	 * Too late for a redirect: a handler has flushed before it asks.
	 */
	@Test
	void committedResponseShowsNothing() {
		TestBrowser victim = this.site.user("rob");
		assertThat(findCommitted(victim)).isNull();
		TestBrowser before = victim.copy();
		this.site.confirm(victim);
		assertThat(findCommitted(before)).as("a retired id").isNull();
	}

	private static @Nullable ViewedSession findCommitted(TestBrowser browser) {
		TestSessionRequest request = browser.http();
		request.commit();
		return request.find();
	}

	@Test
	void exposureSurvivesAParallelChangeOfTheIds() {
		TestBrowser victim = this.site.secureVisitor();
		TestSessionRequest login = victim.https();
		login.load().changeSessionId();
		login.finish();
		this.site.store.beforeNextRotation(() -> this.site.confirm(victim));
		refused(victim);
		IdHash crossed = victim.id(IdKind.INSECURE);
		this.site.confirm(victim);
		assertThat(victim.id(IdKind.INSECURE)).isNotEqualTo(crossed);
	}

	@Test
	void retiredIdThatCrossedInVainShowsNothing() {
		TestBrowser victim = this.site.user("rob");
		TestBrowser parallel = victim.copy();
		victim.https().login("rob").finish();
		refused(parallel);
		assertThat(parallel.eavesdropper().https().find()).isNull();
		int updates = this.site.store.idUpdates;
		refused(parallel);
		assertThat(this.site.store.idUpdates).as("written down once").isEqualTo(updates);
	}

	@Test
	void idThatIsRotatedAsItCrossesInVainShowsNothing() {
		TestBrowser victim = this.site.user("rob");
		TestBrowser parallel = victim.copy();
		this.site.store.beforeNextRotation(() -> victim.https().login("rob").finish());
		refused(parallel);
		assertThat(parallel.eavesdropper().https().find()).isNull();
	}

}
