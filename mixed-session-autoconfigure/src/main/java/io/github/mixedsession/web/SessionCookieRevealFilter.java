package io.github.mixedsession.web;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Shows the session cookies to the application's own handlers and to the backends that
 * they forward to, where that is asked for. Belongs behind every other filter.
 * Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> Spring Security, which stores requests with their
 * cookies, never sees them (attack 26), and the secure one stays hidden over HTTP
 * (invariant 1). Not guaranteed: what handlers and backends do with a usable id.
 */
public final class SessionCookieRevealFilter implements Filter {

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest httpRequest = (HttpServletRequest) request;
		ServletSessionRequest current = ServletSessionRequest.find(httpRequest);
		chain.doFilter((current != null) ? new IdRevealingRequest(httpRequest, current.withSessionCookies()) : request,
				response);
	}

}
