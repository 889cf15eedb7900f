package io.github.mixedsession.http;

import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;

/**
 * Reads the cookies of a name as browsers write them (RFC 6265bis, section 5.8.3): pairs
 * between semicolons, whatever their neighbours look like. Servers differ over quotes,
 * and one that goes by them loses what stands behind an unbalanced one.
 * <p>
 * <strong>Security guarantees.</strong> A name matches exactly or not at all (attack 7),
 * and a value is what stands between its equals sign and the next semicolon: nothing is
 * unquoted, decoded or trimmed. Immutable.
 * <p>
 * Internal: for the session's cookies, and for the one that counts redirects.
 */
public final class CookieHeader {

	private static final CookieHeader NONE = new CookieHeader(List.of());

	private final List<String> headers;

	private CookieHeader(List<String> headers) {
		this.headers = headers;
	}

	/**
	 * Returns the cookies of a request.
	 * @param request the request
	 * @return its cookies
	 */
	public static CookieHeader of(HttpServletRequest request) {
		Enumeration<String> headers = request.getHeaders(HttpHeaders.COOKIE);
		if (headers == null || !headers.hasMoreElements()) {
			return NONE;
		}
		String first = headers.nextElement();
		if (!headers.hasMoreElements()) {
			return new CookieHeader(List.of(first));
		}
		List<String> all = new ArrayList<>(List.of(first));
		headers.asIterator().forEachRemaining(all::add);
		return new CookieHeader(all);
	}

	/**
	 * Returns the values of all cookies of a name.
	 * @param name the name
	 * @return the values in their order
	 */
	public List<String> values(String name) {
		List<String> values = List.of();
		// by index: every request asks several times, and nearly all have one header
		for (int i = 0; i < this.headers.size(); i++) {
			String header = this.headers.get(i);
			for (int start = 0; start < header.length();) {
				int semicolon = header.indexOf(';', start);
				int end = (semicolon >= 0) ? semicolon : header.length();
				int equals = startOfPair(header, start, end) + name.length();
				if (equals < end && header.charAt(equals) == '=' && header.startsWith(name, equals - name.length())) {
					values = append(values, header.substring(equals + 1, end));
				}
				start = end + 1;
			}
		}
		return values;
	}

	/** Nearly always there is one of a name. */
	private static List<String> append(List<String> others, String value) {
		if (others.isEmpty()) {
			return List.of(value);
		}
		List<String> all = new ArrayList<>(others);
		all.add(value);
		return all;
	}

	private static int startOfPair(String header, int start, int end) {
		int first = start;
		while (first < end && (header.charAt(first) == ' ' || header.charAt(first) == '\t')) {
			first++;
		}
		return first;
	}

	/**
	 * Returns whether there is a cookie of a name.
	 * @param name the name
	 * @return whether there is one
	 */
	public boolean contains(String name) {
		return !values(name).isEmpty();
	}

}
