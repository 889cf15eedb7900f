package io.github.mixedsession.http;

import java.util.Locale;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.util.StringUtils;

/**
 * Recognises what belongs to a page rather than being one: styles, scripts, images, fonts
 * and media. On an HTTPS page a browser asks for them over HTTPS or not at all, so a
 * requirement of HTTP yields to them, whoever made it: it could but break the page, and
 * serving over HTTPS what HTTP may see tells nobody anything. The other way round there
 * is no such thing: what requires HTTPS is never served over HTTP. Thread-safe.
 * <p>
 * Internal: for the channel rules.
 */
public final class SubresourceRequest {

	private static final Set<String> DESTINATIONS = Set.of("style", "script", "image", "font", "audio", "video",
			"track", "manifest", "worker", "sharedworker", "serviceworker", "audioworklet", "paintworklet", "xslt",
			"json");

	private static final Set<String> EXTENSIONS = Set.of("css", "js", "mjs", "map", "png", "jpg", "jpeg", "gif", "svg",
			"webp", "avif", "ico", "bmp", "woff", "woff2", "ttf", "otf", "eot", "mp3", "mp4", "m4a", "ogg", "wav",
			"webm", "vtt", "webmanifest");

	private SubresourceRequest() {
	}

	/**
	 * Answers whether a request is for a part of a page.
	 * @param request the request
	 * @return whether it can only have been sent for a page
	 */
	public static boolean isSubresource(HttpServletRequest request) {
		if (!NavigationRequest.isRepeatable(request)) {
			return false;
		}
		FetchMetadata metadata = FetchMetadata.of(request);
		if (!metadata.destinations().isEmpty()) {
			return DESTINATIONS.containsAll(metadata.destinations());
		}
		return metadata.modes().isEmpty() && !NavigationRequest.acceptsPages(request) && hasStaticPath(request);
	}

	/**
	 * Browsers from before Sec-Fetch-Dest don't say, but pages that they navigate to are
	 * no such files.
	 */
	private static boolean hasStaticPath(HttpServletRequest request) {
		String extension = StringUtils.getFilenameExtension(request.getRequestURI());
		return extension != null && EXTENSIONS.contains(extension.toLowerCase(Locale.ROOT));
	}

}
