package io.github.mixedsession.channel;

import java.time.Duration;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * Counts how often a client was redirected to HTTP without being served there, so that a
 * browser which upgrades every navigation to HTTPS is served over HTTPS in the end
 * (invariant 11). Whoever forges the cookie stays on HTTPS, which harms nobody.
 */
final class HopCookie {

	/** So many redirects to HTTP in a row, then the client is served over HTTPS. */
	static final int LIMIT = 2;

	private static final Duration MAX_AGE = Duration.ofSeconds(10);

	private final String name;

	HopCookie(String name) {
		this.name = name;
	}

	int count(HttpServletRequest request) {
		int count = 0;
		Cookie[] cookies = request.getCookies();
		for (Cookie cookie : (cookies != null) ? cookies : new Cookie[0]) {
			if (cookie.getName().equals(this.name)) {
				count = Math.max(count, parse(cookie.getValue()));
			}
		}
		return count;
	}

	private static int parse(String value) {
		return (value != null && value.length() == 1 && value.charAt(0) >= '1' && value.charAt(0) <= '0' + LIMIT)
				? value.charAt(0) - '0' : 0;
	}

	boolean isSentBy(HttpServletRequest request) {
		Cookie[] cookies = request.getCookies();
		for (Cookie cookie : (cookies != null) ? cookies : new Cookie[0]) {
			if (cookie.getName().equals(this.name)) {
				return true;
			}
		}
		return false;
	}

	void write(HttpServletResponse response, int count) {
		write(response, String.valueOf(count), MAX_AGE);
	}

	void expire(HttpServletResponse response) {
		write(response, "", Duration.ZERO);
	}

	private void write(HttpServletResponse response, String value, Duration maxAge) {
		ResponseCookie cookie = ResponseCookie.from(this.name, value)
			.path("/")
			.maxAge(maxAge)
			.httpOnly(true)
			.sameSite("Lax")
			.build();
		response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
	}

}
