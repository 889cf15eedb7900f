package io.github.mixedsession.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

import io.github.mixedsession.session.SessionPolicy;
import io.github.mixedsession.session.SessionRequest;
import io.github.mixedsession.session.ViewedSession;

/**
 * Saves the session before a redirect of Servlet 6.1's kinds, which Spring Session's own
 * wrapper misses: the cookie of a session would be lost. Never puts an id in a URL
 * (attack 24).
 */
final class SessionSavingResponse extends HttpServletResponseWrapper {

	private final SessionRequest request;

	private final SessionPolicy policy;

	SessionSavingResponse(HttpServletResponse response, SessionRequest request, SessionPolicy policy) {
		super(response);
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
