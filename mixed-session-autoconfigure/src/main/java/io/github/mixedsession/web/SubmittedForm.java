package io.github.mixedsession.web;

import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.cors.CorsUtils;

/**
 * Tells forms that a page has sent, and of which site that page may be, by what browsers
 * say of them.
 */
final class SubmittedForm {

	/** RFC 9110, section 9.2.1. */
	private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

	private SubmittedForm() {
	}

	/**
	 * Returns whether a request is a form that a page has sent, and not a script.
	 */
	static boolean is(HttpServletRequest request) {
		if (!HttpMethod.POST.matches(request.getMethod()) || request.getHeader("X-Requested-With") != null) {
			return false;
		}
		String mode = request.getHeader("Sec-Fetch-Mode");
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		return (mode != null) ? mode.equals("navigate") : accept != null && accept.contains("text/html");
	}

	/**
	 * Returns whether a request without cookies may be a form of another site.
	 */
	static boolean mayBeCrossSite(HttpServletRequest request) {
		return !SAFE_METHODS.contains(request.getMethod())
				&& (request.getHeader(HttpHeaders.ORIGIN) == null || CorsUtils.isCorsRequest(request));
	}

}
