package io.github.mixedsession.http;

import java.util.List;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;

/**
 * Tells navigations, which can be redirected to the other channel, from what says that it
 * is none: unsafe or overridden methods, a body, fetch, XHR, WebSocket handshakes,
 * subresources and prefetches (invariant 12). Thread-safe; never reads the body.
 * <p>
 * Over HTTPS browsers say what they do ({@code Sec-Fetch-Mode}). Over HTTP they don't,
 * and {@code Accept} is what remains: a page is named there, and so are images and style
 * sheets. Who accepts anything may be a download, a crawler or a monitor as well as a
 * script, and is redirected: a download then arrives, and a script is kept from the
 * answer by its browser, for whom the other channel is another site.
 * <p>
 * Not guaranteed: headers are the client's word. Nothing is ever served for being a
 * navigation; it only chooses between a redirect and a refusal.
 * <p>
 * Internal: for the channel rules.
 */
public final class NavigationRequest {

	private static final Set<String> NESTED_OR_NOT = Set.of("document", "iframe", "frame", "object", "embed");

	private NavigationRequest() {
	}

	/**
	 * Answers whether a request is a navigation.
	 * @param request the request
	 * @return whether redirecting it takes the visitor to the other channel
	 */
	public static boolean isNavigation(HttpServletRequest request) {
		if (!isRepeatable(request) || isScripted(request) || isPrefetch(request)) {
			return false;
		}
		FetchMetadata metadata = FetchMetadata.of(request);
		if (!metadata.modes().isEmpty()) {
			return metadata.modes().stream().allMatch("navigate"::equals);
		}
		if (!metadata.destinations().isEmpty()) {
			return NESTED_OR_NOT.containsAll(metadata.destinations());
		}
		if (request.getHeader("Upgrade-Insecure-Requests") != null) {
			return true;
		}
		return request.getHeader(HttpHeaders.ORIGIN) == null && (acceptsPages(request) || acceptsAnything(request));
	}

	/**
	 * Whether sending the request again elsewhere is harmless. What leaked in a body has
	 * leaked, whatever the method.
	 */
	static boolean isRepeatable(HttpServletRequest request) {
		return WireMethod.of(request).isSafe() && request.getContentLengthLong() <= 0
				&& request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null;
	}

	private static boolean isScripted(HttpServletRequest request) {
		return values(request, "X-Requested-With").contains("xmlhttprequest")
				|| values(request, HttpHeaders.UPGRADE).stream().anyMatch((value) -> value.contains("websocket"))
				|| request.getHeader("Sec-WebSocket-Key") != null;
	}

	// A guess of the browser must not make the session cross; refused, it asks again when
	// the visitor really goes there.
	private static boolean isPrefetch(HttpServletRequest request) {
		return List.of("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
			.stream()
			.flatMap((name) -> values(request, name).stream())
			.anyMatch((value) -> value.contains("prefetch") || value.contains("prerender") || value.equals("preview"));
	}

	static boolean acceptsPages(HttpServletRequest request) {
		String accept = accept(request);
		return accept.contains("text/html") || accept.contains("application/xhtml+xml");
	}

	/**
	 * A browser that wants an image names its types, and anything else only after them.
	 */
	private static boolean acceptsAnything(HttpServletRequest request) {
		String accept = accept(request);
		return accept.isBlank() || accept.startsWith("*/*") || (accept.contains("*/*") && !isBrowser(request));
	}

	private static String accept(HttpServletRequest request) {
		return String.join(",", values(request, HttpHeaders.ACCEPT));
	}

	private static boolean isBrowser(HttpServletRequest request) {
		String userAgent = request.getHeader(HttpHeaders.USER_AGENT);
		return userAgent != null && userAgent.startsWith("Mozilla/");
	}

	private static List<String> values(HttpServletRequest request, String name) {
		return FetchMetadata.values(request, name);
	}

}
