package io.github.mixedsession.security;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

import jakarta.servlet.Filter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.rememberme.AbstractRememberMeServices;
import org.springframework.security.web.authentication.rememberme.RememberMeAuthenticationFilter;

/**
 * Finds the remember-me cookies that browsers may send over HTTP, where they log nobody
 * in: to localhost even those that are {@code Secure}. Spring Security tells nobody the
 * name of the cookie, so this has each chain cancel it once. Thread-safe.
 */
public final class RememberMeCookies {

	private RememberMeCookies() {
	}

	/**
	 * Finds the cookies.
	 * @param chains the chains of the application
	 * @return names without a prefix that keeps them to HTTPS
	 */
	public static Set<String> sentOverHttp(Collection<? extends SecurityFilterChain> chains) {
		Set<String> names = new LinkedHashSet<>();
		for (SecurityFilterChain chain : chains) {
			for (Filter filter : chain.getFilters()) {
				if (filter instanceof RememberMeAuthenticationFilter rememberMe
						&& rememberMe.getRememberMeServices() instanceof AbstractRememberMeServices services) {
					cancel(services, names);
				}
			}
		}
		names.removeIf((name) -> name.startsWith("__Host-") || name.startsWith("__Secure-"));
		return names;
	}

	private static void cancel(AbstractRememberMeServices services, Set<String> names) {
		HttpServletRequest request = StrictTransportSecurityCheck.answering(HttpServletRequest.class,
				(method, args) -> switch (method) {
					case "isSecure" -> true;
					case "getContextPath" -> "";
					default -> null;
				});
		HttpServletResponse response = StrictTransportSecurityCheck.answering(HttpServletResponse.class,
				(method, args) -> {
					if (method.equals("addCookie")) {
						names.add(((Cookie) args[0]).getName());
					}
					return null;
				});
		try {
			services.loginFail(request, response);
		}
		catch (RuntimeException ex) {
			// services of the application's own that ask for more: what it is called
			// stays unknown
		}
	}

}
