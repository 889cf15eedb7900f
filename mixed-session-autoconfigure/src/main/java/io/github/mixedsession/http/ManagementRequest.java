package io.github.mixedsession.http;

import jakarta.servlet.ServletRequest;

/**
 * Marks the requests to a management server on a port of its own. Channel rules are about
 * the site: where they would redirect to is another port.
 * <p>
 * Internal: for the filters of a management server.
 */
public final class ManagementRequest {

	private static final String ATTRIBUTE = ManagementRequest.class.getName();

	private ManagementRequest() {
	}

	/**
	 * Marks a request.
	 * @param request the request
	 */
	public static void mark(ServletRequest request) {
		request.setAttribute(ATTRIBUTE, true);
	}

	/**
	 * Answers whether a request came to a management server.
	 * @param request the request
	 * @return whether no channel rule applies to it
	 */
	public static boolean is(ServletRequest request) {
		return request.getAttribute(ATTRIBUTE) != null;
	}

}
