package io.github.mixedsession.web;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Has the threads of an asynchronous request take turns at its headers: the filters that
 * the first thread leaves write theirs while another thread commits the response, and a
 * container's headers are not for two threads. One that is lost may be the one that says
 * where the response ends.
 * <p>
 * Whoever writes to its stream or writer takes a turn too, by {@link #take()}. Nothing is
 * asked of anybody meanwhile but of the container. A response that is committed needs no
 * turns: its headers stay as they are, and who writes may have to wait for the client.
 */
final class SharedResponse extends HttpServletResponseWrapper {

	/** After which one looks whether the response has been committed, in milliseconds. */
	private static final int PATIENCE = 10;

	private final BodyCounter body;

	private final @Nullable Lock turn;

	/**
	 * Create the response of a request's first dispatch.
	 * @param response what the dispatch was given
	 */
	SharedResponse(HttpServletResponse response) {
		this(response, new BodyCounter(), new ReentrantLock());
	}

	private SharedResponse(HttpServletResponse response, BodyCounter body, @Nullable Lock turn) {
		super(response);
		this.body = body;
		this.turn = turn;
	}

	/**
	 * Returns the response of a later dispatch. Turns are taken where its threads reach
	 * the server's: one that leads to an earlier response of ours, which saves the
	 * session, must not have others wait for that.
	 * @param dispatched what that dispatch was given
	 */
	SharedResponse again(HttpServletResponse dispatched) {
		return isAround(dispatched) ? new SharedResponse(dispatched, this.body, this.turn)
				: new SharedResponse(dispatched, new BodyCounter(), null);
	}

	/**
	 * Returns whether what is written to another response reaches the server's, and none
	 * of ours.
	 * @param other the other, {@code null} as a mock has it for the server's
	 */
	boolean isAround(@Nullable ServletResponse other) {
		return other == null || unwrap(other) == unwrap(getResponse());
	}

	private static ServletResponse unwrap(ServletResponse response) {
		ServletResponse inner = response;
		while (inner instanceof ServletResponseWrapper wrapper && !(inner instanceof SharedResponse)) {
			inner = wrapper.getResponse();
		}
		return inner;
	}

	/**
	 * Returns what has been written to it, by whichever dispatch.
	 */
	BodyCounter body() {
		return this.body;
	}

	/**
	 * Waits for a turn, if turns are taken, or until none is needed any more: who has it
	 * may wait for a client that reads slowly.
	 * @return what {@link #leave} is to be told
	 */
	boolean take() {
		return this.turn != null && !isCommitted() && (this.turn.tryLock() || waitFor(this.turn));
	}

	private boolean waitFor(Lock lock) {
		boolean interrupted = false;
		try {
			while (!isCommitted()) {
				try {
					if (lock.tryLock(PATIENCE, TimeUnit.MILLISECONDS)) {
						return true;
					}
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
			return false;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	void leave(boolean taken) {
		if (taken && this.turn != null) {
			this.turn.unlock();
		}
	}

	private <T> T inTurn(Supplier<T> action) {
		boolean taken = take();
		try {
			return action.get();
		}
		finally {
			leave(taken);
		}
	}

	void inTurn(Runnable action) {
		boolean taken = take();
		try {
			action.run();
		}
		finally {
			leave(taken);
		}
	}

	private void sendInTurn(Answer answer) throws IOException {
		boolean taken = take();
		try {
			answer.send();
		}
		finally {
			leave(taken);
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
		boolean taken = take();
		try {
			super.setHeader(name, value);
		}
		finally {
			leave(taken);
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
		boolean taken = take();
		try {
			return super.getHeader(name);
		}
		finally {
			leave(taken);
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
	public void setContentLength(int length) {
		inTurn(() -> super.setContentLength(length));
	}

	@Override
	public void setContentLengthLong(long length) {
		inTurn(() -> super.setContentLengthLong(length));
	}

	@Override
	public void setContentType(@Nullable String type) {
		inTurn(() -> super.setContentType(type));
	}

	@Override
	public void setCharacterEncoding(@Nullable String encoding) {
		inTurn(() -> super.setCharacterEncoding(encoding));
	}

	@Override
	public void setCharacterEncoding(@Nullable Charset encoding) {
		inTurn(() -> super.setCharacterEncoding(encoding));
	}

	@Override
	public void setLocale(@Nullable Locale locale) {
		inTurn(() -> super.setLocale(locale));
	}

	/** Jetty says in a header how it encodes. */
	@Override
	public PrintWriter getWriter() throws IOException {
		boolean taken = take();
		try {
			return super.getWriter();
		}
		finally {
			leave(taken);
		}
	}

	@Override
	public void reset() {
		inTurn(() -> super.reset());
		this.body.startOver();
	}

	@Override
	public void resetBuffer() {
		inTurn(() -> super.resetBuffer());
		this.body.empty();
	}

	@Override
	public void flushBuffer() throws IOException {
		sendInTurn(super::flushBuffer);
	}

	@Override
	public void sendError(int status) throws IOException {
		sendInTurn(() -> super.sendError(status));
	}

	@Override
	public void sendError(int status, @Nullable String message) throws IOException {
		sendInTurn(() -> super.sendError(status, message));
	}

	@Override
	public void sendRedirect(String location) throws IOException {
		sendInTurn(() -> super.sendRedirect(location));
	}

	@Override
	public void sendRedirect(String location, int status) throws IOException {
		sendInTurn(() -> super.sendRedirect(location, status));
	}

	@Override
	public void sendRedirect(String location, boolean clearBuffer) throws IOException {
		sendInTurn(() -> super.sendRedirect(location, clearBuffer));
	}

	@Override
	public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
		sendInTurn(() -> super.sendRedirect(location, status, clearBuffer));
	}

	/** What ends or sends a response. */
	interface Answer {

		void send() throws IOException;

	}

}
