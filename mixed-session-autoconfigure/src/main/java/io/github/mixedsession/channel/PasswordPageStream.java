package io.github.mixedsession.channel;

import java.io.IOException;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/**
 * Where the application writes a page. It can't close what is held back: the end of the
 * request does.
 */
final class PasswordPageStream extends ServletOutputStream {

	private final PasswordPageResponse page;

	private final byte[] single = new byte[1];

	PasswordPageStream(PasswordPageResponse page) {
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
		this.page.flushStream();
	}

	@Override
	public void close() throws IOException {
		flush();
	}

	@Override
	public boolean isReady() {
		return this.page.direct().isReady();
	}

	/**
	 * Who writes without blocking can't be made to wait.
	 */
	@Override
	public void setWriteListener(WriteListener listener) {
		this.page.direct().setWriteListener(listener);
	}

}
