package io.github.mixedsession.autoconfigure.test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.function.Predicate;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.mixedsession.MixedSessions;
import io.github.mixedsession.web.CookieSettings;

/**
 * The visitors of a test. A {@link org.springframework.mock.web.MockHttpSession} stands
 * for each, of which Spring Session's filter takes no notice: here it carries the session
 * cookies from one request to the next, what the test puts into it gets into the real
 * session, and after each request it holds what that request's view holds, for the test
 * to look at. A visitor makes one request at a time.
 */
final class MockVisitors {

	private final CookieSettings settings;

	private final EarlierRequest earlier;

	private final Predicate<Object> login;

	private final Map<HttpSession, MockVisitor> visitors = Collections.synchronizedMap(new WeakHashMap<>());

	/**
	 * Create an empty set of visitors.
	 * @param settings names the cookies
	 * @param earlier puts attributes into a session
	 * @param login tells which values of attributes log somebody in: a test's own are for
	 * one request alone
	 */
	MockVisitors(CookieSettings settings, EarlierRequest earlier, Predicate<Object> login) {
		this.settings = settings;
		this.earlier = earlier;
		this.login = login;
	}

	void arrive(MockHttpServletRequest request) throws IOException, ServletException {
		List<Cookie> given = sessionCookies(request.getCookies());
		if (given.isEmpty() && request.getSession(false) == null) {
			return;
		}
		HttpSession session = Objects.requireNonNull(request.getSession(true));
		MockVisitor visitor = of(session);
		given.forEach(visitor::receive);
		Map<String, @Nullable Object> changes = visitor.changesIn(session, this.login);
		if (!changes.isEmpty()) {
			Cookie[] cookies = visitor.cookies(request.isSecure()).toArray(Cookie[]::new);
			receive(this.earlier.set(changes, request, cookies), visitor);
		}
		present(visitor, request);
	}

	void depart(MockHttpServletRequest request, MockHttpServletResponse response) {
		if (request.getSession(false) != null || !sessionCookies(response.getCookies()).isEmpty()) {
			HttpSession session = Objects.requireNonNull(request.getSession(true));
			MockVisitor visitor = of(session);
			receive(response, visitor);
			boolean known = !visitor.cookies(request.isSecure()).isEmpty();
			visitor.show(known ? MixedSessions.find(request) : null, session);
		}
	}

	private MockVisitor of(HttpSession session) {
		return this.visitors.computeIfAbsent(session, (key) -> new MockVisitor());
	}

	private void receive(MockHttpServletResponse response, MockVisitor visitor) {
		sessionCookies(response.getCookies()).forEach(visitor::receive);
	}

	/**
	 * What the test itself presents stays as it is.
	 */
	private static void present(MockVisitor visitor, MockHttpServletRequest request) {
		List<Cookie> cookies = new ArrayList<>();
		if (request.getCookies() != null) {
			Collections.addAll(cookies, request.getCookies());
		}
		List<String> given = cookies.stream().map(Cookie::getName).toList();
		visitor.cookies(request.isSecure())
			.stream()
			.filter((cookie) -> !given.contains(cookie.getName()))
			.forEach(cookies::add);
		request.setCookies(cookies.toArray(Cookie[]::new));
	}

	private List<Cookie> sessionCookies(Cookie @Nullable [] cookies) {
		return (cookies == null) ? List.of()
				: List.of(cookies)
					.stream()
					.filter((cookie) -> cookie.getName().equals(this.settings.insecureName())
							|| cookie.getName().equals(this.settings.secureName()))
					.toList();
	}

}
