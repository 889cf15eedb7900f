package io.github.mixedsession.shop.session;

import java.io.Serializable;
import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.mixedsession.CrossingCause;

/**
 * One crossing of the session from one channel to the other.
 *
 * @param type which way
 * @param at when
 * @param cause why
 */
record Transition(Type type, Instant at, CrossingCause cause) implements Serializable {

	/** Which way a session crossed. */
	enum Type {

		STEP_UP("step-up"), STEP_DOWN("step-down");

		private final String text;

		Type(String text) {
			this.text = text;
		}

		@Override
		@JsonValue
		public String toString() {
			return this.text;
		}

	}

}
