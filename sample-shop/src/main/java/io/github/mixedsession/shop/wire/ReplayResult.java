package io.github.mixedsession.shop.wire;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the attacker got for a sniffed id.
 *
 * @param at when
 * @param id stands for the id
 * @param takesOver whether the session had no secure side yet, and the attacker went to
 * HTTPS all the same
 * @param answers the shop's answers
 */
record ReplayResult(Instant at, IdMark id, boolean takesOver, List<Answer> answers) {

	/**
	 * An answer.
	 *
	 * @param secure whether it came over HTTPS
	 * @param path what was asked for
	 * @param status the status, 0 if there was no answer
	 * @param location where it redirects to
	 * @param newIds whether it sets an insecure id
	 * @param parts what the page holds of a session
	 */
	record Answer(boolean secure, String path, int status, @Nullable String location, boolean newIds,
			List<Part> parts) {

		/** Whoever has no session gets a token, and the first step of the tour. */
		public boolean showsData() {
			return this.parts.stream().anyMatch((part) -> part.text() != null && !part.label().equals("tour"));
		}

	}

}
