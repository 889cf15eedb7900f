package io.github.mixedsession.shop.wire;

import java.util.ArrayList;
import java.util.List;

import io.github.mixedsession.web.CookieSettings;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The cookies that came with a request.
 *
 * @param lines what is shown of them
 * @param insecureIds the insecure ids
 * @param secure whether there was a secure id; its value is not kept
 */
record Presented(List<CookieLine> lines, List<SniffedId> insecureIds, boolean secure) {

	/** Anybody may send as many as a header holds. */
	private static final int MAX_LINES = 4;

	static Presented in(HttpServletRequest request, CookieSettings names) {
		List<CookieLine> lines = new ArrayList<>();
		List<SniffedId> insecure = new ArrayList<>();
		int others = 0;
		boolean secure = false;
		Cookie[] cookies = request.getCookies();
		for (Cookie cookie : (cookies != null) ? cookies : new Cookie[0]) {
			if (cookie.getName().equals(names.insecureName())) {
				insecure.add(new SniffedId(cookie.getValue()));
				if (lines.size() < MAX_LINES) {
					lines.add(new CookieLine(cookie.getName(), insecure.get(insecure.size() - 1), ""));
				}
			}
			else if (cookie.getName().equals(names.secureName()) && !secure) {
				secure = true;
				lines.add(new CookieLine(cookie.getName(), null,
						"(withheld: your browser takes this host for trustworthy, and sends even Secure cookies there over HTTP. "
								+ "The shop did not read it)"));
			}
			else {
				others++;
			}
		}
		if (others > 0) {
			lines.add(new CookieLine("(others)", null, others + " without an id of a session"));
		}
		return new Presented(lines, insecure, secure);
	}

	/**
	 * Returns the insecure id.
	 * @return the id, {@code null} unless there is exactly one
	 */
	@Nullable SniffedId insecure() {
		return (this.insecureIds.size() == 1) ? this.insecureIds.get(0) : null;
	}

}
