package io.github.mixedsession.web;

import java.io.IOException;
import java.net.URI;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

import io.github.mixedsession.session.SessionPolicy;

/**
 * Answers a form that came with ids which a parallel request of the same browser has just
 * replaced, as the second click of a double one on login does: with the page that the
 * form is on, where the browser arrives with the other request's ids if it has got them.
 * Thread-safe.
 */
final class OvertakenForm {

	private final SessionPolicy policy;

	OvertakenForm(SessionPolicy policy) {
		this.policy = policy;
	}

	/**
	 * Answers the request if it is one.
	 * @return whether it was answered
	 */
	boolean answer(ServletSessionRequest current, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		if (response.isCommitted() || !current.isForm() || !this.policy.isOvertaken(current.current())) {
			return false;
		}
		response.resetBuffer();
		response.setStatus(HttpServletResponse.SC_SEE_OTHER);
		response.setHeader(HttpHeaders.LOCATION, page(request));
		response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
		response.flushBuffer();
		return true;
	}

	/**
	 * Returns the path of the page that the form is on, or else the form's own. Only the
	 * path: whatever the header says, the browser stays on this site.
	 */
	private static String page(HttpServletRequest request) {
		String page = pathOf(request.getHeader(HttpHeaders.REFERER), request);
		String own = request.getRequestURI();
		return (page != null) ? page : isPath(own) ? own : "/";
	}

	private static @Nullable String pathOf(@Nullable String referer, HttpServletRequest request) {
		try {
			URI uri = URI.create((referer != null) ? referer : "");
			boolean ours = "https".equals(uri.getScheme()) && request.getServerName().equalsIgnoreCase(uri.getHost());
			String path = uri.getRawPath();
			if (!ours || !isPath(path)) {
				return null;
			}
			return (uri.getRawQuery() != null) ? path + "?" + uri.getRawQuery() : path;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/** One slash: two, or a backslash after it, lead to another host. */
	private static boolean isPath(@Nullable String path) {
		return path != null && path.startsWith("/") && !path.startsWith("//") && path.indexOf('\\') < 0;
	}

}
