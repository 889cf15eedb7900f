package io.github.mixedsession.autoconfigure.test;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.MixedSession;

/**
 * The session cookies of a visitor, and what their {@code MockHttpSession} was last shown
 * of the real session. Not safe for concurrent use.
 */
final class MockVisitor {

	private final Map<String, Cookie> cookies = new LinkedHashMap<>();

	private Map<String, Object> shown = Map.of();

	/**
	 * Returns the cookies that a browser would send.
	 */
	List<Cookie> cookies(boolean secure) {
		return this.cookies.values().stream().filter((cookie) -> secure || !cookie.getSecure()).toList();
	}

	void receive(Cookie cookie) {
		if (cookie.getMaxAge() == 0) {
			this.cookies.remove(cookie.getName());
		}
		else {
			this.cookies.put(cookie.getName(), cookie);
		}
	}

	/**
	 * Returns what the test has put into its session since it was shown the real one,
	 * {@code null} for what it has removed.
	 */
	Map<String, @Nullable Object> changesIn(HttpSession session, Predicate<Object> ignored) {
		Map<String, Object> current = attributes(session);
		Map<String, @Nullable Object> changes = new HashMap<>();
		current.forEach((name, value) -> {
			if (this.shown.get(name) != value && !ignored.test(value)) {
				changes.put(name, value);
			}
		});
		this.shown.forEach((name, value) -> {
			if (!current.containsKey(name) && !ignored.test(value)) {
				changes.put(name, null);
			}
		});
		return changes;
	}

	void show(@Nullable MixedSession session, HttpSession to) {
		Map<String, Object> visible = new HashMap<>();
		if (session != null) {
			for (String name : session.getAttributeNames()) {
				Object value = session.getAttribute(name);
				if (value != null) {
					visible.put(name, value);
				}
			}
		}
		attributes(to).keySet().forEach(to::removeAttribute);
		visible.forEach(to::setAttribute);
		this.shown = visible;
	}

	static Map<String, Object> attributes(HttpSession session) {
		Map<String, Object> attributes = new HashMap<>();
		Collections.list(session.getAttributeNames())
			.forEach((name) -> attributes.put(name, session.getAttribute(name)));
		return attributes;
	}

}
