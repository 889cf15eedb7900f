package io.github.mixedsession.session;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.SessionRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Requests that lose the change of their ids, and are left with an insecure id over HTTPS
 * that is good for a copy at most (invariant 7). Whoever wants that ends a session of
 * their own in another tab.
 */
class LostRaceTests {

	private static TestSessionRequest request(TestSite site, TestBrowser browser, List<PresentedId> insecure) {
		return new TestSessionRequest(site, browser, Channel.SECURE,
				new PresentedIds(insecure, browser.presented(IdKind.SECURE)));
	}

	private static @Nullable String cart(@Nullable ViewedSession session) {
		return (session != null) ? session.getAttribute("cart") : null;
	}

	@Test
	void showsNothingOfASessionThatStaysSecure() {
		TestSite site = TestSite.stayingSecure();
		TestBrowser victim = site.user("rob");
		TestBrowser attacker = site.secureVisitor();
		site.pass(Duration.ofMinutes(10));
		site.confirm(victim);
		site.pass(Duration.ofMinutes(7));
		TestSessionRequest request = request(site, attacker, victim.presented(IdKind.INSECURE));
		site.store.beforeNextRotation(() -> attacker.https().invalidate());
		assertThat(cart(request.find())).isNull();
	}

	@Test
	void showsNothingForAnIdThatCrossedInVain() {
		TestSite site = TestSite.stayingSecure();
		TestBrowser victim = site.user("rob");
		assertThatExceptionOfType(StepDownRefusedException.class).isThrownBy(() -> victim.http().load());
		List<PresentedId> sniffed = victim.presented(IdKind.INSECURE);
		site.confirm(victim);
		TestBrowser attacker = site.secureVisitor();
		site.pass(Duration.ofMinutes(10));
		victim.drop(IdKind.INSECURE);
		victim.https().load();
		site.pass(Duration.ofMinutes(7));
		TestSessionRequest request = request(site, attacker, sniffed);
		site.store.beforeNextRotation(() -> attacker.https().invalidate());
		assertThat(cart(request.find())).isNull();
	}

	@Test
	void showsNothingOverHttpIfTheStepDownIsLostTimeAndAgain() {
		TestSite site = new TestSite();
		TestBrowser victim = site.user("rob");
		winEachRace(site, victim);
		TestSessionRequest request = victim.eavesdropper().http();
		assertThat(request.getOrCreate().getAttributeNames()).isEmpty();
		request.finish();
	}

	private static void winEachRace(TestSite site, TestBrowser browser) {
		site.store.beforeNextRotation(() -> {
			SessionRecord record = site.record(browser);
			assertThat(site.store.update(IdUpdate.ofIds(record, record.ids().loggedIn()))).isTrue();
			winEachRace(site, browser);
		});
	}

	@Test
	void writesToACopyOfTheVictimsSession() {
		TestSite site = new TestSite();
		TestBrowser victim = site.user("rob");
		TestBrowser attacker = site.secureVisitor();
		attacker.http().load();
		TestSessionRequest request = request(site, attacker, victim.presented(IdKind.INSECURE));
		site.store.beforeNextRotation(() -> attacker.https().invalidate());
		request.getOrCreate().setAttribute("cart", "bomb");
		request.finish();
		assertThat(victim.https().load().<String>getAttribute("cart")).isEqualTo("mug");
	}

	@Test
	void writesNothingToTheSessionOfWhoPlantedAnId() {
		TestSite site = new TestSite();
		TestBrowser victim = site.secureVisitor();
		victim.http().load();
		TestBrowser planter = site.secureVisitor();
		TestSessionRequest request = request(site, victim, planter.presented(IdKind.INSECURE));
		site.store.beforeNextRotation(() -> victim.https().invalidate());
		request.getOrCreate().setAttribute("address", "Elm Street");
		request.finish();
		assertThat(planter.https().load().<String>getAttribute("address")).isNull();
	}

	@Test
	void loserOfAStepUpWithoutAGraceGetsACopy() {
		SessionSettings settings = TestSite.SETTINGS;
		loserOfAStepUpGetsACopy(new TestSite(new SessionSettings(settings.timeout(), settings.secureIdle(),
				settings.secureAbsolute(), Duration.ZERO, true, settings.writeInterval(), false)), Duration.ZERO);
	}

	/**
	 * The database kept the update waiting for so long.
	 */
	@Test
	void loserOfAStepUpAfterTheGraceGetsACopy() {
		loserOfAStepUpGetsACopy(new TestSite(), TestSite.SETTINGS.grace());
	}

	private static void loserOfAStepUpGetsACopy(TestSite site, Duration wait) {
		TestBrowser victim = site.visitor();
		TestBrowser eavesdropper = victim.copy();
		site.store.beforeNextRotation(() -> {
			TestSessionRequest request = eavesdropper.https();
			request.load();
			request.finish();
			site.pass(wait);
		});
		TestSessionRequest request = victim.https();
		request.getOrCreate().setAttribute("cart", "private");
		request.finish();
		assertThat(eavesdropper.https().load().<String>getAttribute("cart")).isEqualTo("mug");
		assertThat(victim.https().load().<String>getAttribute("cart")).isEqualTo("private");
	}

}
