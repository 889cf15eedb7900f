package io.github.mixedsession.web;

import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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
			if (!this.hidden.test(cookie.getName())) {
				others[count++] = cookie;
			}
		}
		return (count > 0) ? Arrays.copyOf(others, count) : null;
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
		if (!HttpHeaders.COOKIE.equalsIgnoreCase(name) || values == null) {
			return values;
		}
		return Collections
			.enumeration(Collections.list(values).stream().map(this::withoutIds).filter(Objects::nonNull).toList());
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
		String others = Arrays.stream(header.split(";", -1))
			.map(String::strip)
			.filter((pair) -> !this.hidden.test(pair.split("=", 2)[0].strip()))
			.collect(Collectors.joining("; "));
		return others.isEmpty() ? null : others;
	}

}
