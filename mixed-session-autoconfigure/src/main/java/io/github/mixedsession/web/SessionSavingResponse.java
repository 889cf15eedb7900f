package io.github.mixedsession.web;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

import io.github.mixedsession.session.SessionPolicy;
import io.github.mixedsession.session.ViewedSession;

/**
 * Saves the session and sends its cookies before a response is committed, in whichever
 * way: Spring Session's own wrapper counts characters where servers count bytes, takes
 * the whole buffer for theirs, and misses the redirects of Servlet 6.1. Shows no session
 * cookie to what is behind it, not even later (attack 47), and never puts an id in a URL
 * (attack 24).
 */
final class SessionSavingResponse extends HttpServletResponseWrapper implements ResponseCommit {

	private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

	private final SharedResponse shared;

	private final ServletSessionRequest request;

	private final SessionPolicy policy;

	private final HttpServletRequest servletRequest;

	private @Nullable ServletOutputStream stream;

	private @Nullable PrintWriter writer;

	SessionSavingResponse(HttpServletRequest servletRequest, SharedResponse response, ServletSessionRequest request,
			SessionPolicy policy) {
		super(response);
		this.shared = response;
		this.servletRequest = servletRequest;
		this.request = request;
		this.policy = policy;
	}

	@Override
	public void commit() {
		if (!isCommitted()) {
			save();
		}
	}

	/**
	 * Saves the session, and sends its cookies if they can still be sent.
	 */
	void save() {
		ViewedSession session = this.request.session();
		if (session != null) {
			this.policy.save(session);
		}
		this.request.aboutToCommit();
	}

	/**
	 * Leaves the response to another thread.
	 */
	void handOver() {
		this.request.handOver(this::save);
	}

	/**
	 * Returns whether what is written to another response would be sent without the
	 * session being saved.
	 */
	boolean isGoneAroundBy(ServletResponse other) {
		return this.request.response().isAround(other);
	}

	@Override
	public void write(long bytes) {
		if (this.shared.body().mayCommit(bytes, getBufferSize())) {
			commit();
		}
		else if (!this.request.outgoing().isSettled()) {
			this.request.aboutToCommit();
		}
	}

	/**
	 * Sends before what another thread has changed since the headers were sent.
	 */
	@Override
	public boolean take() {
		boolean taken = this.shared.take();
		while (taken && this.request.canDeliver() && !this.request.outgoing().isSettled()) {
			leave(true);
			this.request.aboutToCommit();
			taken = this.shared.take();
		}
		return taken;
	}

	@Override
	public void leave(boolean taken) {
		this.shared.leave(taken);
	}

	@Override
	public void setContentLength(int length) {
		setContentLengthLong(length);
	}

	@Override
	public void setContentLengthLong(long length) {
		announce(length);
		super.setContentLengthLong(length);
	}

	private void announce(long length) {
		if (this.shared.body().isWholeWith(length)) {
			commit();
		}
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		ServletOutputStream given = super.getOutputStream();
		if (this.stream == null) {
			this.stream = new SessionSavingStream(given, this);
		}
		return this.stream;
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		PrintWriter given = super.getWriter();
		if (this.writer == null) {
			this.writer = new SessionSavingWriter(given, this, Charset.forName(getCharacterEncoding()));
		}
		return this.writer;
	}

	@Override
	public void flushBuffer() throws IOException {
		send(super::flushBuffer);
	}

	/**
	 * The CSRF token of a form that was overtaken by a login went with that: nobody is to
	 * be told that they may not log in.
	 */
	@Override
	public void sendError(int status, String message) throws IOException {
		if (status != SC_FORBIDDEN || !isOvertakenForm()) {
			send(() -> super.sendError(status, message));
		}
	}

	@Override
	public void sendError(int status) throws IOException {
		if (status != SC_FORBIDDEN || !isOvertakenForm()) {
			send(() -> super.sendError(status));
		}
	}

	/**
	 * Saves the session, and has nobody change a header before the answer is sent.
	 */
	private void send(SharedResponse.Answer answer) throws IOException {
		commit();
		boolean taken = take();
		try {
			answer.send();
		}
		finally {
			leave(taken);
		}
	}

