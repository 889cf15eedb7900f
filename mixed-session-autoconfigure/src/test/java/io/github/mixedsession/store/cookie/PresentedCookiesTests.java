package io.github.mixedsession.store.cookie;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.contract.TestSessions;
import io.github.mixedsession.test.MutableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which of the cookies of one session make it up.
 */
class PresentedCookiesTests {

	private static final Duration IDLE = Duration.ofMinutes(30);

	private final MutableClock clock = new MutableClock();

	private final Instant start = this.clock.instant();

	private final Locator locator = Locator.generate(this.start);

	private final Family before = Family.generate();

	private final Family after = Family.generate();

	private final PresentedCookies cookies = new PresentedCookies();

	private final SessionCookieLifetime lifetime = new SessionCookieLifetime(Duration.ofDays(7), Duration.ofMinutes(1),
			this.clock);

	private void present(IdKind kind, Family family, long generation, Instant lastAccess,
			StoredAttribute... attributes) {
		boolean secure = kind == IdKind.SECURE;
		SessionCredential id = secure ? SessionCredential.secure(this.locator, family)
				: SessionCredential.insecure(this.locator);
		this.cookies.add(new PresentedCookie(id,
				new SessionCookie(kind, id.hash(), generation, 0, 0, SessionSide.SECURE, this.start, lastAccess, IDLE,
						family.hash(), new SecureSide(lastAccess, lastAccess, null), Set.of(), List.of(attributes))));
	}

	private void presentAnExpiredOneBeside(Family ofInsecure) {
		present(IdKind.SECURE, this.before, 1, this.start, TestSessions.attribute("card", Partition.SECURE, "4711"));
		this.clock.advance(IDLE.plusMinutes(1));
		present(IdKind.INSECURE, ofInsecure, 2, this.clock.instant(),
				TestSessions.attribute("cart", Partition.SHARED, "mug"));
	}

	private CarriedSession session() {
		return this.cookies.session(this.locator, Set.of(Partition.SECURE), this.lifetime);
	}

	private @Nullable StoredAttribute cart() {
		return session().find("cart", Partition.SHARED);
	}

	@Test
	void expiredSecureCookieHidesNoCart() {
		presentAnExpiredOneBeside(this.after);
		assertThat(cart()).isNotNull();
		assertThat(session().find("card", Partition.SECURE)).isNull();
		assertThat(session().record().ids().family()).isEqualTo(this.after.hash());
	}

	@Test
	void livingSecureCookieWinsOverAnInsecureOneOfAnotherFamily() {
		present(IdKind.SECURE, this.before, 1, this.start);
		this.clock.advance(IDLE.plusSeconds(59));
		present(IdKind.INSECURE, this.after, 2, this.clock.instant(),
				TestSessions.attribute("cart", Partition.SHARED, "mug"));
		assertThat(cart()).isNull();
		assertThat(session().record().ids().family()).isEqualTo(this.before.hash());
	}

	@Test
	void secureCookieOfAVisitorWhoWasOnHttpIsNotExpired() {
		presentAnExpiredOneBeside(this.before);
		assertThat(cart()).isNotNull();
		assertThat(session().find("card", Partition.SECURE)).isNotNull();
	}

	@Test
	void expiredSecureCookieAloneStaysWhatItIs() {
		present(IdKind.SECURE, this.before, 1, this.start);
		this.clock.advance(IDLE.plusMinutes(1));
		assertThat(session().record().ids().family()).isEqualTo(this.before.hash());
		assertThat(session().record().lastAccessedAt()).isEqualTo(this.start);
	}

}
