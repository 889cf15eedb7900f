package io.github.mixedsession.web;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.session.web.http.HttpSessionIdResolver;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.session.CurrentSessionHolder;

/**
 * Tells Spring Session's filter by which hash to look up the session that the two cookies
 * present. Cookies are written when ids are rotated, by the request that holds the fresh
 * ids, so a sibling id that is rotated alone reaches the browser too.
 */
public final class TwoCookieSessionIdResolver implements HttpSessionIdResolver {

	@Override
	public List<String> resolveSessionIds(HttpServletRequest request) {
		ServletSessionRequest current = ServletSessionRequest.find(request);
		// On a thread that the request is not bound to, the repository would take the
		// look-up for one by a trusted caller (invariant 2)
		Locator first = (current != null && CurrentSessionHolder.get() == current.current())
				? current.presentedIds().first() : null;
		return (first != null) ? List.of(first.toString()) : List.of();
	}

	@Override
	public void setSessionId(HttpServletRequest request, HttpServletResponse response, String sessionId) {
		// the policy has delivered it: the hash that Spring Session knows is no cookie
	}

	@Override
	public void expireSession(HttpServletRequest request, HttpServletResponse response) {
		// the policy has withdrawn it, as far as this channel may
	}

}
