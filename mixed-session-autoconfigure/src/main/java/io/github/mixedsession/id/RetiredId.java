package io.github.mixedsession.id;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;

/**
 * An id that another one has replaced. The last ones are remembered with their session,
 * so that a late use is known for what it is (invariants 6 and 10).
 *
 * @param id the hash of the id
 * @param kind {@link IdKind#SECURE} for a secure id
 * @param loginCount the session's login count until then
 * @param retiredAt when it was replaced; the epoch for an insecure id that crossed HTTP
 * while its session had to stay on HTTPS, which is no good over HTTPS from then on
 * @param usableUntil the end of its grace, {@code null} as long as its successor was not
 * presented
 */
public record RetiredId(IdHash id, IdKind kind, int loginCount, Instant retiredAt, @Nullable Instant usableUntil) {

	/** Stands for the time at which an exposed id was retired. */
	static final Instant EXPOSED = Instant.EPOCH;

	/**
	 * Returns whether the id may still be used.
	 * @param now the current time
	 * @return {@code true} before the end of its grace
	 */
	public boolean isUsable(Instant now) {
		return this.usableUntil == null || now.isBefore(this.usableUntil);
	}

	RetiredId exposed() {
		return new RetiredId(this.id, this.kind, this.loginCount, EXPOSED, this.usableUntil);
	}

	/**
	 * Returns the id with an end of its grace, or an earlier one.
	 */
	RetiredId until(Instant end) {
		return (this.usableUntil != null && !end.isBefore(this.usableUntil)) ? this
				: new RetiredId(this.id, this.kind, this.loginCount, this.retiredAt, end);
	}

}
