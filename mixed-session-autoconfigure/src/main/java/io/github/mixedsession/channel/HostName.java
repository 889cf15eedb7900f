package io.github.mixedsession.channel;

import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The syntax of host names: letters, digits, hyphens and underscores in labels, an IPv4
 * address, or an IPv6 address in brackets. No port, no trailing dot, ASCII alone.
 */
final class HostName {

	private static final Pattern NAME = Pattern
		.compile("(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(\\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-)){0,126}");

	private static final Pattern IPV6 = Pattern.compile("\\[(?=[^\\]]*:[^\\]]*:)[0-9A-Fa-f:.]{2,45}]");

	private static final Pattern LOOPBACK = Pattern
		.compile("([a-z0-9_-]+\\.)*localhost|\\[::1]|127(\\.(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])){3}");

	private HostName() {
	}

	/**
	 * Returns the canonical form.
	 * @param host a host, an IPv6 address with or without brackets
	 * @return the host in lower case, {@code null} if it is not one
	 */
	static @Nullable String canonical(@Nullable String host) {
		if (host == null) {
			return null;
		}
		String candidate = (host.indexOf(':') >= 0 && !host.startsWith("[")) ? "[" + host + "]" : host;
		boolean valid = candidate.length() <= 253
				&& (NAME.matcher(candidate).matches() || IPV6.matcher(candidate).matches());
		return valid ? candidate.toLowerCase(Locale.ROOT) : null;
	}

	static boolean isLoopback(String canonical) {
		return LOOPBACK.matcher(canonical).matches();
	}

}
