package io.github.mixedsession.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.MixedSession;

/**
 * The way from a request to its {@link MixedSession}, for filters, interceptors and
 * handlers that are not Spring MVC's.
 */
public final class MixedSessions {

	/**
	 * Request attribute that says whether the session has a secure side, a
	 * {@link Boolean}. It is there for handlers of Spring MVC and their views if the
	 * request has a session.
	 * @see MixedSession#hasSecureSide()
	 */
	public static final String SECURE_SIDE_ATTRIBUTE = "mixedSessionSecureSide";

	private MixedSessions() {
	}

	/**
	 * Returns the session of a request and creates one if there is none.
	 * @param request the request
	 * @return the session
	 * @throws IllegalStateException if the request did not pass the session filters
	 */
	public static MixedSession of(HttpServletRequest request) {
		request.getSession(true);
		ServletSessionRequest current = ServletSessionRequest.find(request);
		MixedSession session = (current != null) ? current.session() : null;
		if (session == null) {
			throw new IllegalStateException("The request did not pass the filters of mixed-session. Look at "
					+ "mixed-session.enabled and at spring.session.servlet.filter-dispatcher-types.");
		}
		return session;
	}

	/**
	 * Returns the session of a request if there is one.
	 * @param request the request
	 * @return the session or {@code null}
	 */
	public static @Nullable MixedSession find(HttpServletRequest request) {
		if (request.getSession(false) == null) {
			return null;
		}
		ServletSessionRequest current = ServletSessionRequest.find(request);
		return (current != null) ? current.session() : null;
	}

	/**
	 * Answers whether a request may have a session.
	 * @param request the request
	 * @return {@code false} if {@code mixed-session.include} and
	 * {@code mixed-session.exclude} leave its path out, or if it did not pass the session
	 * filters
	 */
	public static boolean isAvailable(HttpServletRequest request) {
		ServletSessionRequest current = ServletSessionRequest.find(request);
		return current != null && current.isInScope();
	}

	/**
	 * Answers whether a request has read or set a session, so that its response is for
	 * one visitor alone (invariant 13).
	 * @param request the request
	 * @return whether a session was used
	 */
	public static boolean isUsed(HttpServletRequest request) {
		ServletSessionRequest current = ServletSessionRequest.find(request);
		return current != null && current.isUsed();
	}

}
