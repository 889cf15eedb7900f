package io.github.mixedsession.load;

import java.util.Map;
import java.util.TreeMap;

/**
 * A browser with its cookies.
 */
final class Visitor {

	/** What a browser says of a form that it sends, of which nothing else is read. */
	private static final String FORM = "Accept: text/html\r\nContent-Length: 0\r\n";

	private static final String OVER_HTTPS = "X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1\r\n";

	private final Map<String, String> cookies = new TreeMap<>();

	private final boolean https;

	private boolean changed = true;

	private byte[] request = {};

	Visitor(boolean https) {
		this.https = https;
	}

	void receive(String cookie) {
		int end = cookie.indexOf(';');
		String pair = (end < 0) ? cookie : cookie.substring(0, end);
		int equals = pair.indexOf('=');
		this.cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
		this.changed = true;
	}

	/**
	 * Returns the bytes of a request, the same ones until a cookie changes.
	 */
	byte[] request(Work work) {
		if (this.changed) {
			String headers = headers(work.sendsCookies());
			this.request = work.isForm() ? Connection.post(work.path, headers + FORM)
					: Connection.request(work.path, headers);
			this.changed = !work.sendsCookies();
		}
		return this.request;
	}

	byte[] request(String path, boolean withCookies) {
		return Connection.request(path, headers(withCookies));
	}

	private String headers(boolean withCookies) {
		StringBuilder headers = new StringBuilder(this.https ? OVER_HTTPS : "");
		if (withCookies && !this.cookies.isEmpty()) {
			String separator = "Cookie: ";
			for (Map.Entry<String, String> cookie : this.cookies.entrySet()) {
				headers.append(separator).append(cookie.getKey()).append('=').append(cookie.getValue());
				separator = "; ";
			}
			headers.append("\r\n");
		}
		return headers.toString();
	}

	/**
	 * Forgets what the next work is not to use.
	 */
	void turnTo() {
		this.changed = true;
	}

}
