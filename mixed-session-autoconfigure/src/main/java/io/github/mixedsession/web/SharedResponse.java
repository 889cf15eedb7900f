package io.github.mixedsession.web;

import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Has the threads of an asynchronous request take turns at its headers: the filters that
 * the first thread leaves write theirs while another thread commits the response, and a
 * container's headers are not for two threads.
 */
final class SharedResponse extends HttpServletResponseWrapper {

	private final Lock turn = new ReentrantLock();

	SharedResponse(HttpServletResponse response) {
		super(response);
	}

	private <T> T inTurn(Supplier<T> action) {
		this.turn.lock();
		try {
			return action.get();
		}
		finally {
			this.turn.unlock();
		}
	}

	private void inTurn(Runnable action) {
		this.turn.lock();
		try {
			action.run();
		}
		finally {
			this.turn.unlock();
		}
	}

	@Override
	public void addCookie(Cookie cookie) {
		inTurn(() -> super.addCookie(cookie));
	}

	@Override
	public boolean containsHeader(String name) {
		return inTurn(() -> super.containsHeader(name));
	}

	/** Asked for by every response, several times: without anything made. */
	@Override
	public void setHeader(String name, @Nullable String value) {
		this.turn.lock();
		try {
			super.setHeader(name, value);
		}
		finally {
			this.turn.unlock();
		}
	}

	@Override
	public void addHeader(String name, String value) {
		inTurn(() -> super.addHeader(name, value));
	}

	@Override
	public void setDateHeader(String name, long date) {
		inTurn(() -> super.setDateHeader(name, date));
	}

	@Override
	public void addDateHeader(String name, long date) {
		inTurn(() -> super.addDateHeader(name, date));
	}

	@Override
	public void setIntHeader(String name, int value) {
		inTurn(() -> super.setIntHeader(name, value));
	}

	@Override
	public void addIntHeader(String name, int value) {
		inTurn(() -> super.addIntHeader(name, value));
	}

	@Override
	@SuppressWarnings("NullAway") // null if there is none, as the interface has it
	public String getHeader(String name) {
		this.turn.lock();
		try {
			return super.getHeader(name);
		}
		finally {
			this.turn.unlock();
		}
	}

	@Override
	public Collection<String> getHeaders(String name) {
		return inTurn(() -> super.getHeaders(name));
	}

	@Override
	public Collection<String> getHeaderNames() {
		return inTurn(() -> super.getHeaderNames());
	}

	@Override
	public void reset() {
		inTurn(() -> super.reset());
	}

	@Override
	public void resetBuffer() {
		inTurn(() -> super.resetBuffer());
	}

	@Override
	public void flushBuffer() throws IOException {
		this.turn.lock();
		try {
			super.flushBuffer();
		}
		finally {
			this.turn.unlock();
		}
	}

}
