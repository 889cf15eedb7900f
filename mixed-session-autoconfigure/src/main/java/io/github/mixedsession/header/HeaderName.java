package io.github.mixedsession.header;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.mixedsession.MisconfigurationException;

/**
 * The name of a header that nothing else uses. Immutable.
 */
final class HeaderName {

	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

	/** In the form of {@link #loose}. */
	private static final Set<String> RESERVED = Set.of("age", "allow", "alt_svc", "authorization", "baggage",
			"cache_control", "clear_site_data", "connection", "cookie", "cookie2", "date", "dnt", "early_data", "etag",
			"expect", "expires", "forwarded", "from", "front_end_https", "host", "http2_settings", "keep_alive",
			"last_modified", "link", "location", "max_forwards", "nel", "origin", "pragma", "proxy", "range", "referer",
			"referrer_policy", "refresh", "report_to", "retry_after", "server", "server_timing", "set_cookie",
			"set_cookie2", "sourcemap", "strict_transport_security", "te", "timing_allow_origin", "tk", "traceparent",
			"tracestate", "trailer", "transfer_encoding", "upgrade", "upgrade_insecure_requests", "user_agent", "vary",
			"via", "warning", "www_authenticate", "x_content_type_options", "x_csrf_token", "x_frame_options",
			"x_http_method", "x_http_method_override", "x_method_override", "x_real_ip", "x_requested_with",
			"x_ua_compatible", "x_xsrf_token", "x_xss_protection");

	private static final List<String> RESERVED_PREFIXES = List.of("accept_", "access_control_", "content_",
			"cross_origin_", "if_", "proxy_", "sec_", "x_forwarded_");

	private final String name;

	private final String loose;

	private HeaderName(String name) {
		this.name = name;
		this.loose = loose(name);
	}

	/**
	 * Checks a name.
	 * @param property the property that it comes from
	 * @param name the name
	 * @throws MisconfigurationException if it is no token (RFC 9110, section 5.6.2), or
	 * one that HTTP, a browser or a proxy has a use for
	 */
	static HeaderName of(String property, String name) {
		if (!TOKEN.matcher(name).matches()) {
			throw new MisconfigurationException(property, name,
					"is not the name of a header (RFC 9110, section 5.1), or is longer than 100 characters",
					"Use letters, digits and hyphens.");
		}
		HeaderName header = new HeaderName(name);
		if (RESERVED.contains(header.loose) || "accept".equals(header.loose)
				|| RESERVED_PREFIXES.stream().anyMatch(header.loose::startsWith)) {
			throw new MisconfigurationException(property, name, "is a header that has a meaning already",
					"Choose a name that nothing else uses, like X-Shop-Session.");
		}
		return header;
	}

	boolean is(String other) {
		return this.name.equalsIgnoreCase(other);
	}

	/**
	 * Answers whether a backend may take another header for this one: CGI and its heirs
	 * turn what is no letter and no digit into an underscore (RFC 3875, section 4.1.18).
	 */
	boolean isConfusedWith(String other) {
		return this.loose.equals(loose(other));
	}

	boolean isConfusedWith(HeaderName other) {
		return this.loose.equals(other.loose);
	}

	private static String loose(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
	}

	@Override
	public String toString() {
		return this.name;
	}

}
