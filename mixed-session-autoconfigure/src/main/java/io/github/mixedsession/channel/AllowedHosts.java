package io.github.mixedsession.channel;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;

import io.github.mixedsession.http.HostName;

/**
 * The hosts that a redirect may go to: the listed names, or those of the loopback if none
 * is listed.
 */
final class AllowedHosts {

	private final Set<String> names;

	AllowedHosts(List<String> names) {
		Set<String> canonical = new LinkedHashSet<>();
		for (int i = 0; i < names.size(); i++) {
			String name = HostName.canonical(names.get(i));
			if (name == null) {
				String cure = HostName.asciiCure(names.get(i));
				throw new InvalidChannelRulesException("mixed-session.channel.allowed-hosts[" + i + "]",
						"'" + names.get(i) + "' is not a host name.",
						(cure != null) ? cure : "List exact names without scheme, port, path and wildcard.");
			}
			canonical.add(name);
		}
		this.names = Set.copyOf(canonical);
	}

	String hostOf(HttpServletRequest request) {
		String host = HostName.canonical(request.getServerName());
		if (host == null || isWithoutHost(request) || !isAllowed(host)) {
			throw new UntrustedHostException();
		}
		return host;
	}

	private boolean isAllowed(String host) {
		return this.names.isEmpty() ? HostName.isLoopback(host) : this.names.contains(host);
	}

	// From HTTP/1.1 on the container refuses it (RFC 9112, section 3.2); before, it makes
	// a
	// name up from the address of the connection.
	private static boolean isWithoutHost(HttpServletRequest request) {
		String protocol = request.getProtocol();
		return (protocol.startsWith("HTTP/1.0") || protocol.startsWith("HTTP/0."))
				&& request.getHeader(HttpHeaders.HOST) == null;
	}

}
