package io.github.mixedsession.shop.wire;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One request and its answer.
 *
 * @param at when it came
 * @param secure whether it came over HTTPS
 * @param attacker whether it was the replay of the page
 * @param received about how many bytes came
 * @param sent about how many bytes went
 * @param message what was in them; of HTTPS only if {@code reader} is there
 * @param reader whom the message is shown to, {@code null} for HTTP
 * @param resources how many images and styles were asked for next, with the same cookies
 */
record Exchange(Instant at, boolean secure, boolean attacker, long received, long sent, @Nullable Message message,
		@Nullable WireReader reader, int resources) {

	Exchange {
		if (secure && (message == null) != (reader == null)) {
			throw new IllegalArgumentException("What was said over HTTPS is for somebody, or is not kept");
		}
	}

	Exchange withOneMoreResource() {
		return new Exchange(this.at, this.secure, this.attacker, this.received, this.sent, this.message, this.reader,
				this.resources + 1);
	}

}
