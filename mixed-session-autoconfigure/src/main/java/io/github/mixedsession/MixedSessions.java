package io.github.mixedsession;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.WebApplicationContextUtils;

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
	 * Says that a handler caught a {@link SecureAttributeException} on purpose, and that
	 * what it answers now is its own. Without this, an answer from 500 up after such an
	 * exception becomes 403, with the cure in the log: it may come from a filter or an
	 * exception handler that knows no better. Answers below 500 are never changed.
	 * @param request the request
	 */
	public static void refusalHandled(HttpServletRequest request) {
		RequestSession current = current(request);
		if (current != null) {
			current.refusalHandled();
		}
	}

	/**
	 * Returns the session of a request and creates one if there is none.
	 * <p>
	 * Where nothing of mixed-session is at work ({@code mixed-session.enabled} is
	 * {@code false}, the application has a session repository of its own, or this is a
	 * slice test like {@code @WebMvcTest}), it is the request's {@link HttpSession} in
	 * other clothes: its channel and view are the request's, everything is shared by both
	 * channels, and {@link MixedSession#updateAttribute} is atomic for as long as the
	 * container has one object for the session (never across nodes, nor with another
	 * Spring Session repository). {@link MixedSession#setSavingEnabled(boolean)
	 * setSavingEnabled(false)} and {@link MixedSession#setLastAccessedTime} fail there.
	 * @param request the request
	 * @return the session
	 * @throws IllegalStateException if the request did not pass the session filters
	 */
	public static MixedSession of(HttpServletRequest request) {
		HttpSession http = request.getSession(true);
		MixedSession session = current(request, http);
		if (session == null) {
			throw new IllegalStateException("The request did not pass the filters of mixed-session. Look at "
					+ "spring.session.servlet.filter-dispatcher-types. A test with MockMvc has them if "
					+ "@AutoConfigureMockMvc makes it, with its filters.");
		}
		return session;
	}

	private static @Nullable RequestSession current(HttpServletRequest request) {
		return (RequestSession) request.getAttribute(RequestSession.ATTRIBUTE);
	}

	private static @Nullable MixedSession current(HttpServletRequest request, HttpSession http) {
		RequestSession current = current(request);
		if (current != null) {
			return current.session();
		}
		return isOff(request) ? new PlainSession(request, http) : null;
	}

	/**
	 * A request that went past our filters must never get the container's session
	 * instead.
	 */
	private static boolean isOff(HttpServletRequest request) {
		WebApplicationContext context = WebApplicationContextUtils
			.getWebApplicationContext(request.getServletContext());
		return context != null && BeanFactoryUtils.beanNamesForTypeIncludingAncestors(context,
				RequestSession.Source.class).length == 0;
	}

	/**
	 * Returns the session of a request if there is one.
	 * @param request the request
	 * @return the session or {@code null}
	 */
	public static @Nullable MixedSession find(HttpServletRequest request) {
		HttpSession http = request.getSession(false);
		return (http != null) ? current(request, http) : null;
	}

	/**
	 * Answers whether a request may have a session.
	 * @param request the request
	 * @return {@code false} if {@code mixed-session.include} and
	 * {@code mixed-session.exclude} leave its path out, or if it did not pass the session
	 * filters
	 */
	public static boolean isAvailable(HttpServletRequest request) {
		RequestSession current = current(request);
		return current != null && current.isInScope();
	}

	/**
	 * Answers whether a request has read or set a session, so that its response is for
	 * one visitor alone (invariant 13).
	 * @param request the request
	 * @return whether a session was used
	 */
	public static boolean isUsed(HttpServletRequest request) {
		RequestSession current = current(request);
		return (current != null) ? current.isUsed() : request.getSession(false) != null;
	}

	/**
	 * Answers whether a request presented a session's id, so that its response may be
	 * meant for one visitor (attack 19).
	 * @param request the request
	 * @return {@code false} if there was none, or one that was looked up and opens
	 * nothing
	 */
	public static boolean isIdPresented(HttpServletRequest request) {
		RequestSession current = current(request);
		return current != null && current.isIdPresented();
	}

}
