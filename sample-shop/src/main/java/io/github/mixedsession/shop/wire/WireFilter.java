package io.github.mixedsession.shop.wire;

import java.io.IOException;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Listens outside of everything: to what comes in before anybody has looked at it, and to
 * what goes out after everybody has written to it, error pages included.
 */
final class WireFilter extends OncePerRequestFilter {

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Recording recording = Recording.current();
		if (recording == null) {
			chain.doFilter(request, response);
			return;
		}
		RecordingResponse recorded = new RecordingResponse(response);
		recording.answeredBy(recorded);
		chain.doFilter(request, recorded);
		if (request.getDispatcherType() == DispatcherType.REQUEST) {
			recording.sent(SentForm.of(request));
		}
	}

	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

}
