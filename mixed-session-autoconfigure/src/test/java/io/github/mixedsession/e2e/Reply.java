package io.github.mixedsession.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A response as it was on the wire.
 *
 * @param status the status code
 * @param headers names in lower case, and values, in their order
 * @param body the body
 */
record Reply(int status, List<Map.Entry<String, String>> headers, String body) {

	@Nullable String header(String name) {
		List<String> values = headers(name);
		return values.isEmpty() ? null : String.join(", ", values);
	}

	List<String> headers(String name) {
		String lowerCase = name.toLowerCase(Locale.ROOT);
		return this.headers.stream()
			.filter((header) -> header.getKey().equals(lowerCase))
			.map(Map.Entry::getValue)
			.toList();
	}

	List<String> setCookies() {
		return headers("Set-Cookie");
	}

	/**
	 * Returns the names of the cookies that were set, each as often as it was.
	 */
	List<String> setCookieNames() {
		List<String> names = new ArrayList<>();
		setCookies().forEach((cookie) -> names.add(cookie.substring(0, cookie.indexOf('='))));
		return names;
	}

	String setCookie(String name) {
		return setCookies().stream()
			.filter((cookie) -> cookie.startsWith(name + "="))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No cookie " + name + " in " + setCookies()));
	}

	String setCookieValue(String name) {
		String cookie = setCookie(name).substring(name.length() + 1);
		int end = cookie.indexOf(';');
		return (end >= 0) ? cookie.substring(0, end) : cookie;
	}

	/**
	 * Returns what a line {@code name=value} of the body says.
	 */
	@Nullable String line(String name) {
		return this.body.lines()
			.filter((line) -> line.startsWith(name + "="))
			.map((line) -> line.substring(name.length() + 1))
			.findFirst()
			.orElse(null);
	}

}
