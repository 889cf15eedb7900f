package io.github.mixedsession.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;

import io.github.mixedsession.MixedSessions;

/**
 * Forbids caching as Spring Security does, except for what was served over HTTP to nobody
 * in particular: without a session, an id, credentials or a cookie (invariant 13). Spring
 * Security asks as the response is about to be committed.
 */
final class SessionCacheControlHeaderWriter implements HeaderWriter {

	private final HeaderWriter delegate = new CacheControlHeadersWriter();

	@Override
	public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
		if (request.isSecure() || MixedSessions.isUsed(request) || MixedSessions.isIdPresented(request)
				|| request.getHeader(HttpHeaders.AUTHORIZATION) != null
				|| response.containsHeader(HttpHeaders.SET_COOKIE)) {
			this.delegate.writeHeaders(request, response);
		}
	}

}
