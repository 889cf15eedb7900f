package io.github.mixedsession.shop.wire;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One answer that replaced ids.
 *
 * @param at when
 * @param secure whether it went over HTTPS
 * @param cause what for
 * @param insecure what became of the insecure id
 * @param secureId what became of the secure id
 */
record Turn(Instant at, boolean secure, Cause cause, Change insecure, Change secureId) {

	/** What ids are replaced for. */
	enum Cause {

		START("the session begins"), STEP_UP("step-up"), STEP_DOWN("step-down"), LOGIN("login"), OTHER("new ids");

		private final String text;

		Cause(String text) {
			this.text = text;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	/**
	 * What became of one id.
	 *
	 * @param before the one before, {@code null} if none is known
	 * @param after the one now, {@code null} if there is none
	 */
	record Change(@Nullable IdMark before, @Nullable IdMark after) {

		public boolean isTurned() {
			return this.after != null && !this.after.equals(this.before);
		}

	}

}
