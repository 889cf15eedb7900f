package io.github.mixedsession.channel.passwordpage;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Has what the application writes pass through a {@link PasswordPage}, unless it is known
 * from the start to be no page. Belongs to one response; its threads use it in turn, as
 * they do a container's.
 */
final class PasswordPageResponse extends HttpServletResponseWrapper {

	private final PasswordPage page;

	private @Nullable ServletOutputStream stream;

	private @Nullable PrintWriter writer;

	/**
	 * Create a response.
	 * @param response the response
	 * @param limit how many bytes of a page are held at most; with none, pages are looked
	 * at as they pass
	 */
	PasswordPageResponse(HttpServletResponse response, int limit) {
		super(response);
		this.page = new PasswordPage(new Sink(), limit);
	}

	/**
	 * Returns whether what is written to a response comes here.
	 */
	boolean isReachedBy(ServletResponse response) {
		return response == this || (response instanceof ServletResponseWrapper wrapper && wrapper.isWrapperFor(this));
	}

	/**
	 * Ends the page, and tells once what became of it.
	 */
	PageVerdict end() throws IOException {
		if (this.writer != null) {
			this.writer.flush();
		}
		return this.page.end();
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		if (this.writer != null) {
			throw new IllegalStateException("getWriter() has already been called for this response");
		}
		if (this.stream == null) {
			this.stream = isOfNoInterest() ? super.getOutputStream() : new PasswordPageStream(this.page);
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
			this.writer = new PrintWriter(
					new OutputStreamWriter(new PasswordPageStream(this.page), getCharacterEncoding()));
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
		return getContentType() != null && !isHtml();
	}

	private boolean isHtml() {
		return isType("text/html") || isXml();
	}

	private boolean isXml() {
		return isType("application/xhtml+xml");
	}

	private boolean isType(String prefix) {
		String type = getContentType();
		return type != null && type.regionMatches(true, 0, prefix, 0, prefix.length());
	}

	@Override
	public void flushBuffer() throws IOException {
		if (this.writer != null) {
			this.writer.flush();
		}
		if (this.page.isFlushable()) {
			super.flushBuffer();
		}
	}

	@Override
	public void reset() {
		super.reset();
		this.page.beginAnew();
		this.stream = null;
		this.writer = null;
	}

	/**
	 * Discards what was written before a forward (Servlet 6.1, section 9.4). Jetty resets
	 * its own response past all wrappers, and lets the target choose between writer and
	 * stream.
	 */
	void beginForward() {
		if (!isCommitted()) {
			resetBuffer();
			this.stream = null;
			this.writer = null;
		}
	}

	/**
	 * Discards what the writer holds, too.
	 */
	@Override
	public void resetBuffer() {
		super.resetBuffer();
		if (this.writer != null) {
			this.page.drop();
			this.writer.flush();
		}
		this.page.beginAnew();
	}

	@Override
	public void sendError(int sc) throws IOException {
		this.page.drop();
		super.sendError(sc);
	}

	@Override
	public void sendError(int sc, String msg) throws IOException {
		this.page.drop();
		super.sendError(sc, msg);
	}

	@Override
	public void sendRedirect(String location) throws IOException {
		this.page.drop();
		super.sendRedirect(location);
	}

	@Override
	public void sendRedirect(String location, int sc) throws IOException {
		this.page.drop();
		super.sendRedirect(location, sc);
	}

	@Override
	public void sendRedirect(String location, boolean clearBuffer) throws IOException {
		leave(clearBuffer);
		super.sendRedirect(location, clearBuffer);
	}

	@Override
	public void sendRedirect(String location, int sc, boolean clearBuffer) throws IOException {
		leave(clearBuffer);
		super.sendRedirect(location, sc, clearBuffer);
	}

	private void leave(boolean clearBuffer) throws IOException {
		if (clearBuffer) {
			this.page.drop();
			return;
		}
		if (this.writer != null) {
			this.writer.flush();
		}
		this.page.pass();
	}

	/** The response that this one wraps. */
	private final class Sink implements PageSink {

		@Override
		public boolean isForPage() {
			return isHtml() && !isCommitted() && getHeader(HttpHeaders.CONTENT_ENCODING) == null;
		}

		@Override
		public boolean isOk() {
			return getStatus() == SC_OK;
		}

		@Override
		public PasswordFieldScanner newScanner() {
			return new PasswordFieldScanner(getCharacterEncoding(), isXml());
		}

		@Override
		public ServletOutputStream output() throws IOException {
			return getResponse().getOutputStream();
		}

	}

}
