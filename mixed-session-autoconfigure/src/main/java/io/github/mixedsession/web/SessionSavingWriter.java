package io.github.mixedsession.web;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Tells the response of everything that may commit it, before it does. Not buffered.
 */
final class SessionSavingWriter extends PrintWriter {

	private final PrintWriter writer;

	SessionSavingWriter(PrintWriter writer, ResponseCommit response, Charset charset) {
		super(new Notifying(writer, response, charset));
		this.writer = writer;
	}

	@Override
	public boolean checkError() {
		return super.checkError() || this.writer.checkError();
	}

	private static final class Notifying extends Writer {

		/** What one character can become, with the marks of stateful encodings. */
		private static final int MOST_BYTES = 8;

		private final PrintWriter writer;

		private final ResponseCommit response;

		private final Charset charset;

		private Notifying(PrintWriter writer, ResponseCommit response, Charset charset) {
			this.writer = writer;
			this.response = response;
			this.charset = charset;
		}

		@Override
		public void write(int c) {
			this.response.write(bytes((char) c));
			boolean turn = this.response.take();
			try {
				this.writer.write(c);
			}
			finally {
				this.response.leave(turn);
			}
		}

		@Override
		public void write(char[] text, int offset, int length) {
			long bytes = 0;
			for (int i = offset; i < offset + length; i++) {
				bytes += bytes(text[i]);
			}
			this.response.write(bytes);
			boolean turn = this.response.take();
			try {
				this.writer.write(text, offset, length);
			}
			finally {
				this.response.leave(turn);
			}
		}

		@Override
		public void write(String text, int offset, int length) {
			long bytes = 0;
			for (int i = offset; i < offset + length; i++) {
				bytes += bytes(text.charAt(i));
			}
			this.response.write(bytes);
			boolean turn = this.response.take();
			try {
				this.writer.write(text, offset, length);
			}
			finally {
				this.response.leave(turn);
			}
		}

		private int bytes(char c) {
			if (this.charset.equals(StandardCharsets.UTF_8)) {
				return (c < 0x80) ? 1 : (c < 0x800) ? 2 : 3;
			}
			return this.charset.equals(StandardCharsets.ISO_8859_1) ? 1 : MOST_BYTES;
		}

		@Override
		public void flush() throws IOException {
			this.response.commit();
			boolean turn = this.response.take();
			try {
				this.writer.flush();
			}
			finally {
				this.response.leave(turn);
			}
		}

		@Override
		public void close() throws IOException {
			this.response.commit();
			boolean turn = this.response.take();
			try {
				this.writer.close();
			}
			finally {
				this.response.leave(turn);
			}
		}

	}

}
