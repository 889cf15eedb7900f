package io.github.mixedsession.channel;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.mixedsession.Channel;
import io.github.mixedsession.http.ConnectorPorts;
import io.github.mixedsession.http.RequestPathSyntax;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Builds the absolute URL of a request on the other channel. Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> The host is the configured one, or that of the
 * request if it is allowed (invariant 11); path and query are those on the wire, and stay
 * a path and a query of that host. Nothing is added, no session id in particular.
 * <p>
 * Internal: made of the properties.
 */
public final class RedirectTargets {

	static final String HTTP_BASE_URL = "mixed-session.channel.http-base-url";

	static final String HTTPS_BASE_URL = "mixed-session.channel.https-base-url";

	private final ConnectorPorts ports;

	private final @Nullable BaseUrl httpBaseUrl;

	private final @Nullable BaseUrl httpsBaseUrl;

	private final AllowedHosts allowedHosts;

	private final HeaderLimit headerLimit;

	/**
	 * Create targets.
	 * @param ports the ports of the server, used for a channel without a base URL
	 * @param httpBaseUrl where HTTP is, {@code null} or blank to use the request's host
	 * @param httpsBaseUrl where HTTPS is, {@code null} or blank to use the request's host
	 * @param allowedHosts the hosts of requests that a redirect may go to, empty for the
	 * names of the loopback
	 * @throws InvalidChannelRulesException if a value can't be understood, or both base
	 * URLs are the same place
	 */
	public RedirectTargets(ConnectorPorts ports, @Nullable String httpBaseUrl, @Nullable String httpsBaseUrl,
			List<String> allowedHosts) {
		this(ports, httpBaseUrl, httpsBaseUrl, allowedHosts, HeaderLimit.DEFAULT);
	}

	/**
	 * Create targets on a server whose limit is known.
	 * @param ports the ports of the server, used for a channel without a base URL
	 * @param httpBaseUrl where HTTP is, {@code null} or blank to use the request's host
	 * @param httpsBaseUrl where HTTPS is, {@code null} or blank to use the request's host
	 * @param allowedHosts the hosts of requests that a redirect may go to, empty for the
	 * names of the loopback
	 * @param headerLimit how long the headers of a redirect may be
	 * @throws InvalidChannelRulesException if a value can't be understood, or both base
	 * URLs are the same place
	 */
	public RedirectTargets(ConnectorPorts ports, @Nullable String httpBaseUrl, @Nullable String httpsBaseUrl,
			List<String> allowedHosts, HeaderLimit headerLimit) {
		this.ports = ports;
		this.httpBaseUrl = StringUtils.hasText(httpBaseUrl) ? BaseUrl.parse(httpBaseUrl, "http", HTTP_BASE_URL) : null;
		this.httpsBaseUrl = StringUtils.hasText(httpsBaseUrl) ? BaseUrl.parse(httpsBaseUrl, "https", HTTPS_BASE_URL)
				: null;
		this.allowedHosts = new AllowedHosts(allowedHosts);
		this.headerLimit = headerLimit;
		if (this.httpBaseUrl != null && this.httpsBaseUrl != null
				&& this.httpBaseUrl.hasSameAuthority(this.httpsBaseUrl)) {
			throw new InvalidChannelRulesException(HTTP_BASE_URL, "Host and port are those of " + HTTPS_BASE_URL + ".",
					"Give each channel a port of its own.");
		}
	}

	/**
	 * Returns where a request is on a channel. After a forward or an error, that is where
	 * the client's own request is.
	 * @param channel the channel
	 * @param request the request
	 * @return the absolute URL, ASCII alone
	 * @throws UntrustedHostException if the host of the request is needed and not allowed
	 */
	String locationOn(Channel channel, HttpServletRequest request) {
		RequestTarget target = RequestTarget.of(request);
		if (RequestPathSyntax.isAmbiguous(target.path())) {
			throw new IllegalStateException("The path of this request is ambiguous and can't be redirected");
		}
		BaseUrl base = (channel == Channel.SECURE) ? httpsBase(request) : httpBase(request);
		return base + target.path() + ((target.query() != null) ? "?" + encoded(target.query()) : "");
	}

	/**
	 * Answers whether requests can be redirected to a channel.
	 * @param channel the channel
	 * @return whether it has a base URL, or a connector that has started
	 */
	public boolean isKnown(Channel channel) {
		return (channel == Channel.SECURE) ? this.httpsBaseUrl != null || this.ports.httpsPort() > 0
				: this.httpBaseUrl != null || this.ports.httpPort() > 0;
	}

	HeaderLimit headerLimit() {
		return this.headerLimit;
	}

	private BaseUrl httpBase(HttpServletRequest request) {
		return (this.httpBaseUrl != null) ? this.httpBaseUrl
				: base("http", this.ports.httpPort(), HTTP_BASE_URL, request);
	}

	private BaseUrl httpsBase(HttpServletRequest request) {
		return (this.httpsBaseUrl != null) ? this.httpsBaseUrl
				: base("https", this.ports.httpsPort(), HTTPS_BASE_URL, request);
	}

	private BaseUrl base(String scheme, int port, String property, HttpServletRequest request) {
		String host = this.allowedHosts.hostOf(request);
		if (port <= 0) {
			throw new IllegalStateException("A request has to be redirected to " + scheme
					+ " and no connector of this server speaks it. Set " + property + " to where it is.");
		}
		return new BaseUrl(scheme, host, port);
	}

	// What RFC 3986 allows stays as it is, as do the characters that clients send anyway;
	// what could end the query or the header is encoded.
	private static String encoded(String query) {
		StringBuilder encoded = new StringBuilder();
		for (byte octet : query.getBytes(StandardCharsets.UTF_8)) {
			if (octet > 0x20 && octet < 0x7f && octet != '#' && octet != '\\') {
				encoded.append((char) octet);
			}
			else {
				encoded.append('%').append("%02X".formatted(octet & 0xff));
			}
		}
		return encoded.toString();
	}

}
