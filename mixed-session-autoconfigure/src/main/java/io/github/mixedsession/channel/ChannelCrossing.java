package io.github.mixedsession.channel;

import io.github.mixedsession.StepDownRefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * What has to happen to the session when a request is served on its channel, or is about
 * to leave HTTPS. Called at most once a request, in its thread, before anything is
 * served. Implementations must be thread-safe.
 * <p>
 * Internal: what happens to the session is implemented beside it.
 */
public interface ChannelCrossing {

	/**
	 * The request is about to be served on the channel that it arrived over.
	 * @param request the request
	 * @param response the response
	 * @param decision what was decided about the request
	 * @throws StepDownRefusedException if the request arrived over HTTP and its session
	 * must not step down
	 */
	void stay(HttpServletRequest request, HttpServletResponse response, ChannelDecision decision);

	/**
	 * A request that arrived over HTTPS is about to be redirected to HTTP. A browser that
	 * upgrades navigations asks again: doing it twice must change nothing.
	 * @param request the request
	 * @param response the response, not committed
	 * @param decision what was decided about the request
	 * @return {@code false} if the session can't step down: the request is then served
	 * over HTTPS, after a call of {@link #stay}
	 */
	boolean leave(HttpServletRequest request, HttpServletResponse response, ChannelDecision decision);

}
