package io.github.mixedsession.channel;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Passes on a request that was let through, and may take its response back as long as
 * nothing of it was sent. Implementations must be thread-safe.
 * <p>
 * Internal: for the password pages.
 */
@FunctionalInterface
public interface ResponseGuard {

	/** Takes nothing back. */
	ResponseGuard NONE = (request, response, chain, toHttps) -> chain.doFilter(request, response);

	/**
	 * Runs the chain.
	 * @param request the request
	 * @param response the response
	 * @param chain the chain
	 * @param toHttps answers the request anew
	 * @throws IOException as from the chain
	 * @throws ServletException as from the chain
	 */
	void serve(HttpServletRequest request, HttpServletResponse response, FilterChain chain, MoveToHttps toHttps)
			throws IOException, ServletException;

	/**
	 * Answers a request over HTTP with a redirect to HTTPS, or refuses it.
	 */
	@FunctionalInterface
	interface MoveToHttps {

		/**
		 * Answers the request in place of what was written, of which nothing was sent.
		 * @param decision why it requires HTTPS after all
		 * @throws IOException if the answer can't be written
		 */
		void because(ChannelDecision decision) throws IOException;

	}

}
