package io.github.mixedsession.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import io.github.mixedsession.Channel;

/**
 * Binds a request to the channel of the connector that accepted it. Such a connector
 * gives each of its requests the {@linkplain #ATTRIBUTE attribute}; a request without it
 * is as secure as {@link HttpServletRequest#isSecure()} says.
 * <p>
 * <strong>Security guarantees.</strong> What {@link #truthful(HttpServletRequest)}
 * returns for a plain connector is never secure, whatever a request target, a
 * pseudo-header, a forwarded header or a wrapper around the request claims (attack 37).
 * <p>
 * Internal: for the connectors, and for filters that believe them.
 */
public final class ConnectorChannel {

	/**
	 * Name of the request attribute that holds the {@link Channel} of the connector. No
	 * client can set it.
	 */
	public static final String ATTRIBUTE = ConnectorChannel.class.getName();

	private ConnectorChannel() {
	}

	/**
	 * Returns a request whose channel is that of its connector, for everything behind a
	 * filter that passes it on.
	 * @param request the request
	 * @return the same request, or one that contradicts what it claims
	 */
	public static HttpServletRequest truthful(HttpServletRequest request) {
		boolean lies = request.getAttribute(ATTRIBUTE) == Channel.INSECURE
				&& (request.isSecure() || !PlainRequest.SCHEME.equals(request.getScheme()));
		return lies ? new PlainRequest(request) : request;
	}

	private static final class PlainRequest extends HttpServletRequestWrapper {

		private static final String SCHEME = "http";

		PlainRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public boolean isSecure() {
			return false;
		}

		@Override
		public String getScheme() {
			return SCHEME;
		}

		@Override
		public StringBuffer getRequestURL() {
			StringBuffer url = super.getRequestURL();
			return url.replace(0, Math.max(0, url.indexOf(":")), SCHEME);
		}

	}

}
