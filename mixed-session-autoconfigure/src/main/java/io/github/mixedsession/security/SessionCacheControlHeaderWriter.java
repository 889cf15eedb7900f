package io.github.mixedsession.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;

import io.github.mixedsession.web.MixedSessions;

/**
 * Forbids caching as Spring Security does, except for what was served over HTTP without a
 * session: that stays cacheable (invariant 13).
 */
final class SessionCacheControlHeaderWriter implements HeaderWriter {

	private final HeaderWriter delegate = new CacheControlHeadersWriter();

	@Override
	public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
		if (request.isSecure() || MixedSessions.isUsed(request)) {
			this.delegate.writeHeaders(request, response);
		}
	}

}
