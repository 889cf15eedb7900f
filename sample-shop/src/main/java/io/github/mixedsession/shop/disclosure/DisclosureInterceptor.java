package io.github.mixedsession.shop.disclosure;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.MixedSessions;
import io.github.mixedsession.SessionStepUpEvent;
import io.github.mixedsession.SessionView;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;

/**
 * Keeps what HTTP is told true: as a session comes to HTTPS, and after each handler
 * there, before its page.
 */
@Component
class DisclosureInterceptor implements HandlerInterceptor {

	private static final String LOGIN = HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY;

	@EventListener
	void onStepUp(SessionStepUpEvent event) {
		update(event.getSession());
	}

	@Override
	public void postHandle(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable ModelAndView page) {
		MixedSession session = (page != null) ? MixedSessions.find(request) : null;
		if (session != null && session.getView() == SessionView.SECURE && isKept(session, request)) {
			update(session);
		}
	}

	private static void update(MixedSession session) {
		SecureCount.update(session);
		if (session.getAttribute(LOGIN) == null) {
			// the login ran out before the session
			DisplayName.forget(session);
		}
	}

	/**
	 * Whoever comes to HTTPS with a sniffed id gets a copy of what is shared, which is
	 * stored when something is first set in it. A page that is only looked at must not be
	 * what stores it.
	 */
	private static boolean isKept(MixedSession session, HttpServletRequest request) {
		return SecureCount.count(session) > 0 || !HttpMethod.GET.matches(request.getMethod());
	}

}
