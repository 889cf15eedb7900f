package io.github.mixedsession.channel;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Path and query as the client sent them. Kept in the request from the moment that it is
 * decided, which also marks it as decided for the dispatches that follow.
 *
 * @param path the raw path with the context path
 * @param query the raw query
 */
record RequestTarget(String path, @Nullable String query) {

	private static final String ATTRIBUTE = RequestTarget.class.getName();

	static RequestTarget of(HttpServletRequest request) {
		return (request.getAttribute(ATTRIBUTE) instanceof RequestTarget kept) ? kept
				: new RequestTarget(request.getRequestURI(), request.getQueryString());
	}

	static boolean isKept(HttpServletRequest request) {
		return request.getAttribute(ATTRIBUTE) != null;
	}

	static void keep(HttpServletRequest request) {
		request.setAttribute(ATTRIBUTE, of(request));
	}

}
