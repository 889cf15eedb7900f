package io.github.mixedsession.shop.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Passes a response on as it is written, holds nothing back, and keeps the first of it.
 */
final class RecordingResponse extends HttpServletResponseWrapper {

	/** The most that is kept of a page; none of the shop's is half as long. */
	static final int MAX_LENGTH = 65_536;

	private final StringBuilder characters = new StringBuilder();

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private long length;

	private @Nullable PrintWriter writer;

	private @Nullable ServletOutputStream stream;

	RecordingResponse(HttpServletResponse response) {
		super(response);
	}

	/**
	 * Returns how long the body is.
	 * @return the number of bytes
	 */
	long length() {
		return this.length;
	}

	/**
	 * Returns the first of the page.
	 * @return the text, empty if it is no HTML
	 */
	String page() {
		String type = getContentType();
		if (type == null || !type.startsWith("text/html")) {
			return "";
		}
		return this.characters + this.bytes.toString(Charset.forName(getCharacterEncoding()));
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		if (this.writer == null) {
			this.writer = new PrintWriter(new Recorder(super.getWriter()));
		}
		return this.writer;
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		if (this.stream == null) {
			this.stream = new RecordingStream(super.getOutputStream());
		}
		return this.stream;
	}

	@Override
	public void reset() {
		super.reset();
		forget();
	}

	@Override
	public void resetBuffer() {
		super.resetBuffer();
		forget();
	}

	@Override
	public void sendError(int sc) throws IOException {
		super.sendError(sc);
		forget();
	}

	@Override
	public void sendError(int sc, String msg) throws IOException {
		super.sendError(sc, msg);
		forget();
	}

	private void forget() {
		this.characters.setLength(0);
		this.bytes.reset();
		this.length = 0;
		this.writer = null;
		this.stream = null;
	}

	private final class Recorder extends Writer {

		private final Writer target;

		Recorder(Writer target) {
			this.target = target;
		}

		@Override
		public void write(char[] text, int offset, int count) throws IOException {
			this.target.write(text, offset, count);
			RecordingResponse response = RecordingResponse.this;
			response.length += new String(text, offset, count).getBytes(StandardCharsets.UTF_8).length;
			response.characters.append(text, offset, Math.min(count, MAX_LENGTH - response.characters.length()));
		}

		@Override
		public void flush() throws IOException {
			this.target.flush();
		}

		@Override
		public void close() throws IOException {
			this.target.close();
		}

	}

	private final class RecordingStream extends ServletOutputStream {

		private final ServletOutputStream target;

		RecordingStream(ServletOutputStream target) {
			this.target = target;
		}

		@Override
		public boolean isReady() {
			return this.target.isReady();
		}

		@Override
		public void setWriteListener(WriteListener listener) {
			this.target.setWriteListener(listener);
		}

		@Override
		public void write(int b) throws IOException {
			write(new byte[] { (byte) b }, 0, 1);
		}

		@Override
		public void write(byte[] content, int offset, int count) throws IOException {
			this.target.write(content, offset, count);
			RecordingResponse response = RecordingResponse.this;
			response.length += count;
			response.bytes.write(content, offset, Math.min(count, MAX_LENGTH - response.bytes.size()));
		}

		@Override
		public void flush() throws IOException {
			this.target.flush();
		}

		@Override
		public void close() throws IOException {
			this.target.close();
		}

	}

}
