package io.github.mixedsession.channel;

import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

import io.github.mixedsession.http.CookieHeader;

/**
 * Counts how often a client was redirected to HTTP without being served there, so that a
 * browser which upgrades every navigation to HTTPS is served over HTTPS in the end
 * (invariant 11). Whoever forges the cookie stays on HTTPS, which harms nobody.
 */
final class HopCookie {

	static final String NAME = "MIXED-SESSION-HOP";

	/** So many redirects to HTTP in a row, then the client is served over HTTPS. */
	static final int LIMIT = 2;

	private static final Duration MAX_AGE = Duration.ofSeconds(10);

	private HopCookie() {
	}

	static int count(HttpServletRequest request) {
		return CookieHeader.of(request).values(NAME).stream().mapToInt(HopCookie::parse).max().orElse(0);
	}

	private static int parse(String value) {
		return (value.length() == 1 && value.charAt(0) >= '1' && value.charAt(0) <= '0' + LIMIT) ? value.charAt(0) - '0'
				: 0;
	}

	static boolean isSentBy(HttpServletRequest request) {
		return CookieHeader.of(request).contains(NAME);
	}

	static void write(HttpServletResponse response, int count) {
		write(response, String.valueOf(count), MAX_AGE);
	}

	static void expire(HttpServletResponse response) {
		write(response, "", Duration.ZERO);
	}

	private static void write(HttpServletResponse response, String value, Duration maxAge) {
		ResponseCookie cookie = ResponseCookie.from(NAME, value)
			.path("/")
			.maxAge(maxAge)
			.httpOnly(true)
			.sameSite("Lax")
			.build();
		response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
	}

}
