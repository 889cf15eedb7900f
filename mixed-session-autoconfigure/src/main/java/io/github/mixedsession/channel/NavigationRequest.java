package io.github.mixedsession.channel;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;

/**
 * Tells navigations, which can be redirected to the other channel, from everything that
 * can't: unsafe or overridden methods, fetch, XHR, WebSocket handshakes, subresources and
 * prefetches (invariant 12). Thread-safe; never reads the body.
 * <p>
 * Not guaranteed: headers are the client's word. Nothing is ever served for being a
 * navigation; it only chooses between a redirect and a refusal.
 */
public final class NavigationRequest {

	private NavigationRequest() {
	}

	/**
	 * Answers whether a request is a navigation.
	 * @param request the request
	 * @return whether redirecting it takes the visitor to the other channel
	 */
	public static boolean isNavigation(HttpServletRequest request) {
		if (!WireMethod.of(request).isSafe() || hasBody(request) || isScripted(request) || isPrefetch(request)) {
			return false;
		}
		List<String> modes = headers(request, "Sec-Fetch-Mode");
		if (!modes.isEmpty()) {
			return modes.stream().allMatch("navigate"::equals);
		}
		String accept = String.join(",", headers(request, HttpHeaders.ACCEPT));
		if (accept.contains("text/html") || accept.contains("application/xhtml+xml")) {
			return true;
		}
		return (accept.isBlank() || accept.contains("*/*")) && !isBrowser(request);
	}

	// Invariant 12: what leaked in it has leaked, whatever the method.
	private static boolean hasBody(HttpServletRequest request) {
		return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
	}

	private static boolean isScripted(HttpServletRequest request) {
		return headers(request, "X-Requested-With").contains("xmlhttprequest")
				|| headers(request, HttpHeaders.UPGRADE).stream().anyMatch((value) -> value.contains("websocket"))
				|| request.getHeader("Sec-WebSocket-Key") != null || request.getHeader(HttpHeaders.ORIGIN) != null;
	}

	// A guess of the browser must not make the session cross; refused, it asks again when
	// the visitor really goes there.
	private static boolean isPrefetch(HttpServletRequest request) {
		return List.of("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
			.stream()
			.flatMap((name) -> headers(request, name).stream())
			.anyMatch((value) -> value.contains("prefetch") || value.contains("prerender") || value.equals("preview"));
	}

	// Browsers name text/html when they navigate, and send a bare */* for the rest.
	private static boolean isBrowser(HttpServletRequest request) {
		String userAgent = request.getHeader(HttpHeaders.USER_AGENT);
		return userAgent != null && userAgent.startsWith("Mozilla/");
	}

	private static List<String> headers(HttpServletRequest request, String name) {
		return Collections.list(request.getHeaders(name))
			.stream()
			.map((value) -> value.strip().toLowerCase(Locale.ROOT))
			.toList();
	}

}
