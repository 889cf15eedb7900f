package io.github.mixedsession.security;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.HeaderWriterFilter;

import io.github.mixedsession.MisconfigurationException;

/**
 * Refuses an application that asks for HSTS while its channel rules need HTTP (invariant
 * 11): browsers that have seen the header would loop. Spring Security tells nobody how a
 * chain's headers are configured, so this has each chain write them once. Thread-safe.
 */
public final class StrictTransportSecurityCheck {

	private static final String HEADER = "Strict-Transport-Security";

	private StrictTransportSecurityCheck() {
	}

	/**
	 * Checks the chains of an application in which some path may be served over HTTP.
	 * @param chains the chains
	 * @throws MisconfigurationException if one of them sends the header
	 */
	public static void check(Collection<? extends SecurityFilterChain> chains) {
		if (isSent(chains)) {
			throw new MisconfigurationException(
					"A SecurityFilterChain sends " + HEADER
							+ ", and mixed-session.channel lets some paths be served over HTTP.",
					"Remove headers().httpStrictTransportSecurity() from the chain, or require HTTPS "
							+ "everywhere: mixed-session.channel.default-requirement=secure and no rule with "
							+ "another requirement.");
		}
	}

	/**
	 * Answers whether any of the chains sends the header over HTTPS.
	 * @param chains the chains
	 * @return whether a browser that was served over HTTPS never asks HTTP again
	 */
	public static boolean isSent(Collection<? extends SecurityFilterChain> chains) {
		for (SecurityFilterChain chain : chains) {
			for (Filter filter : chain.getFilters()) {
				if (filter instanceof HeaderWriterFilter headers && sendsHeader(headers)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean sendsHeader(HeaderWriterFilter filter) {
		AtomicBoolean sent = new AtomicBoolean();
		HttpServletRequest request = answering(HttpServletRequest.class, (method, args) -> switch (method) {
			case "isSecure" -> true;
			case "getMethod" -> "GET";
			case "getRequestURI", "getServletPath" -> "/";
			case "getContextPath" -> "";
			case "getScheme" -> "https";
			case "getServerName" -> "localhost";
			default -> null;
		});
		HttpServletResponse response = answering(HttpServletResponse.class, (method, args) -> {
			if ((method.equals("setHeader") || method.equals("addHeader")) && HEADER.equals(args[0])) {
				sent.set(true);
			}
			return (method.equals("getHeaders") || method.equals("getHeaderNames")) ? List.of() : null;
		});
		try {
			filter.doFilter(request, response, (chainRequest, chainResponse) -> {
			});
		}
		catch (IOException | ServletException ex) {
			throw new IllegalStateException("The headers of a SecurityFilterChain could not be checked", ex);
		}
		return sent.get();
	}

	static <T> T answering(Class<T> type, Answer answer) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (self, method, args) -> {
				Object result = answer.to(method.getName(), (args != null) ? args : new Object[0]);
				return (result != null) ? result : zero(method.getReturnType());
			}));
	}

	private static @Nullable Object zero(Class<?> type) {
		if (type == boolean.class) {
			return false;
		}
		if (type == long.class) {
			return 0L;
		}
		return (type == int.class) ? 0 : null;
	}

	interface Answer {

		@Nullable Object to(String method, Object[] args);

	}

}
