package io.github.mixedsession.web;

import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Set;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Shows the cookies of another request, and everything else of this one.
 */
final class IdRevealingRequest extends HttpServletRequestWrapper {

	private final HttpServletRequest withCookies;

	IdRevealingRequest(HttpServletRequest request, HttpServletRequest withCookies) {
		super(request);
		this.withCookies = withCookies;
	}

	@Override
	public Cookie @Nullable [] getCookies() {
		return this.withCookies.getCookies();
	}

	@Override
	public @Nullable String getHeader(String name) {
		return of(name).getHeader(name);
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		return of(name).getHeaders(name);
	}

	@Override
	public Enumeration<String> getHeaderNames() {
		Set<String> names = new LinkedHashSet<>(Collections.list(super.getHeaderNames()));
		if (names.stream().noneMatch(HttpHeaders.COOKIE::equalsIgnoreCase)
				&& this.withCookies.getHeader(HttpHeaders.COOKIE) != null) {
			names.add(HttpHeaders.COOKIE);
		}
		return Collections.enumeration(names);
	}

	private HttpServletRequest of(String name) {
		return HttpHeaders.COOKIE.equalsIgnoreCase(name) ? this.withCookies : (HttpServletRequest) getRequest();
	}

}
