package io.github.mixedsession.security;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.DeferredCsrfToken;

import io.github.mixedsession.MisconfigurationException;

/**
 * Refuses an application that keeps the CSRF token of HTTPS in a cookie that HTTP can set
 * (attack 18): whoever plants it there has a form of theirs accepted over HTTPS. Spring
 * Security tells nobody where a chain keeps its tokens, so this has each chain make one.
 * Thread-safe.
 */
public final class CsrfCookieCheck {

	private CsrfCookieCheck() {
	}

	/**
	 * Checks the chains of an application in which some path may be served over HTTP.
	 * @param chains the chains
	 * @throws MisconfigurationException if one of them sets such a cookie
	 */
	public static void check(Collection<? extends SecurityFilterChain> chains) {
		for (SecurityFilterChain chain : chains) {
			for (Filter filter : chain.getFilters()) {
				if (filter instanceof CsrfFilter csrf) {
					Probe probe = new Probe();
					probe.run(csrf);
					probe.cookies.forEach(CsrfCookieCheck::check);
				}
			}
		}
	}

	private static void check(String cookie) {
		if (!cookie.startsWith("__Host-") && !cookie.startsWith("__Secure-")) {
			throw new MisconfigurationException(
					"A SecurityFilterChain keeps its CSRF tokens in the cookie '" + cookie
							+ "', and mixed-session.channel lets some paths be served over HTTP: whoever changes HTTP "
							+ "responses can set the cookie, and log visitors in over HTTPS as somebody else.",
					"Use csrf.csrfTokenRepository(new ChannelCsrfTokenRepository()), after csrf.spa() if you have that, "
							+ "and tell JavaScript clients the name __Host-XSRF-TOKEN for HTTPS; or keep tokens in the "
							+ "session, which is the default.");
		}
	}

	/**
	 * A request over HTTPS that has no token yet, and the cookies that its response sets.
	 */
	private static final class Probe {

		private final List<String> cookies = new ArrayList<>();

		private final Map<Object, Object> attributes = new HashMap<>();

		private void run(CsrfFilter filter) {
			try {
				filter.doFilter(StrictTransportSecurityCheck.answering(HttpServletRequest.class, this::ofRequest),
						StrictTransportSecurityCheck.answering(HttpServletResponse.class, this::ofResponse),
						(request, response) -> {
						});
			}
			catch (IOException | ServletException | RuntimeException ex) {
				// a matcher of the application's own that asks for more: the token is
				// there
			}
			try {
				if (this.attributes.get(DeferredCsrfToken.class.getName()) instanceof DeferredCsrfToken token) {
					token.get();
				}
			}
			catch (RuntimeException ex) {
				// the token is kept somewhere that this request doesn't have: its session
			}
		}

		private @Nullable Object ofRequest(String method, Object[] args) {
			return switch (method) {
				case "isSecure" -> true;
				case "getMethod" -> "GET";
				case "getRequestURI", "getServletPath" -> "/";
				case "getContextPath" -> "";
				case "getScheme" -> "https";
				case "getServerName" -> "localhost";
				case "getHeaders", "getHeaderNames", "getAttributeNames", "getParameterNames" ->
					Collections.emptyEnumeration();
				case "getAttribute" -> this.attributes.get(args[0]);
				case "setAttribute" -> this.attributes.put(args[0], args[1]);
				default -> null;
			};
		}

		private @Nullable Object ofResponse(String method, Object[] args) {
			if (method.equals("addCookie")) {
				this.cookies.add(((Cookie) args[0]).getName());
			}
			else if ((method.equals("addHeader") || method.equals("setHeader"))
					&& HttpHeaders.SET_COOKIE.equalsIgnoreCase((String) args[0])) {
				this.cookies.add(String.valueOf(args[1]).split("=", 2)[0]);
			}
			return (method.equals("getHeaders") || method.equals("getHeaderNames")) ? List.of() : null;
		}

	}

}
