package io.github.mixedsession.web;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;

import io.github.mixedsession.session.SessionRequest;
import io.github.mixedsession.session.SessionRequestHolder;

/**
 * Has a request find and create its session on whatever thread asks for it, inside Spring
 * Session's filter: the repository takes a caller on a thread without a request for a
 * trusted one (invariant 2).
 */
public final class SessionThreadFilter implements Filter {

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		chain.doFilter(new ThreadBindingRequest((HttpServletRequest) request), response);
	}

	private static final class ThreadBindingRequest extends HttpServletRequestWrapper {

		ThreadBindingRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public HttpSession getSession() {
			return getSession(true);
		}

		@Override
		@SuppressWarnings("NullAway") // null if there is no session, as the interface has
										// it
		public HttpSession getSession(boolean create) {
			SessionRequest before = SessionRequestHolder.get();
			SessionRequest current = ServletSessionRequest.find(this);
			if (current == null || before == current) {
				return super.getSession(create);
			}
			SessionRequestHolder.set(current);
			try {
				return super.getSession(create);
			}
			finally {
				SessionRequestHolder.set(before);
			}
		}

	}

}
