package io.github.mixedsession.header;

import java.io.IOException;
import java.time.Clock;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.attribute.AttributeVisibilities;
import io.github.mixedsession.http.ConnectorChannel;

/**
 * Keeps the headers between this application and its backends from the client, in both
 * directions: one outside of all other filters. A second one, behind Spring Security,
 * fills them. Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> What a client sends by these names, or by names
 * that a backend may confuse with them, is seen by nothing behind the filter, also not in
 * trailers; what is set by these names never reaches the client.
 */
public final class BackendHeaderFilter implements Filter {

	private final BackendHeaders headers;

	private final @Nullable HeaderExport exported;

	private final @Nullable HeaderImport imported;

	/**
	 * Create a filter that keeps the headers from the client.
	 * @param headers the headers
	 */
	public BackendHeaderFilter(BackendHeaders headers) {
		this.headers = headers;
		this.exported = null;
		this.imported = null;
	}

	/**
	 * Create a filter that also shows the session to backends and lets them change it.
	 * Belongs behind Spring Session's filter and the enforcement of channel rules.
	 * @param headers the headers
	 * @param visibilities tells attributes' visibility
	 * @param clock the time, for the log
	 */
	public BackendHeaderFilter(BackendHeaders headers, AttributeVisibilities visibilities, Clock clock) {
		AttributeHeader export = headers.exported();
		AttributeHeader update = headers.imported();
		this.headers = headers;
		this.exported = (export != null) ? new HeaderExport(export, clock) : null;
		this.imported = (update != null) ? new HeaderImport(update, visibilities, clock) : null;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!this.headers.isConfigured()) {
			chain.doFilter(request, response);
			return;
		}
		HttpServletRequest httpRequest = ConnectorChannel.truthful((HttpServletRequest) request);
		BackendResponse backendResponse = new BackendResponse((HttpServletResponse) response, this.headers,
				this.imported, httpRequest);
		chain.doFilter(new BackendRequest(httpRequest, this.headers, this.exported, backendResponse), backendResponse);
	}

}
