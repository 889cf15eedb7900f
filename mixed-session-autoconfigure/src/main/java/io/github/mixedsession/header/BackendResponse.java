package io.github.mixedsession.header;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

import org.jspecify.annotations.Nullable;

/**
 * Takes the headers that are not for the client out of a response. Nothing behind this
 * object gets to know them, so nothing that becomes of the response brings them back.
 */
final class BackendResponse extends HttpServletResponseWrapper {

	private final BackendHeaders headers;

	private final @Nullable HeaderImport update;

	private final HttpServletRequest request;

	BackendResponse(HttpServletResponse response, BackendHeaders headers, @Nullable HeaderImport update,
			HttpServletRequest request) {
		super(response);
		this.headers = headers;
		this.update = update;
		this.request = request;
	}

	@Override
	public void setHeader(String name, @Nullable String value) {
		if (!take(name, value)) {
			super.setHeader(name, value);
		}
	}

	@Override
	public void addHeader(String name, @Nullable String value) {
		if (!take(name, value)) {
			super.addHeader(name, value);
		}
	}

	@Override
	public void setIntHeader(String name, int value) {
		if (!take(name, String.valueOf(value))) {
			super.setIntHeader(name, value);
		}
	}

	@Override
	public void addIntHeader(String name, int value) {
		if (!take(name, String.valueOf(value))) {
			super.addIntHeader(name, value);
		}
	}

	@Override
	public void setDateHeader(String name, long date) {
		if (!take(name, String.valueOf(date))) {
			super.setDateHeader(name, date);
		}
	}

	@Override
	public void addDateHeader(String name, long date) {
		if (!take(name, String.valueOf(date))) {
			super.addDateHeader(name, date);
		}
	}

	@Override
	public void setTrailerFields(@Nullable Supplier<Map<String, String>> supplier) {
		super.setTrailerFields((supplier != null) ? () -> withoutInternal(supplier.get()) : null);
	}

	private @Nullable Map<String, String> withoutInternal(@Nullable Map<String, String> fields) {
		if (fields == null) {
			return null;
		}
		Map<String, String> others = new TreeMap<>(fields);
		others.keySet().removeIf(this.headers::isInternal);
		return others;
	}

	private boolean take(@Nullable String name, @Nullable String value) {
		if (name == null || !this.headers.isInternal(name)) {
			return false;
		}
		if (this.update != null && value != null && this.update.name().is(name)) {
			this.update.accept(this.request, value, isCommitted());
		}
		return true;
	}

}
