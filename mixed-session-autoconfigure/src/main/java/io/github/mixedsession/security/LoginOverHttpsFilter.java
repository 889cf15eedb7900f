package io.github.mixedsession.security;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.access.ExceptionTranslationFilter;

import io.github.mixedsession.channel.ChannelEnforcementFilter;

/**
 * Sends a navigation over HTTP to HTTPS where Spring Security would ask for a login,
 * whichever entry point of the application would be the one to do so. Belongs right
 * behind the {@link ExceptionTranslationFilter}, which asks for everything else.
 * Thread-safe.
 */
final class LoginOverHttpsFilter implements Filter {

	private final AuthenticationTrustResolver trust = new AuthenticationTrustResolverImpl();

	private final ChannelEnforcementFilter enforcement;

	LoginOverHttpsFilter(ChannelEnforcementFilter enforcement) {
		this.enforcement = enforcement;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		catch (ServletException | RuntimeException ex) {
			if (!asksForLogin(ex)
					|| !this.enforcement.moveToLogin((HttpServletRequest) request, (HttpServletResponse) response)) {
				throw ex;
			}
		}
	}

	private boolean asksForLogin(Exception failure) {
		boolean denied = false;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof AuthenticationException) {
				return true;
			}
			denied = denied || cause instanceof AccessDeniedException;
		}
		return denied && !this.trust.isFullyAuthenticated(SecurityContextHolder.getContext().getAuthentication());
	}

}
