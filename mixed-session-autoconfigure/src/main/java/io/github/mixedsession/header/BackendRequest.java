package io.github.mixedsession.header;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import org.jspecify.annotations.Nullable;

/**
 * A request as backends may see it: without the headers that the client made up, and with
 * ours. Also hides what a request that Spring Security saved brings back.
 */
final class BackendRequest extends HttpServletRequestWrapper {

	private final BackendHeaders headers;

	private final @Nullable HeaderExport export;

	private final ServletResponse response;

	BackendRequest(HttpServletRequest request, BackendHeaders headers, @Nullable HeaderExport export,
			ServletResponse response) {
		super(request);
		this.headers = headers;
		this.export = export;
		this.response = response;
	}

	@Override
	public @Nullable String getHeader(String name) {
		return this.headers.isInternal(name) ? exported(name) : super.getHeader(name);
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		if (!this.headers.isInternal(name)) {
			return super.getHeaders(name);
		}
		String value = exported(name);
		return Collections.enumeration((value != null) ? List.of(value) : List.of());
	}

	@Override
	public Enumeration<String> getHeaderNames() {
		Enumeration<String> names = super.getHeaderNames();
		if (names == null) {
			return names;
		}
		List<String> shown = Collections.list(names);
		shown.removeIf(this.headers::isInternal);
		if (this.export != null && getHeader(this.export.name().toString()) != null) {
			shown.add(this.export.name().toString());
		}
		return Collections.enumeration(shown);
	}

	@Override
	public int getIntHeader(String name) {
		if (!this.headers.isInternal(name)) {
			return super.getIntHeader(name);
		}
		String value = exported(name);
		return (value != null) ? Integer.parseInt(value) : -1;
	}

	@Override
	public long getDateHeader(String name) {
		if (!this.headers.isInternal(name)) {
			return super.getDateHeader(name);
		}
		if (exported(name) != null) {
			throw new IllegalArgumentException("The header '" + name + "' is not a date");
		}
		return -1;
	}

	@Override
	public Map<String, String> getTrailerFields() {
		Map<String, String> fields = new TreeMap<>(super.getTrailerFields());
		fields.keySet().removeIf(this.headers::isInternal);
		return fields;
	}

	private @Nullable String exported(String name) {
		return (this.export != null && this.export.name().is(name))
				? this.export.value((HttpServletRequest) getRequest()) : null;
	}

	/**
	 * Would hand out the request and the response of the server otherwise, past us.
	 */
	@Override
	public AsyncContext startAsync() {
		return startAsync(this, this.response);
	}

}
