package io.github.mixedsession.shop.session;

import java.util.List;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.Channel;
import io.github.mixedsession.MixedSession;
import io.github.mixedsession.MixedSessions;
import io.github.mixedsession.shop.disclosure.SecureCount;
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

	private static final String PAGE = "/session";

	private final AttributeRows attributes;

	SessionController(AttributeRows attributes) {
		this.attributes = attributes;
	}

	@GetMapping(path = PAGE, produces = MediaType.TEXT_HTML_VALUE)
	String page(HttpServletRequest request, Model model) {
		model.addAttribute("snapshot", snapshot(request));
		MixedSession session = MixedSessions.find(request);
		List<AttributeRow> rows = (session != null) ? this.attributes.of(session) : List.of();
		for (AttributeVisibility visibility : AttributeVisibility.values()) {
			model.addAttribute(visibility.name(),
					rows.stream().filter((row) -> row.visibility() == visibility).toList());
		}
		model.addAttribute("hiddenCount", (session != null) ? SecureCount.of(session) : 0);
		return "session/session";
	}

	/**
	 * Leads to the page on the channel that {@code application.yml} requires for this
	 * path, so that links to the other channel need to know no port.
	 */
	@GetMapping({ "/session/over-http", "/session/over-https" })
	String onItsChannel() {
		return "redirect:" + PAGE;
	}

	@GetMapping(PAGE)
	ResponseEntity<SessionSnapshot> json(HttpServletRequest request) {
		return ResponseEntity.ok(snapshot(request));
	}

	private static SessionSnapshot snapshot(HttpServletRequest request) {
		return SessionSnapshot.of(Channel.of(request.isSecure()), MixedSessions.find(request));
	}

}
