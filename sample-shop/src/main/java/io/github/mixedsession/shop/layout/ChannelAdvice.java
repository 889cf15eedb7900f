package io.github.mixedsession.shop.layout;

import io.github.mixedsession.Channel;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/**
 * Tells every page, error pages too, which channel it is sent over.
 */
@ControllerAdvice
class ChannelAdvice {

	@ModelAttribute("secureChannel")
	boolean secureChannel(HttpServletRequest request) {
		return Channel.of(request.isSecure()) == Channel.SECURE;
	}

}
