package io.github.mixedsession.shop.wire;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.MixedSessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Gives a {@link WireReader} to a secure side that began without a step-up. Who comes
 * without a secure id gets none: it would make a row of what is but a copy until
 * something is set in it.
 */
final class ReaderInterceptor implements HandlerInterceptor {

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		Recording recording = Recording.current();
		if (recording != null && handler instanceof HandlerMethod && request.isSecure()
				&& recording.presented().secure()) {
			MixedSession session = MixedSessions.isAvailable(request) ? MixedSessions.find(request) : null;
			if (session != null) {
				WireReader.give(session);
			}
		}
		return true;
	}

}
