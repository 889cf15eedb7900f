package io.github.mixedsession.shop.tour;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.MixedSessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.view.UrlBasedViewResolver;
import org.springframework.web.util.WebUtils;

/**
 * Watches what a visitor does and puts the bar on each page. The rest of the shop knows
 * nothing of the tour.
 */
class TourInterceptor implements HandlerInterceptor {

	@Override
	public void postHandle(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable ModelAndView page) {
		String view = (page != null) ? page.getViewName() : null;
		if (page == null || view == null) {
			return;
		}
		boolean isPost = HttpMethod.POST.matches(request.getMethod());
		String path = request.getRequestURI().substring(request.getContextPath().length());
		boolean redirected = view.startsWith(UrlBasedViewResolver.REDIRECT_URL_PREFIX);
		boolean wentWell = redirected == isPost && response.getStatus() < HttpStatus.BAD_REQUEST.value();
		MixedSession session = MixedSessions.find(request);
		Step before = Tour.find(session);
		Step now = wentWell ? before.after(request.getMethod() + " " + path) : before;
		if (now == Step.DETAILS && request.getUserPrincipal() != null) {
			now = Step.COMPLETE;
		}
		if (session != null && now != before) {
			Tour.moveTo(session, now);
		}
		if (!redirected) {
			boolean closed = WebUtils.getCookie(request, TourController.CLOSED) != null;
			page.addObject("tour", new TourBar(now, closed, isPost ? "/" : path));
		}
	}

}
