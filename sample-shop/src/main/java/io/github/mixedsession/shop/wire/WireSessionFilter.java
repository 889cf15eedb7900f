package io.github.mixedsession.shop.wire;

import java.io.IOException;

import io.github.mixedsession.MixedSessions;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Finds out, inside of the session's filters, which session a request had. It looks up
 * none that nobody else has: that alone could turn ids.
 */
final class WireSessionFilter extends OncePerRequestFilter {

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		try {
			chain.doFilter(request, response);
		}
		finally {
			Recording recording = Recording.current();
			if (recording != null && MixedSessions.isUsed(request)) {
				HttpSession session = request.getSession(false);
				recording.belongsTo(Owner.of(MixedSessions.find(request), session != null && session.isNew()));
			}
		}
	}

}
