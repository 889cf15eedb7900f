package io.github.mixedsession.shop.session;

import io.github.mixedsession.Channel;
import io.github.mixedsession.MixedSessions;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Shows what the request sees of its session, as a page or as JSON. Looking starts no
 * session.
 */
@Controller
class SessionController {

	@GetMapping(path = "/session", produces = MediaType.TEXT_HTML_VALUE)
	String page(HttpServletRequest request, Model model) {
		model.addAttribute("snapshot", snapshot(request));
		return "session/session";
	}

	@GetMapping("/session")
	ResponseEntity<SessionSnapshot> json(HttpServletRequest request) {
		return ResponseEntity.ok(snapshot(request));
	}

	private static SessionSnapshot snapshot(HttpServletRequest request) {
		return SessionSnapshot.of(Channel.of(request.isSecure()), MixedSessions.find(request));
	}

}
