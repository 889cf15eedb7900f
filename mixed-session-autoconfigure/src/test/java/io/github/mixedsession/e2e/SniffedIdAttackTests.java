package io.github.mixedsession.e2e;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.RetiredIdPresentedEvent;
import io.github.mixedsession.SessionDetachedEvent;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.store.contract.Concurrently;
import io.github.mixedsession.store.RetiredIds;
import io.github.mixedsession.store.SessionRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the eavesdropper does with an insecure id, and what old ids are good for.
 */
@ParameterizedClass
@EnumSource
class SniffedIdAttackTests {

	private static final String NOTHING = "user=null\n";

	private static final Duration GRACE = Duration.ofSeconds(11);

	private final Site site;

	SniffedIdAttackTests(Deployment deployment) {
		this.site = deployment.shared();
	}

	@BeforeEach
	void forgetEvents() {
		this.site.events().clear();
	}

	@Test
	void a01ReplayOverHttpOpensTheInsecureViewUntilTheNextTransition() {
		Browser victim = visitor();
		Browser eavesdropper = victim.eavesdropper();
		assertThat(eavesdropper.http("/session").line("@cart")).isEqualTo("mug");
		victim.https("/secure/set?name=card&value=4711");
		assertInsecureViewAlone(eavesdropper.copy().http("/session"));
		victim.https("/secure/page");
		assertInsecureViewAlone(eavesdropper.copy().http("/session"));
		this.site.clock().advance(GRACE);
		assertThat(eavesdropper.http("/session").body()).isEqualTo(NOTHING);
		assertThat(victim.https("/session").line("@card")).isEqualTo("4711");
	}

	private static void assertInsecureViewAlone(Reply reply) {
		assertThat(reply.line("view")).isEqualTo("INSECURE");
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(reply.body()).doesNotContain("@card");
		assertThat(reply.setCookies()).isEmpty();
	}

	@Test
	void a40WhoWithholdsTheSuccessorOfASteppedUpIdSeesNothingThatComesLater() {
		Browser victim = visitor();
		Browser attacker = victim.eavesdropper();
		attacker.https("/session");
		attacker.jar().remove(Browser.INSECURE_COOKIE);
		this.site.clock().advance(GRACE);
		this.site.events().clear();
		assertThat(victim.https("/session").line("@cart")).isEqualTo("mug");
		assertThat(this.site.events().of(RetiredIdPresentedEvent.class)).singleElement()
			.satisfies((event) -> assertThat(event.isSessionEnded()).isFalse());
		victim.https("/secure/set?name=card&value=4711");
		victim.http("/set?name=cart&value=two");
		victim.https("/set?name=note&value=mine");
		for (int i = 0; i < 3; i++) {
			Reply seen = attacker.https("/session");
			assertThat(seen.line("@cart")).isEqualTo((i > 0) ? "poison" + (i - 1) : "mug");
			assertThat(seen.body()).doesNotContain("@card", "@note");
			attacker.https("/set?name=cart&value=poison" + i);
			assertThat(victim.http("/session").line("@cart")).isEqualTo("two");
			assertThat(victim.https("/session").line("@card")).isEqualTo("4711");
		}
	}

	@Test
	void a42SafeRequestsThatSeeACopyStoreNothing() {
		Browser victim = visitor();
		victim.https("/secure/page");
		victim.https("/secure/page");
		Browser eavesdropper = victim.eavesdropper();
		int sessions = this.site.sessions();
		List<String> statements = this.site.sql().during(() -> {
			for (int i = 0; i < 50; i++) {
				Reply reply = eavesdropper.https("/session");
				assertThat(reply.line("@cart")).isEqualTo("mug");
				assertThat(reply.setCookies()).isEmpty();
			}
		});
		assertThat(statements).allMatch((statement) -> statement.startsWith("SELECT"));
		assertThat(this.site.sessions()).isEqualTo(sessions);
		assertThat(this.site.events().of(SessionDetachedEvent.class)).isEmpty();
		assertThat(eavesdropper.https("/set?name=x&value=y").setCookies()).hasSize(2);
		assertThat(this.site.sessions()).isEqualTo(sessions + 1);
	}

