package io.github.mixedsession.channel;

import org.jspecify.annotations.Nullable;

/**
 * What would happen to a {@link HypotheticalRequest}. Immutable.
 *
 * @param decision what is decided about it, {@code null} if it is refused before
 * @param outcome what would happen
 * @param status the status of the answer, {@code null} if the request is served
 * @param detail the location of a redirect, or why the request is refused or fails,
 * {@code null} if it is served
 */
public record ChannelForecast(@Nullable ChannelDecision decision, Outcome outcome, @Nullable Integer status,
		@Nullable String detail) {

	/**
	 * What would happen.
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
