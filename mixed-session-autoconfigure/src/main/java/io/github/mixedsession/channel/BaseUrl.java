package io.github.mixedsession.channel;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.http.HostName;

/**
 * Scheme, host and port of one channel, without a path.
 *
 * @param scheme {@code http} or {@code https}
 * @param host the canonical host
 * @param port the port, never absent
 */
record BaseUrl(String scheme, String host, int port) {

	static BaseUrl parse(String url, String scheme, String property) {
		URI uri = parse(url, property);
		String host = HostName.canonical(uri.getHost());
		String cure = HostName.asciiCure(hostOf(uri.getRawAuthority()));
		if (host == null && cure != null) {
			throw new InvalidChannelRulesException(property, "The host of the value is not ASCII.", cure);
		}
		if (!scheme.equalsIgnoreCase(uri.getScheme()) || host == null) {
			throw invalid(property, "is not an absolute " + scheme + " URL with a host", scheme);
		}
		boolean onlyAuthority = uri.getRawUserInfo() == null && uri.getRawQuery() == null
				&& uri.getRawFragment() == null && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
		if (!onlyAuthority || uri.getPort() == 0 || uri.getPort() > 65535) {
			throw invalid(property, "has more than a scheme, a host and a valid port", scheme);
		}
		return new BaseUrl(scheme, host, (uri.getPort() != -1) ? uri.getPort() : defaultPort(scheme));
	}

	private static URI parse(String url, String property) {
		try {
			return new URI(url);
		}
		catch (URISyntaxException ex) {
			throw new InvalidChannelRulesException(property, "The value is not a URL.",
					"Use scheme, host and port alone.");
		}
	}

	/**
	 * What a host that a URI knows nothing of would be.
	 */
	private static @Nullable String hostOf(@Nullable String authority) {
		return (authority != null) ? authority.substring(authority.lastIndexOf('@') + 1).replaceFirst(":[0-9]*$", "")
				: null;
	}

	// Does not repeat the value, which may hold a password.
	private static InvalidChannelRulesException invalid(String property, String problem, String scheme) {
		return new InvalidChannelRulesException(property, "The value " + problem + ".",
				"Use a value like '" + scheme + "://shop.example'.");
	}

	boolean hasSameAuthority(BaseUrl other) {
		return this.host.equals(other.host) && this.port == other.port;
	}

	private static int defaultPort(String scheme) {
		return scheme.equals("https") ? 443 : 80;
	}

	@Override
	public String toString() {
		return this.scheme + "://" + this.host + ((this.port != defaultPort(this.scheme)) ? ":" + this.port : "");
	}

}
