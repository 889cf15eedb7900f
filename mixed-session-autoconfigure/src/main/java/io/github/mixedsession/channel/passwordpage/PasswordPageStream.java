package io.github.mixedsession.channel.passwordpage;

import java.io.IOException;
import java.io.UncheckedIOException;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/**
 * Where the application writes a page. It can't close what is held back: the end of the
 * request does.
 */
final class PasswordPageStream extends ServletOutputStream {

	private final PasswordPage page;

	private final byte[] single = new byte[1];

	PasswordPageStream(PasswordPage page) {
		this.page = page;
	}

	@Override
	public void write(int b) throws IOException {
		this.single[0] = (byte) b;
		this.page.write(this.single, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		this.page.write(bytes, offset, length);
	}

	@Override
	public void flush() throws IOException {
		if (this.page.isFlushable()) {
			this.page.output().flush();
		}
	}

	@Override
	public void close() throws IOException {
		flush();
	}

	@Override
	public boolean isReady() {
		return output().isReady();
	}

	/**
	 * Who writes without blocking can't be made to wait: what was held before goes first,
	 * and the rest passes.
	 */
	@Override
	public void setWriteListener(WriteListener listener) {
		try {
			this.page.pass();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		output().setWriteListener(listener);
	}

	private ServletOutputStream output() {
		try {
			return this.page.output();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
