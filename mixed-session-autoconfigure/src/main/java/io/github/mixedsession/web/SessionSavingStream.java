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
		boolean turn = this.response.take();
		try {
			this.stream.write(b);
		}
		finally {
			this.response.leave(turn);
		}
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		this.response.write(length);
		boolean turn = this.response.take();
		try {
			this.stream.write(bytes, offset, length);
		}
		finally {
			this.response.leave(turn);
		}
	}

	@Override
	public void write(ByteBuffer buffer) throws IOException {
		this.response.write(buffer.remaining());
		boolean turn = this.response.take();
		try {
			this.stream.write(buffer);
		}
		finally {
			this.response.leave(turn);
		}
	}

	@Override
	public void flush() throws IOException {
		this.response.commit();
		boolean turn = this.response.take();
		try {
			this.stream.flush();
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
			this.stream.close();
		}
		finally {
			this.response.leave(turn);
		}
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