	private boolean isOvertakenForm() throws IOException {
		return new OvertakenForm(this.policy).answer(this.request, this.servletRequest, this);
	}

	@Override
	public void sendRedirect(String location) throws IOException {
		this.request.redirecting();
		send(() -> super.sendRedirect(location));
	}

	@Override
	public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
		this.request.redirecting();
		send(() -> super.sendRedirect(location, status, clearBuffer));
	}

	@Override
	public void sendRedirect(String location, int status) throws IOException {
		this.request.redirecting();
		send(() -> super.sendRedirect(location, status));
	}

	@Override
	public void sendRedirect(String location, boolean clearBuffer) throws IOException {
		this.request.redirecting();
		send(() -> super.sendRedirect(location, clearBuffer));
	}

	@Override
	public void reset() {
		this.shared.inTurn(() -> {
			super.reset();
			this.request.outgoing().unsettle();
		});
		this.stream = null;
		this.writer = null;
	}

	@Override
	public void addCookie(Cookie cookie) {
		this.shared.inTurn(() -> {
			super.addCookie(cookie);
			this.request.outgoing().otherCookie();
		});
	}

	@Override
	public void addHeader(String name, @Nullable String value) {
		if (isCacheControl(name) && this.request.outgoing().isOwnCacheControl()) {
			setHeader(name, value);
			return;
		}
		aboutToChange(name, value);
		boolean taken = this.shared.take();
		try {
			super.addHeader(name, value);
			changed(name);
		}
		finally {
			leave(taken);
		}
	}

	@Override
	public void setHeader(String name, @Nullable String value) {
		aboutToChange(name, value);
		boolean taken = this.shared.take();
		try {
			super.setHeader(name, value);
			changed(name);
		}
		finally {
			leave(taken);
		}
	}

	private void aboutToChange(String name, @Nullable String value) {
		if (HttpHeaders.CONTENT_LENGTH.equalsIgnoreCase(name) && value != null && NUMBER.matcher(value).matches()) {
			announce(Long.parseLong(value));
		}
	}

	private void changed(String name) {
		if (isSetCookie(name)) {
			this.request.outgoing().otherCookie();
		}
		else if (isCacheControl(name)) {
			this.request.outgoing().unsettle();
		}
	}

	@Override
	public boolean containsHeader(String name) {
		return isFiltered(name) ? !getHeaders(name).isEmpty() : super.containsHeader(name);
	}

	@Override
	public @Nullable String getHeader(String name) {
		return isFiltered(name) ? getHeaders(name).stream().findFirst().orElse(null) : super.getHeader(name);
	}

	@Override
	public Collection<String> getHeaders(String name) {
		Collection<String> values = super.getHeaders(name);
		if (isCacheControl(name)) {
			return this.request.outgoing().isOwnCacheControl() ? List.of() : values;
		}
		return isSetCookie(name) ? values.stream().filter((value) -> !isSessionCookie(value)).toList() : values;
	}

	private static boolean isFiltered(String name) {
		return isSetCookie(name) || isCacheControl(name);
	}

	@Override
	public Collection<String> getHeaderNames() {
		Collection<String> names = super.getHeaderNames();
		if (names.stream().noneMatch(SessionSavingResponse::isSetCookie) || containsHeader(HttpHeaders.SET_COOKIE)) {
			return names;
		}
		Set<String> others = new LinkedHashSet<>(names);
		others.removeIf(SessionSavingResponse::isSetCookie);
		return List.copyOf(others);
	}

	private static boolean isCacheControl(String name) {
		return HttpHeaders.CACHE_CONTROL.equalsIgnoreCase(name);
	}

	private static boolean isSetCookie(String name) {
		return HttpHeaders.SET_COOKIE.equalsIgnoreCase(name);
	}

	private boolean isSessionCookie(String header) {
		int end = header.indexOf('=');
		return end > 0 && this.request.outgoing().isSessionCookie(header.substring(0, end));
	}

	@Override
	public String encodeURL(String url) {
		return url;
	}

	@Override
	public String encodeRedirectURL(String url) {
		return url;
	}

}
