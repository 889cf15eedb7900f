package io.github.mixedsession.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.FlashMapManager;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;
import org.springframework.web.servlet.support.RequestContextUtils;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.MixedSessions;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.channel.ChannelEnforcementFilter;

/**
 * Loads the session that a request presents before its handler runs, so that ids are
 * rotated and listeners act before the page is made, and a veto comes before anything is
 * executed. Static resources never touch the session.
 */
public final class SessionArrivalInterceptor implements HandlerInterceptor {

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (handler instanceof ResourceHttpRequestHandler) {
			return true;
		}
		try {
			arrive(request, response);
			hint(request);
			return true;
		}
		catch (StepDownRefusedException ex) {
			request.setAttribute(ChannelEnforcementFilter.STEP_DOWN_REFUSED_ATTRIBUTE, true);
			return false;
		}
	}

	@Override
	public void postHandle(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable ModelAndView modelAndView) {
		hint(request);
	}

	private static void hint(HttpServletRequest request) {
		ServletSessionRequest current = ServletSessionRequest.find(request);
		MixedSession session = (current != null) ? current.session() : null;
		if (session != null) {
			request.setAttribute(MixedSessions.SECURE_SIDE_ATTRIBUTE, session.hasSecureSide());
		}
	}

	/**
	 * What the dispatcher asks of the session when a static resource has been served, for
	 * the event that it publishes, is no reason to load it.
	 */
	@Override
	public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable Exception ex) {
		ServletSessionRequest current = ServletSessionRequest.find(request);
		if (handler instanceof ResourceHttpRequestHandler && current != null && !current.current().isResolved()) {
			current.current().leaveUnresolved();
		}
	}

	private static void arrive(HttpServletRequest request, HttpServletResponse response) {
		ServletSessionRequest current = ServletSessionRequest.find(request);
		if (current != null && !current.current().isResolved() && current.presentedIds().first() != null) {
			request.getSession(false);
		}
		FlashMapManager flashMaps = RequestContextUtils.getFlashMapManager(request);
		if (flashMaps instanceof DeferredFlashMaps deferredFlashMaps) {
			deferredFlashMaps.arrive(request, response);
		}
	}

}
