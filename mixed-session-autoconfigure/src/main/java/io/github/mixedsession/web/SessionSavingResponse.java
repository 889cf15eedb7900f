package io.github.mixedsession.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

import io.github.mixedsession.session.SessionPolicy;
import io.github.mixedsession.session.ViewedSession;

/**
 * Saves the session before a redirect of Servlet 6.1's kinds, which Spring Session's own
 * wrapper misses: the cookie of a session would be lost. Never puts an id in a URL
 * (attack 24).
 */
final class SessionSavingResponse extends HttpServletResponseWrapper {

	private final ServletSessionRequest request;

	private final SessionPolicy policy;

	private final HttpServletRequest servletRequest;

	SessionSavingResponse(HttpServletRequest servletRequest, HttpServletResponse response,
			ServletSessionRequest request, SessionPolicy policy) {
		super(response);
		this.servletRequest = servletRequest;
		this.request = request;
		this.policy = policy;
	}

	@Override
	public void sendRedirect(String location, int sc, boolean clearBuffer) throws IOException {
		save();
		super.sendRedirect(location, sc, clearBuffer);
	}

	@Override
	public void sendRedirect(String location, int sc) throws IOException {
		save();
		super.sendRedirect(location, sc);
	}

	@Override
	public void sendRedirect(String location, boolean clearBuffer) throws IOException {
		save();
		super.sendRedirect(location, clearBuffer);
	}

	/**
	 * The CSRF token of a form that was overtaken by a login went with that: nobody is to
	 * be told that they may not log in.
	 */
	@Override
	public void sendError(int sc, String msg) throws IOException {
		if (sc != SC_FORBIDDEN || !isOvertakenForm()) {
			super.sendError(sc, msg);
		}
	}

	@Override
	public void sendError(int sc) throws IOException {
		if (sc != SC_FORBIDDEN || !isOvertakenForm()) {
			super.sendError(sc);
		}
	}

	private boolean isOvertakenForm() throws IOException {
		return new OvertakenForm(this.policy).answer(this.request, this.servletRequest, this);
	}

	private void save() {
		ViewedSession session = this.request.session();
		if (session != null) {
			this.policy.save(session);
		}
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
