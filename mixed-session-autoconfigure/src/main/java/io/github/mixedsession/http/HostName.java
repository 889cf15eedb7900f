package io.github.mixedsession.http;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The syntax of host names: letters, digits, hyphens and underscores in labels, an IPv4
 * address, or an IPv6 address in brackets. No port, no trailing dot, ASCII alone.
 * <p>
 * Internal: for the targets of redirects.
 */
public final class HostName {

	private static final Pattern NAME = Pattern
		.compile("(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(\\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-)){0,126}");

	private static final Pattern LOOPBACK = Pattern
		.compile("([a-z0-9_-]+\\.)*localhost|\\[::1]|127(\\.(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])){3}");

	private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7f]");

	/** What browsers (IDNA 2008) and this platform (IDNA 2003) make another name of. */
	private static final Pattern DISPUTED = Pattern.compile("[\\u00df\\u1e9e\\u03c2\\u200c\\u200d]");

	private HostName() {
	}

	/**
	 * Returns the canonical form.
	 * @param host a host, an IPv6 address with or without brackets
	 * @return the host in lower case, {@code null} if it is not one
	 */
	public static @Nullable String canonical(@Nullable String host) {
		if (host == null || host.length() > 253) {
			return null;
		}
		if (host.indexOf(':') >= 0) {
			return Ipv6Host.canonical(host.startsWith("[") ? host : "[" + host + "]");
		}
		return NAME.matcher(host).matches() ? host.toLowerCase(Locale.ROOT) : null;
	}

	/**
	 * Answers whether a name is one of the loopback.
	 * @param canonical the canonical form of a name
	 * @return whether a request to it doesn't leave its machine
	 */
	public static boolean isLoopback(String canonical) {
		return LOOPBACK.matcher(canonical).matches();
	}

	/**
	 * Returns how to write a name that is not ASCII. Nobody's to guess: the name that a
	 * redirect goes to is the one that was written.
	 * @param host a host
	 * @return the cure, {@code null} if the host is ASCII
	 */
	public static @Nullable String asciiCure(@Nullable String host) {
		if (host == null || !NOT_ASCII.matcher(host).find()) {
			return null;
		}
		String punycode = DISPUTED.matcher(host).find() ? null : punycode(host);
		return "Write it in Punycode, as browsers send it: "
				+ ((punycode != null) ? "'" + punycode + "'." : "its labels begin with 'xn--'.");
	}

	private static @Nullable String punycode(String host) {
		try {
			return canonical(IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
