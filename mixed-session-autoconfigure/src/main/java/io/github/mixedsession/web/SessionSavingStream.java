package io.github.mixedsession.web;

import java.io.IOException;
import java.nio.ByteBuffer;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/**
 * Tells the response of everything that may commit it. Not buffered.
 */
final class SessionSavingStream extends ServletOutputStream {

	private final ServletOutputStream stream;

	private final ResponseCommit response;

	SessionSavingStream(ServletOutputStream stream, ResponseCommit response) {
		this.stream = stream;
		this.response = response;
	}

	@Override
	public void write(int b) throws IOException {
		this.response.write(1);
		this.stream.write(b);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		this.response.write(length);
		this.stream.write(bytes, offset, length);
	}

	@Override
	public void write(ByteBuffer buffer) throws IOException {
		this.response.write(buffer.remaining());
		this.stream.write(buffer);
	}

	@Override
	public void flush() throws IOException {
		this.response.commit();
		this.stream.flush();
	}

	@Override
	public void close() throws IOException {
		this.response.commit();
		this.stream.close();
	}

	@Override
	public boolean isReady() {
		return this.stream.isReady();
	}

	@Override
	public void setWriteListener(WriteListener listener) {
		this.stream.setWriteListener(listener);
	}

}
