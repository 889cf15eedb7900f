package io.github.mixedsession.e2e;

import java.util.Collections;
import java.util.TreeSet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Changes one attribute of the session and says what was there before. Knows nothing of
 * two channels, so it serves with stock Spring Session, too.
 */
@RestController
class StormController {

	@GetMapping(path = { "/storm/set", "/secure/storm/set" }, produces = MediaType.TEXT_PLAIN_VALUE)
	String set(HttpServletRequest request, @RequestParam String name, @RequestParam String value) {
		HttpSession session = request.getSession();
		String answer = answer(request, session, name);
		session.setAttribute(name, value);
		return answer;
	}

	@GetMapping(path = { "/storm/remove", "/secure/storm/remove" }, produces = MediaType.TEXT_PLAIN_VALUE)
	String remove(HttpServletRequest request, @RequestParam String name) {
		HttpSession session = request.getSession();
		String answer = answer(request, session, name);
		session.removeAttribute(name);
		return answer;
	}

	@GetMapping(path = { "/storm/rotate", "/secure/storm/rotate" }, produces = MediaType.TEXT_PLAIN_VALUE)
	String rotate(HttpServletRequest request) {
		request.getSession();
		request.changeSessionId();
		return "user=" + request.getRemoteUser();
	}

	@GetMapping(path = { "/storm/show", "/secure/storm/show" }, produces = MediaType.TEXT_PLAIN_VALUE)
	String show(HttpServletRequest request) {
		StringBuilder text = new StringBuilder("user=").append(request.getRemoteUser()).append('\n');
		HttpSession session = request.getSession();
		for (String name : new TreeSet<>(Collections.list(session.getAttributeNames()))) {
			text.append('@').append(name).append('=').append(session.getAttribute(name)).append('\n');
		}
		return text.toString();
	}

	private static String answer(HttpServletRequest request, HttpSession session, String name) {
		Object before = session.getAttribute(name);
		return "user=" + request.getRemoteUser() + ((before != null) ? "\nbefore=" + before : "");
	}

}
