package io.github.mixedsession.channel;

import jakarta.servlet.http.HttpServletResponse;

/**
 * How long all headers of a response may be together. A server that is given more answers
 * 500 instead. Immutable.
 * <p>
 * Internal: the auto-configuration finds it.
 *
 * @param bytes the limit
 * @param property what sets it, for a log
 */
public record HeaderLimit(int bytes, String property) {

	/** What most servers have, where nothing is known of this one. */
	public static final HeaderLimit DEFAULT = new HeaderLimit(8192, "the server's limit for response headers");

	/** What the status line and headers that are still to come may need. */
	private static final int RESERVE = 1024;

	/**
	 * Answers whether there is room for a header.
	 * @param others how long the headers are that are there already
	 */
	boolean hasRoomFor(String name, String value, int others) {
		return (long) length(name, value) + others + RESERVE <= this.bytes;
	}

	static int lengthOfHeaders(HttpServletResponse response) {
		return response.getHeaderNames()
			.stream()
			.mapToInt((name) -> response.getHeaders(name).stream().mapToInt((value) -> length(name, value)).sum())
			.sum();
	}

	private static int length(String name, String value) {
		return name.length() + ": ".length() + value.length() + "\r\n".length();
	}

}
