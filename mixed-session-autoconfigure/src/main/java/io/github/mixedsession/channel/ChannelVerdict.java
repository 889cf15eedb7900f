package io.github.mixedsession.channel;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.RefusalReason;

/**
 * What becomes of a request. Immutable.
 * <p>
 * Internal: the dry run shows it.
 *
 * @param decision what was decided about it, {@code null} if it is refused before, or if
 * its session has to stay on HTTPS
 * @param outcome what happens to it
 * @param status the status of the answer, 200 if the request is served
 * @param refusal why it is refused, {@code null} if it isn't
 * @param detail the location of a redirect, or why the request is refused or fails,
 * {@code null} if it is served
 */
public record ChannelVerdict(@Nullable ChannelDecision decision, Outcome outcome, int status,
		@Nullable RefusalReason refusal, @Nullable String detail) {

	static ChannelVerdict serve(ChannelDecision decision) {
		return new ChannelVerdict(decision, Outcome.SERVE, HttpServletResponse.SC_OK, null, null);
	}

	static ChannelVerdict refuse(@Nullable ChannelDecision decision, int status, RefusalReason refusal,
			@Nullable String detail) {
		return new ChannelVerdict(decision, Outcome.REFUSE, status, refusal, detail);
	}

	/**
	 * What happens.
	 */
	public enum Outcome {

		/** The request is served on the channel that it arrived over. */
		SERVE,

		/** It is redirected to the other channel. */
		REDIRECT,

		/** It is refused. */
		REFUSE,

		/** It fails, since the application is not configured for it. */
		FAIL

	}

}
