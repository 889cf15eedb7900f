package io.github.mixedsession.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The one spelling of an IPv6 address that browsers send, whichever of its many it was
 * written in: lower case, the longest run of zeros left out, no dots (RFC 5952, and the
 * host serializer of the URL Standard, which has no mixed notation). An address with a
 * zone is none: it means something on one machine alone.
 */
final class Ipv6Host {

	private static final Pattern SYNTAX = Pattern.compile("\\[(?=[^\\]]*:[^\\]]*:)[0-9A-Fa-f:.]{2,45}]");

	private static final int GROUPS = 8;

	private Ipv6Host() {
	}

	/**
	 * Returns the canonical spelling.
	 * @param host an address in brackets
	 * @return the address in brackets, {@code null} if it is none
	 */
	static @Nullable String canonical(String host) {
		if (!SYNTAX.matcher(host).matches()) {
			return null;
		}
		try {
			// Asks nobody: what is in brackets is an address or nothing
			return "[" + compressed(groups(InetAddress.getByName(host).getAddress())) + "]";
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	private static int[] groups(byte[] address) {
		int[] groups = new int[GROUPS];
		// an address that maps IPv4 is handed out as that
		int offset = GROUPS - address.length / 2;
		if (offset > 0) {
			groups[offset - 1] = 0xffff;
		}
		for (int i = 0; i < address.length; i += 2) {
			groups[offset + i / 2] = (address[i] & 0xff) << 8 | (address[i + 1] & 0xff);
		}
		return groups;
	}

	private static String compressed(int[] groups) {
		int start = -1;
		int length = 1;
		for (int i = 0; i < GROUPS; i++) {
			int end = i;
			while (end < GROUPS && groups[end] == 0) {
				end++;
			}
			if (end - i > length) {
				start = i;
				length = end - i;
			}
		}
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < GROUPS; i++) {
			if (i == start) {
				text.append("::");
				i += length - 1;
			}
			else {
				text.append((text.isEmpty() || text.charAt(text.length() - 1) == ':') ? "" : ":")
					.append(Integer.toHexString(groups[i]));
			}
		}
		return text.toString();
	}

}
