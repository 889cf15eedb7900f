package io.github.mixedsession.channel;

import java.time.Clock;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.mixedsession.http.LogText;
import io.github.mixedsession.log.Throttle;

/**
 * Recognises a request over HTTP whose headers say that it was sent over HTTPS: a proxy
 * ends TLS and this application was not told to trust it. Redirecting such a request to
 * HTTPS brings it back here the same way, so that is not done for ever.
 */
final class HiddenTlsDetector {

	private static final Log logger = LogFactory.getLog(HiddenTlsDetector.class);

	private static final Map<String, Pattern> SIGNS = Map.of("X-Forwarded-Proto", Pattern.compile("\\bhttps\\b"),
			"Forwarded", Pattern.compile("\\bproto\\s*=\\s*\"?https\\b"), "X-Forwarded-Ssl",
			Pattern.compile("\\bon\\b"), "Front-End-Https", Pattern.compile("\\bon\\b"));

	private final Throttle throttle;

	HiddenTlsDetector(Clock clock) {
		this.throttle = new Throttle(clock);
	}

	static boolean hasSign(HttpServletRequest request) {
		return SIGNS.entrySet().stream().anyMatch((sign) -> has(request, sign.getKey(), sign.getValue()));
	}

	/**
	 * Answers whether there is a sign, and tells who runs the site.
	 */
	boolean detect(HttpServletRequest request) {
		boolean detected = hasSign(request);
		if (detected && this.throttle.tryAcquire()) {
			logger.warn("A request came over HTTP to " + LogText.of(request.getRequestURI())
					+ ", which requires HTTPS, and its headers say that a proxy received it over HTTPS. If a proxy "
					+ "ends TLS in front of this application, set server.forward-headers-strategy and let the proxy "
					+ "overwrite these headers; if it is set, the proxy's address is not a trusted one. If there is no "
					+ "proxy, the client made the headers up. Logged at most once a minute.");
		}
		return detected;
	}

	private static boolean has(HttpServletRequest request, String header, Pattern sign) {
		return Collections.list(request.getHeaders(header))
			.stream()
			.anyMatch((value) -> sign.matcher(value.toLowerCase(Locale.ROOT)).find());
	}

}