	@Test
	void a42ToAndFroIsOneRowOfBoundedSize() {
		Browser visitor = visitor();
		int sessions = this.site.sessions();
		for (int i = 0; i < 60; i++) {
			visitor.https("/secure/page");
			visitor.http("/page");
		}
		assertThat(this.site.sessions()).isEqualTo(sessions);
		SessionRecord record = this.site.record(visitor.http("/session").line("id"));
		assertThat(RetiredIds.pack(record.ids().retired())).hasSizeLessThan(1000);
	}

	@Test
	void a02ReplayOverHttpsOfARowWithoutSecureIdIsOneStepUp() {
		Browser victim = visitor();
		Browser eavesdropper = victim.eavesdropper();
		assertThat(eavesdropper.https("/session").line("view")).isEqualTo("SECURE");
		assertThat(eavesdropper.https("/session").line("view")).isEqualTo("SECURE");
		assertThat(this.site.events().of(SessionStepUpEvent.class)).hasSize(1);
		assertThat(victim.copy().https("/session").line("view")).isEqualTo("INSECURE");
		this.site.clock().advance(GRACE);
		assertThat(victim.http("/session").body()).isEqualTo(NOTHING);
	}

	@Test
	void a02ReplayOverHttpsOfARowWithSecureIdGetsACopy() {
		Browser victim = visitor();
		victim.login("customer");
		victim.https("/secure/set?name=card&value=4711");
		victim.https("/secure/set?name=tab&value=private");
		Browser eavesdropper = victim.eavesdropper();
		int before = this.site.sessions();
		Reply reply = eavesdropper.https("/session");
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.body()).doesNotContain("=4711\n").doesNotContain("private").doesNotContain("CSRF");
		eavesdropper.https("/secure/set?name=cart&value=poison");
		assertThat(this.site.sessions()).isEqualTo(before + 1);
		Reply own = victim.https("/account/session");
		assertThat(own.line("@cart")).isEqualTo("mug");
		assertThat(own.line("@card")).isEqualTo("4711");
		assertThat(own.setCookies()).isEmpty();
	}

	@Test
	void a03OfTwoStepUpsAtOnceOneWinsAndNeitherSeesTheOther() throws Exception {
		for (int round = 0; round < 20; round++) {
			Browser victim = visitor();
			Browser eavesdropper = victim.eavesdropper();
			this.site.events().clear();
			List<Reply> replies = Concurrently.run(2,
					(i) -> () -> ((i == 0) ? victim : eavesdropper).https("/secure/session"));
			assertThat(replies).extracting((reply) -> reply.line("view"))
				.containsExactlyInAnyOrder("SECURE", "INSECURE");
			assertThat(replies).extracting((reply) -> reply.line("@cart")).containsOnly("mug");
			assertThat(this.site.events().of(SessionStepUpEvent.class)).hasSize(1);
			boolean victimWon = "SECURE".equals(replies.get(0).line("view"));
			Browser loser = victimWon ? eavesdropper : victim;
			Browser winner = victimWon ? victim : eavesdropper;
			loser.https("/secure/set?name=card&value=losers");
			winner.https("/secure/set?name=card&value=winners");
			assertThat(this.site.events().of(SessionDetachedEvent.class)).hasSize(1);
			assertThat(winner.https("/secure/session").line("@card")).isEqualTo("winners");
			assertThat(loser.https("/secure/session").line("@card")).isEqualTo("losers");
			assertThat(loser.https("/secure/session").line("@cart")).isEqualTo("mug");
		}
	}

	@Test
	void a03LoginOfTheLoserMakesASessionOfItsOwn() {
		Browser victim = visitor();
		Browser eavesdropper = victim.eavesdropper();
		eavesdropper.https("/secure/page");
		assertThat(victim.https("/secure/session").line("view")).isEqualTo("INSECURE");
		victim.login("customer");
		victim.https("/set?name=late&value=private");
		Reply own = victim.https("/account/session");
		assertThat(own.line("user")).isEqualTo("customer");
		assertThat(own.line("@cart")).isEqualTo("mug");
		Reply others = eavesdropper.https("/session");
		assertThat(others.line("user")).isEqualTo("null");
		assertThat(others.body()).doesNotContain("private");
	}

	@Test
	void a05PlantedLiveIdReadsNothingThatComesLater() {
		Browser attacker = visitor();
		Browser victim = this.site.browser();
		victim.jar().plant(Browser.INSECURE_COOKIE, attacker.insecureId(), false);
		victim.login("customer");
		assertThat(victim.insecureId()).isNotEqualTo(attacker.insecureId());
		victim.https("/secure/set?name=card&value=4711");
		for (boolean tls : new boolean[] { false, true }) {
			Reply reply = attacker.copy().get(tls, "/session");
			assertThat(reply.line("user")).isEqualTo("null");
			assertThat(reply.line("@card")).isNull();
		}
		this.site.clock().advance(GRACE);
		victim.https("/set?name=cart&value=private");
		assertThat(attacker.http("/session").body()).isEqualTo(NOTHING);
		assertThat(attacker.https("/session").body()).isEqualTo(NOTHING);
		assertThat(victim.https("/account/session").line("@cart")).isEqualTo("private");
	}

	@Test
	void a05PlantedIdOfASteppedUpSessionGivesTheVictimACopy() {
		Browser attacker = visitor();
		attacker.https("/secure/page");
		attacker.https("/secure/page");
		Browser victim = this.site.browser();
		victim.jar().plant(Browser.INSECURE_COOKIE, attacker.insecureId(), false);
		victim.login("customer");
		victim.https("/set?name=cart&value=private");
		assertThat(attacker.https("/session").line("@cart")).isEqualTo("mug");
		assertThat(attacker.https("/session").line("user")).isEqualTo("null");
		assertThat(victim.https("/account/session").line("@cart")).isEqualTo("private");
	}

	@Test
	void a27RetiredIdOfAStepUp() {
		Browser victim = visitor();
		Browser before = victim.copy();
		victim.https("/secure/set?name=card&value=4711");
		assertInsecureViewAlone(before.copy().http("/session"));
		assertInsecureViewAlone(before.copy().https("/session"));
		victim.https("/secure/page");
		assertInsecureViewAlone(before.copy().http("/session"));
		this.site.clock().advance(GRACE);
		assertThat(before.http("/session").body()).isEqualTo(NOTHING);
		assertThat(before.https("/session").body()).isEqualTo(NOTHING);
		assertThat(this.site.events().of(RetiredIdPresentedEvent.class)).hasSize(2)
			.allMatch((event) -> event.getKind() == IdKind.INSECURE && !event.isSessionEnded());
		assertThat(victim.https("/session").line("@card")).isEqualTo("4711");
	}

	@Test
	void a27RetiredIdIsUsableUntilItsSuccessorIsPresented() {
		Browser victim = visitor();
		Browser lost = victim.copy();
		victim.https("/secure/page");
		this.site.clock().advance(Duration.ofMinutes(5));
		assertInsecureViewAlone(lost.http("/session"));
	}

	@Test
	void a27RetiredIdsOfAStepDown() {
		Browser victim = visitor();
		victim.https("/secure/set?name=card&value=4711");
		victim.https("/secure/page");
		Browser before = victim.copy();
		assertThat(victim.follow(true, "/insecure/page").status()).isEqualTo(200);
		assertThat(victim.insecureId()).isNotEqualTo(before.insecureId());
		assertThat(victim.secureId()).isNotEqualTo(before.secureId());
		Reply old = before.copy().https("/session");
		assertThat(old.line("@card")).isEqualTo("4711");
		assertThat(old.setCookies()).isEmpty();
		assertInsecureViewAlone(before.copy().http("/session"));
		victim.https("/secure/page");
		this.site.clock().advance(GRACE);
		assertThat(before.http("/session").body()).isEqualTo(NOTHING);
		assertThat(victim.https("/session").line("@card")).isEqualTo("4711");
		assertThat(before.https("/session").body()).isEqualTo(NOTHING);
		assertThat(this.site.events().of(RetiredIdPresentedEvent.class)).last()
			.matches((event) -> event.getKind() == IdKind.SECURE && event.isSessionEnded());
		assertThat(victim.https("/session").body()).isEqualTo(NOTHING);
	}

	@Test
	void a27RetiredIdsOfALoginNeverOpenTheAuthenticatedSide() {
		Browser victim = visitor();
		victim.https("/secure/page");
		victim.https("/secure/set?name=card&value=4711");
		Browser before = victim.copy();
		victim.login("customer");
		for (int i = 0; i < 2; i++) {
			Reply old = before.copy().https("/session");
			assertThat(old.line("user")).isEqualTo("null");
			assertThat(old.line("@card")).isNull();
			assertThat(old.line("@cart")).isEqualTo("mug");
			assertThat(before.copy().https("/account/page").status()).isNotEqualTo(200);
			victim.https("/account/page");
		}
		this.site.clock().advance(GRACE);
		assertThat(before.http("/session").body()).isEqualTo(NOTHING);
		assertThat(victim.https("/account/page").status()).isEqualTo(200);
		assertThat(before.https("/session").body()).isEqualTo(NOTHING);
		assertThat(victim.https("/account/page").status()).isEqualTo(302);
	}

	@Test
	void a27RetiredInsecureIdNeverStepsUp() {
		Browser victim = visitor();
		Browser before = victim.copy();
		victim.https("/secure/page");
		assertThat(before.https("/secure/session").line("view")).isEqualTo("INSECURE");
		assertThat(before.https("/secure/session").setCookies()).isEmpty();
	}

	@Test
	void a30LateResponseSetsNoOldCookie() throws Exception {
		Browser customer = visitor();
		customer.login("customer");
		Browser slow = customer.copy();
		List<Reply> replies = slowly(slow, "/secure/slow?name=x&value=y", () -> customer.https("/secure/rotate"));
		assertThat(replies.get(0).setCookies()).isEmpty();
		assertThat(replies.get(0).status()).isEqualTo(200);
		assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
		assertThat(customer.https("/account/session").line("@x")).isEqualTo("y");
	}

	@Test
	void a30LateResponseOfAStepDownDoesNotHurt() throws Exception {
		Browser customer = visitor();
		customer.login("customer");
		customer.https("/account/page");
		Browser slow = customer.copy();
		List<Reply> replies = slowly(slow, "/secure/slow?name=x&value=y",
				() -> customer.follow(true, "/insecure/page"));
		assertThat(replies.get(0).setCookies()).isEmpty();
		assertThat(customer.https("/account/session").line("@x")).isEqualTo("y");
	}

	@Test
	void a28SlowSaveAfterALoginLeavesIdsPrincipalAndAuthenticationAlone() throws Exception {
		Browser victim = visitor();
		victim.https("/secure/page");
		victim.https("/secure/page");
		Browser before = victim.copy();
		slowly(before.copy(), "/secure/slow?name=x&value=y", () -> victim.login("customer"));
		assertThat(before.copy().https("/session").line("user")).isEqualTo("null");
		Reply now = victim.https("/account/session");
		assertThat(now.line("user")).isEqualTo("customer");
		assertThat(now.line("@x")).isEqualTo("y");
		assertThat(principalOf(now)).isEqualTo("customer");
	}

	@Test
	void a28SlowSaveAfterALogoutBringsNothingBack() throws Exception {
		Browser customer = visitor();
		customer.login("customer");
		Browser before = customer.copy();
		int sessions = this.site.sessions();
		List<Reply> replies = slowly(before.copy(), "/secure/slow?name=x&value=y", () -> customer.logout(true));
		assertThat(replies.get(0).status()).isLessThan(500);
		assertThat(this.site.sessions()).isEqualTo(sessions - 1);
		assertThat(before.https("/session").line("user")).isEqualTo("null");
	}

	@Test
	void a28SlowAuthenticationOfAnOldRequestIsDropped() throws Exception {
		Browser victim = visitor();
		victim.https("/secure/page");
		victim.https("/secure/page");
		List<Reply> replies = slowly(victim.copy(), "/secure/slow-login", () -> victim.login("customer"));
		assertThat(replies.get(0).status()).isEqualTo(200);
		Reply now = victim.https("/account/session");
		assertThat(now.line("user")).isEqualTo("customer");
		assertThat(principalOf(now)).isEqualTo("customer");
	}

	private @Nullable String principalOf(Reply reply) {
		return this.site.record(reply.line("id")).principalName();
	}

	@Test
	void a29ParallelChangesOfDifferentAttributes() throws Exception {
		Browser visitor = visitor();
		visitor.http("/set?name=gone&value=soon");
		int sessions = this.site.sessions();
		for (int round = 0; round < 25; round++) {
			visitor.http("/set?name=gone&value=soon");
			int number = round;
			List<Reply> replies = Concurrently.run(6, (i) -> () -> visitor.http(switch (i) {
				case 0 -> "/set?name=gone&value=again";
				case 1 -> "/remove?name=gone";
				case 2 -> "/remove?name=gone";
				case 3 -> "/set?name=same&value=" + number;
				default -> "/set?name=own" + number + "-" + i + "&value=x";
			}));
			assertThat(replies).extracting(Reply::status).containsOnly(200);
		}
		assertThat(this.site.sessions()).isEqualTo(sessions);
		Reply now = visitor.http("/session");
		assertThat(now.line("@cart")).isEqualTo("mug");
		assertThat(now.line("@same")).isEqualTo("24");
		assertThat(now.body().lines().filter((line) -> line.startsWith("@own"))).hasSize(50);
		assertThat(now.body().lines().filter((line) -> line.startsWith("@gone")).count()).isLessThanOrEqualTo(1);
	}

	@Test
	void a32PingingOverHttpDoesNotKeepTheSecureSideAlive() {
		Browser customer = visitor();
		customer.login("customer");
		customer.https("/secure/set?name=card&value=4711");
		Browser eavesdropper = customer.eavesdropper();
		for (int minute = 0; minute < 17; minute++) {
			this.site.clock().advance(Duration.ofMinutes(1));
			assertThat(eavesdropper.http("/session").line("@cart")).isEqualTo("mug");
		}
		Reply reply = customer.https("/session");
		assertThat(reply.line("user")).isEqualTo("null");
		assertThat(reply.line("@card")).isNull();
		assertThat(reply.line("@cart")).isEqualTo("mug");
		assertThat(customer.https("/account/page").status()).isEqualTo(302);
	}

	@Test
	void a32SecureSideEndsInAnyCase() {
		Browser customer = visitor();
		customer.login("customer");
		for (int i = 0; i < 12 * 6; i++) {
			assertThat(customer.https("/account/session").line("user")).isEqualTo("customer");
			this.site.clock().advance(Duration.ofMinutes(10));
		}
		assertThat(customer.https("/account/page").status()).isEqualTo(302);
	}

	private Browser visitor() {
		Browser visitor = this.site.browser();
		visitor.http("/set?name=cart&value=mug");
		return visitor;
	}

	/**
	 * Does something while another request of the browser waits in its handler. Returns
	 * the reply to that request.
	 */
	private List<Reply> slowly(Browser slow, String path, Runnable meanwhile) throws Exception {
		this.site.gate().reset();
		return Concurrently.run(2, (i) -> () -> {
			if (i == 0) {
				return slow.https(path);
			}
			try {
				this.site.gate().awaitArrival();
				meanwhile.run();
			}
			finally {
				this.site.gate().release();
			}
			return new Reply(0, List.of(), "");
		});
	}

}
