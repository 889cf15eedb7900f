package io.github.mixedsession.e2e;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The cookies of one host, as RFC 6265bis has a browser keep them. Expiry is by
 * {@code Max-Age=0} alone. Safe for concurrent use.
 */
public final class CookieJar {

	private final List<Stored> cookies = new ArrayList<>();

	private final Set<String> seen = new LinkedHashSet<>();

	public synchronized void receive(String setCookie, boolean https) {
		String[] parts = setCookie.split(";", -1);
		int equals = parts[0].indexOf('=');
		String name = parts[0].substring(0, equals).strip();
		String value = parts[0].substring(equals + 1).strip();
		String path = "/";
		boolean secure = false;
		boolean domain = false;
		boolean expired = false;
		boolean crossSite = false;
		for (int i = 1; i < parts.length; i++) {
			String attribute = parts[i].strip().toLowerCase(Locale.ROOT);
			secure |= attribute.equals("secure");
			domain |= attribute.startsWith("domain=");
			crossSite |= attribute.equals("samesite=none");
			expired |= attribute.equals("max-age=0");
			if (attribute.startsWith("path=")) {
				path = parts[i].strip().substring("path=".length());
			}
		}
		boolean host = startsWith(name, "__Host-");
		boolean refused = (secure && !https) || ((host || startsWith(name, "__Secure-")) && !secure)
				|| (host && (domain || !path.equals("/"))) || (!secure && !https && isShadowing(name, path));
		if (!refused) {
			put(new Stored(name, value, path, secure, crossSite && secure), expired);
		}
	}

	private static boolean startsWith(String name, String prefix) {
		return name.regionMatches(true, 0, prefix, 0, prefix.length());
	}

	// "Leave Secure Cookies Alone", RFC 6265bis, section 5.7, step 16
	private boolean isShadowing(String name, String path) {
		return this.cookies.stream()
			.anyMatch((cookie) -> cookie.secure && cookie.name.equals(name) && pathMatches(path, cookie.path));
	}

	private void put(Stored given, boolean expired) {
		this.cookies.removeIf((cookie) -> cookie.name.equals(given.name) && cookie.path.equals(given.path));
		if (!expired) {
			this.cookies.add(given);
			if (given.name.endsWith("SESSION")) {
				this.seen.add(given.value);
			}
		}
	}

	private static boolean pathMatches(String requestPath, String cookiePath) {
		return requestPath.equals(cookiePath)
				|| requestPath.startsWith(cookiePath.endsWith("/") ? cookiePath : cookiePath + "/");
	}

	/**
	 * Returns the {@code Cookie} header, {@code null} for none.
	 */
	public synchronized @Nullable String header(String path, boolean https) {
		String pathOnly = path.split("\\?", 2)[0];
		String header = this.cookies.stream()
			.filter((cookie) -> (https || !cookie.secure) && pathMatches(pathOnly, cookie.path))
			.sorted(Comparator.comparing((Stored cookie) -> cookie.path.length()).reversed())
			.map((cookie) -> cookie.name + "=" + cookie.value)
			.collect(Collectors.joining("; "));
		return header.isEmpty() ? null : header;
	}

	public synchronized @Nullable String find(String name) {
		return this.cookies.stream()
			.filter((cookie) -> cookie.name.equals(name))
			.map(Stored::value)
			.findFirst()
			.orElse(null);
	}

	public synchronized void remove(String name) {
		this.cookies.removeIf((cookie) -> cookie.name.equals(name));
	}

	/**
	 * Puts a cookie in by force.
	 */
	synchronized void plant(String name, String value, boolean secure) {
		put(new Stored(name, value, "/", secure, false), false);
	}

	/**
	 * Returns every session id that this jar ever held.
	 */
	synchronized Set<String> everSeen() {
		return Set.copyOf(this.seen);
	}

	/**
	 * Returns what a browser sends with a form of another site: {@code SameSite=None}.
	 */
	synchronized CookieJar crossSite() {
		CookieJar sent = copy();
		sent.cookies.removeIf((cookie) -> !cookie.crossSite);
		return sent;
	}

	public synchronized CookieJar copy() {
		CookieJar copy = new CookieJar();
		copy.cookies.addAll(this.cookies);
		copy.seen.addAll(this.seen);
		return copy;
	}

	/**
	 * Returns every cookie with its name, path and value, always in the same order.
	 * @return three strings a cookie
	 */
	public synchronized List<List<String>> contents() {
		return this.cookies.stream()
			.map((cookie) -> List.of(cookie.name, cookie.path, cookie.value))
			.sorted(Comparator.comparing(List::toString))
			.toList();
	}

	private record Stored(String name, String value, String path, boolean secure, boolean crossSite) {
	}

}
