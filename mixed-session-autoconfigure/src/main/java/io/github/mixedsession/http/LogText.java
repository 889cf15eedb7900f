package io.github.mixedsession.http;

import org.jspecify.annotations.Nullable;

/**
 * What a client sent, fit for a log line: printable ASCII of a bounded length, without
 * path parameters, which may hold an id.
 * <p>
 * Internal: for what goes into logs and events.
 */
public final class LogText {

	private static final int MAX_LENGTH = 200;

	private LogText() {
	}

	/**
	 * Makes a text fit for a log line.
	 * @param text what a client sent
	 * @return what to log
	 */
	public static String of(@Nullable String text) {
		String printable = String.valueOf(text).replaceAll(";[^/]*", "").replaceAll("[^\\x20-\\x7e]", "_");
		return (printable.length() > MAX_LENGTH) ? printable.substring(0, MAX_LENGTH) + "..." : printable;
	}

}
