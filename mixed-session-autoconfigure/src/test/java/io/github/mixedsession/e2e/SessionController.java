package io.github.mixedsession.e2e;

import java.util.Collections;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.MixedSession;

/**
 * Reads and changes the session, on paths of every requirement.
 */
@RestController
class SessionController {

	private final AtomicInteger executions;

	private final Gate gate;

	SessionController(AtomicInteger executions, Gate gate) {
		this.executions = executions;
		this.gate = gate;
	}

	/** Renders without a session of its own. */
	@GetMapping({ "/", "/page", "/secure/page", "/insecure/page", "/account/page", "/second/page", "/unmatched/page" })
	String page(HttpServletRequest request) {
		return "page " + request.getRequestURI() + " over " + request.getScheme();
	}

	@RequestMapping(
			path = { "/session", "/secure/session", "/insecure/session", "/account/session", "/second/session" },
			produces = MediaType.TEXT_PLAIN_VALUE)
	String session(HttpServletRequest request, @Nullable MixedSession session) {
		StringBuilder text = new StringBuilder();
		text.append("user=").append(request.getRemoteUser()).append('\n');
		if (session != null) {
			text.append("id=").append(request.getSession().getId()).append('\n');
			text.append("channel=").append(session.getSide()).append('\n');
			text.append("view=").append(session.getView()).append('\n');
			for (String name : new TreeSet<>(Collections.list(request.getSession().getAttributeNames()))) {
				text.append('@').append(name).append('=').append(request.getSession().getAttribute(name)).append('\n');
			}
		}
		return text.toString();
	}

	@RequestMapping({ "/set", "/secure/set", "/insecure/set", "/open/set", "/account/set" })
	String set(HttpServletRequest request, @RequestParam String name, @RequestParam String value) {
		this.executions.incrementAndGet();
		request.getSession().setAttribute(name, value);
		return "set";
	}

	@GetMapping({ "/get", "/secure/get" })
	String get(HttpSession session, @RequestParam String name) {
		return String.valueOf(session.getAttribute(name));
	}

	@RequestMapping({ "/set-as", "/secure/set-as" })
	String setAs(MixedSession session, @RequestParam String name, @RequestParam String value,
			@RequestParam AttributeVisibility visibility) {
		session.setAttribute(name, value, visibility);
		return "set";
	}

	@RequestMapping({ "/remove", "/secure/remove" })
	String remove(HttpSession session, @RequestParam String name) {
		session.removeAttribute(name);
		return "removed";
	}

	@RequestMapping({ "/cart/add", "/secure/cart/add", "/open/cart/add" })
	String add(MixedSession session, @RequestParam(defaultValue = "cart") String name) {
		return String.valueOf(session.<Integer>updateAttribute(name, (count) -> (count != null) ? count + 1 : 1));
	}

	@RequestMapping({ "/rotate", "/secure/rotate", "/open/rotate" })
	String rotate(HttpServletRequest request) {
		request.changeSessionId();
		return "rotated";
	}

	@RequestMapping({ "/invalidate", "/secure/invalidate" })
	String invalidate(HttpSession session) {
		session.invalidate();
		return "invalidated";
	}

	/** Changes an attribute after the test has let it. */
	@RequestMapping({ "/slow", "/secure/slow" })
	String slow(HttpServletRequest request, @RequestParam String name, @RequestParam String value) {
		HttpSession session = request.getSession();
		session.getAttribute(name);
		this.gate.pass();
		session.setAttribute(name, value);
		return "set";
	}

	/** Authenticates another user after the test has let it. */
	@RequestMapping("/secure/slow-login")
	String slowLogin(HttpServletRequest request) {
		HttpSession session = request.getSession();
		this.gate.pass();
		session.setAttribute("SPRING_SECURITY_CONTEXT", new SecurityContextImpl(
				UsernamePasswordAuthenticationToken.authenticated("attacker", "", AuthorityUtils.NO_AUTHORITIES)));
		return "set";
	}

	@GetMapping(path = { "/form", "/secure/form" }, produces = MediaType.TEXT_HTML_VALUE)
	String form(CsrfToken token) {
		return "<form method=\"post\"><input type=\"hidden\" name=\"_csrf\" value=\"" + token.getToken() + "\"></form>";
	}

	/** Shows what arrived, as pages for debugging do. */
	@GetMapping(path = { "/echo", "/secure/echo" }, produces = MediaType.TEXT_PLAIN_VALUE)
	String echo(HttpServletRequest request) {
		StringBuilder text = new StringBuilder();
		for (String name : Collections.list(request.getHeaderNames())) {
			text.append(name).append('=').append(Collections.list(request.getHeaders(name))).append('\n');
		}
		Cookie[] cookies = request.getCookies();
		for (Cookie cookie : (cookies != null) ? cookies : new Cookie[0]) {
			text.append("cookie:").append(cookie.getName()).append('=').append(cookie.getValue()).append('\n');
		}
		return text.append(request.getRequestedSessionId()).toString();
	}

	@GetMapping(path = "/urls", produces = MediaType.TEXT_PLAIN_VALUE)
	String urls(HttpServletRequest request, HttpServletResponse response) {
		request.getSession().setAttribute("urls", "seen");
		return response.encodeURL("/page") + "\n" + response.encodeRedirectURL("/page");
	}

}
