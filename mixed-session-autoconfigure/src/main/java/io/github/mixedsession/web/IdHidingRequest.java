package io.github.mixedsession.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Predicate;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Keeps the session cookies from everything behind the cookie layer. A saved request
 * would otherwise carry usable ids into the database (attack 26), and a debug page or a
 * log into the open (attack 36).
 */
final class IdHidingRequest extends HttpServletRequestWrapper {

	private final Predicate<String> hidden;

	/**
	 * Create a request.
	 * @param request the request as it came
	 * @param hidden tells the names of the cookies to hide
	 */
	IdHidingRequest(HttpServletRequest request, Predicate<String> hidden) {
		super(request);
		this.hidden = hidden;
	}

	@Override
	public Cookie @Nullable [] getCookies() {
		Cookie[] all = super.getCookies();
		if (all == null) {
			return null;
		}
		Cookie[] others = new Cookie[all.length];
		int count = 0;
		for (Cookie cookie : all) {
			if (!this.hidden.test(cookie.getName()) && !holdsAnother(cookie.getValue())) {
				others[count++] = cookie;
			}
		}
		return (count > 0) ? Arrays.copyOf(others, count) : null;
	}

	/**
	 * Returns whether a server that goes by quotes took a hidden cookie for a part of its
	 * neighbour's value.
	 */
	private boolean holdsAnother(@Nullable String value) {
		return value != null && value.indexOf(';') >= 0
				&& Arrays.stream(value.split(";", -1)).anyMatch((pair) -> isHidden(pair, 0, pair.length()));
	}

	private boolean isHidden(String header, int start, int end) {
		int equals = header.indexOf('=', start);
		return this.hidden.test(header.substring(start, (equals >= 0 && equals < end) ? equals : end).strip());
	}

	@Override
	public @Nullable String getHeader(String name) {
		if (!HttpHeaders.COOKIE.equalsIgnoreCase(name)) {
			return super.getHeader(name);
		}
		Enumeration<String> values = getHeaders(name);
		return values.hasMoreElements() ? values.nextElement() : null;
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		Enumeration<String> values = super.getHeaders(name);
		if (!HttpHeaders.COOKIE.equalsIgnoreCase(name) || values == null || !values.hasMoreElements()) {
			return values;
		}
		List<String> others = new ArrayList<>(1);
		while (values.hasMoreElements()) {
			String header = withoutIds(values.nextElement());
			if (header != null) {
				others.add(header);
			}
		}
		return Collections.enumeration(others);
	}

	@Override
	public Enumeration<String> getHeaderNames() {
		Enumeration<String> names = super.getHeaderNames();
		if (names == null || getHeaders(HttpHeaders.COOKIE).hasMoreElements()) {
			return names;
		}
		List<String> others = Collections.list(names);
		others.removeIf(HttpHeaders.COOKIE::equalsIgnoreCase);
		return Collections.enumeration(others);
	}

	private @Nullable String withoutIds(String header) {
		StringBuilder others = null;
		for (int start = 0; start <= header.length();) {
			int semicolon = header.indexOf(';', start);
			int end = (semicolon >= 0) ? semicolon : header.length();
			String pair = isHidden(header, start, end) ? "" : header.substring(start, end).strip();
			if (!pair.isEmpty()) {
				others = (others != null) ? others.append("; ") : new StringBuilder();
				others.append(pair);
			}
			start = end + 1;
		}
		return (others != null) ? others.toString() : null;
	}

}
