package io.github.mixedsession.channel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Holds an HTML page back until it is known to have no password field, its end has come,
 * or so much of it was held that the rest can't be waited for. Everything else passes
 * through. Belongs to one response; not safe for concurrent use.
 */
final class PasswordPageResponse extends HttpServletResponseWrapper {

	private final int limit;

	private final boolean hold;

	private Fate fate = Fate.UNDECIDED;

	private boolean found;

	private boolean overflown;

	private @Nullable PasswordFieldScanner scanner;

	private @Nullable ByteArrayOutputStream held;

	private @Nullable ServletOutputStream stream;

	private @Nullable PrintWriter writer;

	private enum Fate {

		/** Nothing was written yet. */
		UNDECIDED,

		/** An HTML page that is held back. */
		HELD,

		/** An HTML page that is looked at as it passes. */
		WATCHED,

		/** None of our business, or not any more. */
		PASSED,

		/**
		 * A page that must not be sent, or one that something else was sent instead of.
		 */
		DROPPED

	}

	/**
	 * Create a response.
	 * @param response the response
	 * @param limit how many bytes are held at most
	 * @param hold whether to hold pages back, rather than to look at them as they pass
	 */
	PasswordPageResponse(HttpServletResponse response, int limit, boolean hold) {
		super(response);
		this.limit = limit;
		this.hold = hold;
	}

	boolean isPassed() {
		return this.fate == Fate.PASSED;
	}

	/**
	 * Lets go what was held, unless it has a password field.
	 * @return whether there was such a field and nothing of the page was sent
	 */
	boolean finish() throws IOException {
		if (this.writer != null) {
			this.writer.flush();
		}
		if (this.fate == Fate.HELD) {
			release();
		}
		return this.found && this.fate == Fate.DROPPED;
	}

	/**
	 * Ends the page's part in the response.
	 */
	void close() {
		if (this.fate == Fate.DROPPED || this.fate == Fate.PASSED) {
			this.found = false;
			this.overflown = false;
		}
	}

	/**
	 * Drops a page that failed.
	 */
	void drop() {
		this.held = null;
		this.found = false;
		this.fate = Fate.DROPPED;
	}

	boolean isFound() {
		return this.found;
	}

	/**
	 * Returns whether a page was longer than what is held.
	 */
	boolean isOverflown() {
		return this.overflown;
	}

	/**
	 * Lets everything through from now on.
	 */
	void pass() throws IOException {
		if (this.fate == Fate.UNDECIDED) {
			this.fate = Fate.PASSED;
		}
		else if (this.fate == Fate.HELD) {
			release();
		}
	}

	private void release() throws IOException {
		this.fate = Fate.PASSED;
		ByteArrayOutputStream page = this.held;
		this.held = null;
		if (page != null) {
			page.writeTo(super.getOutputStream());
		}
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		if (this.writer != null) {
			throw new IllegalStateException("getWriter() has already been called for this response");
		}
		if (this.stream == null) {
			this.stream = isOfNoInterest() ? super.getOutputStream() : new PasswordPageStream(this);
		}
		return this.stream;
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		if (this.writer == null) {
			if (this.stream != null) {
				throw new IllegalStateException("getOutputStream() has already been called for this response");
			}
			if (isOfNoInterest()) {
				return super.getWriter();
			}
			// as the container does, so that the content type names it
			setCharacterEncoding(getCharacterEncoding());
			this.writer = new PrintWriter(new OutputStreamWriter(new PasswordPageStream(this), getCharacterEncoding()));
		}
		return this.writer;
	}

	/**
	 * The encoding of a writer that was handed out stays, as in a container.
	 */
	@Override
	public void setCharacterEncoding(String charset) {
		if (this.writer == null) {
			super.setCharacterEncoding(charset);
		}
	}

	@Override
	public void setContentType(String type) {
		String before = getCharacterEncoding();
		super.setContentType(type);
		if (this.writer != null) {
			super.setCharacterEncoding(before);
		}
	}

	private boolean isOfNoInterest() {
		return this.fate == Fate.PASSED || (getContentType() != null && !isHtml());
	}

	private boolean isHtml() {
		return isType("text/html") || isType("application/xhtml+xml");
	}

	private boolean isType(String prefix) {
		String type = getContentType();
		return type != null && type.regionMatches(true, 0, prefix, 0, prefix.length());
	}

	private void decide() {
		if (this.fate == Fate.UNDECIDED) {
			boolean page = isHtml() && !isCommitted() && getHeader(HttpHeaders.CONTENT_ENCODING) == null;
			this.fate = !page ? Fate.PASSED : this.hold ? Fate.HELD : Fate.WATCHED;
		}
	}

	void write(byte[] bytes, int offset, int length) throws IOException {
		decide();
		if (this.fate == Fate.HELD || this.fate == Fate.WATCHED) {
			scan(bytes, offset, length);
		}
		if (this.fate == Fate.HELD) {
			hold(bytes, offset, length);
		}
		else if (this.fate != Fate.DROPPED) {
			super.getOutputStream().write(bytes, offset, length);
		}
	}

	private void scan(byte[] bytes, int offset, int length) {
		if (this.scanner == null) {
			this.scanner = new PasswordFieldScanner(getCharacterEncoding(), isType("application/xhtml+xml"));
		}
		if (this.scanner.scan(bytes, offset, length)) {
			this.found = true;
			this.held = null;
			this.fate = (this.fate == Fate.HELD) ? Fate.DROPPED : Fate.PASSED;
		}
	}

	private void hold(byte[] bytes, int offset, int length) throws IOException {
		if (this.held == null) {
			this.held = new ByteArrayOutputStream(Math.min(Math.max(length, getBufferSize()), this.limit));
		}
		if (this.held.size() + length <= this.limit) {
			this.held.write(bytes, offset, length);
			return;
		}
		this.overflown = true;
		release();
		super.getOutputStream().write(bytes, offset, length);
	}

	@Override
	public void flushBuffer() throws IOException {
		if (this.writer != null) {
			this.writer.flush();
		}
		decide();
		if (this.fate == Fate.PASSED || this.fate == Fate.WATCHED) {
			super.flushBuffer();
		}
	}

	@Override
	public void reset() {
		super.reset();
		beginAnew();
		this.stream = null;
		this.writer = null;
	}

	@Override
	public void resetBuffer() {
		super.resetBuffer();
		beginAnew();
	}

	private void beginAnew() {
		this.held = null;
		this.scanner = null;
		this.found = false;
		this.fate = Fate.UNDECIDED;
	}

	@Override
	public void sendError(int sc) throws IOException {
		drop();
		super.sendError(sc);
	}

	@Override
	public void sendError(int sc, String msg) throws IOException {
		drop();
		super.sendError(sc, msg);
	}

	@Override
	public void sendRedirect(String location) throws IOException {
		drop();
		super.sendRedirect(location);
	}

	@Override
	public void sendRedirect(String location, int sc) throws IOException {
		drop();
		super.sendRedirect(location, sc);
	}

	@Override
	public void sendRedirect(String location, boolean clearBuffer) throws IOException {
		drop();
		super.sendRedirect(location, clearBuffer);
	}

	@Override
	public void sendRedirect(String location, int sc, boolean clearBuffer) throws IOException {
		drop();
		super.sendRedirect(location, sc, clearBuffer);
	}

	void flushStream() throws IOException {
		decide();
		if (this.fate == Fate.PASSED || this.fate == Fate.WATCHED) {
			super.getOutputStream().flush();
		}
	}

	/**
	 * Lets everything through and returns where it goes.
	 */
	ServletOutputStream direct() {
		try {
			pass();
			return super.getOutputStream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
