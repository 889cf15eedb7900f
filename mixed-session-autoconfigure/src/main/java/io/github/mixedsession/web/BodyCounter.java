package io.github.mixedsession.web;

/**
 * Counts the bytes of a response's body, which say when the server commits it: those of
 * all dispatches that reach the server's response. Thread-safe.
 */
final class BodyCounter {

	/** Jetty commits for what is larger than a quarter of its buffer, and at once. */
	private static final int PART_OF_BUFFER = 4;

	private int written;

	private int announced = Integer.MAX_VALUE;

	/**
	 * Counts bytes that are about to be written.
	 * @param buffer the size of the server's buffer, in bytes
	 * @return whether the server may commit the response for them: at its limit, and
	 * again with each further part of a buffer, since Tomcat buffers characters besides
	 */
	synchronized boolean mayCommit(long bytes, int buffer) {
		int before = this.written;
		this.written = (int) Math.min(before + bytes, Integer.MAX_VALUE);
		int limit = Math.min(buffer, this.announced);
		int part = Math.max(1, buffer / PART_OF_BUFFER);
		boolean full = this.written >= limit && (before < limit || this.written / part > before / part);
		return full || bytes > buffer / PART_OF_BUFFER;
	}

	/**
	 * Takes how many bytes there will be.
	 * @return whether they are there: Tomcat takes a response for committed then
	 */
	synchronized boolean isWholeWith(long length) {
		this.announced = (length >= 0) ? (int) Math.min(length, Integer.MAX_VALUE) : Integer.MAX_VALUE;
		return length > 0 && length <= this.written;
	}

	/**
	 * Counts anew, as a server does for an error page.
	 */
	synchronized void startOver() {
		this.announced = Integer.MAX_VALUE;
		empty();
	}

	/**
	 * Forgets what was written, as a server does with its buffer.
	 */
	synchronized void empty() {
		this.written = 0;
	}

}
