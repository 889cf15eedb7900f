package io.github.mixedsession.web;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.FlashMap;
import org.springframework.web.servlet.support.SessionFlashMapManager;

/**
 * Looks for flash attributes when a handler that may use them is about to run. The
 * dispatcher asks before it knows the handler, which would load the session for every
 * static resource.
 */
public final class DeferredFlashMaps extends SessionFlashMapManager {

	private static final String ARRIVED = DeferredFlashMaps.class.getName() + ".ARRIVED";

	void arrive(HttpServletRequest request, HttpServletResponse response) {
		if (request.getAttribute(ARRIVED) == null) {
			request.setAttribute(ARRIVED, true);
			FlashMap input = retrieveAndUpdate(request, response);
			if (input != null) {
				request.setAttribute(DispatcherServlet.INPUT_FLASH_MAP_ATTRIBUTE, input);
			}
		}
	}

	@Override
	protected @Nullable List<FlashMap> retrieveFlashMaps(HttpServletRequest request) {
		return (request.getAttribute(ARRIVED) != null) ? super.retrieveFlashMaps(request) : null;
	}

}
