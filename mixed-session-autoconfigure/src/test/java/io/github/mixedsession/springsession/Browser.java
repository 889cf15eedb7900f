package io.github.mixedsession.springsession;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.channel.ChannelObserver;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.session.ViewedSession;
import io.github.mixedsession.web.CookieSettings;
import io.github.mixedsession.web.SessionCookies;
import io.github.mixedsession.web.SessionRequestFilter;
import io.github.mixedsession.web.SessionScope;
import io.github.mixedsession.web.SessionThreadFilter;
import io.github.mixedsession.web.TwoCookieSessionIdResolver;
import io.github.mixedsession.id.PresentedId;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockCookie;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.session.web.http.SessionRepositoryFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A browser that reaches its pages through our filter and Spring Session's. It keeps
 * cookies as browsers do: Secure ones travel over HTTPS alone.
 */
final class Browser {

	static final String INSECURE_COOKIE = "SESSION";

	static final String SECURE_COOKIE = "__Host-SESSION";

	private final Map<String, Cookie> cookies = new LinkedHashMap<>();

	private final Sessions sessions;

	private final SessionRequestFilter outer;

	private final SessionRepositoryFilter<ViewedSession> inner;

	private final SessionThreadFilter innermost = new SessionThreadFilter(List.of());

	Browser(Sessions sessions) {
		this.sessions = sessions;
		this.outer = new SessionRequestFilter(
				new SessionCookies(
						new CookieSettings(INSECURE_COOKIE, SECURE_COOKIE, null, null, "Lax", Duration.ofSeconds(-1))),
				sessions.policy, new SessionScope(List.of(), List.of()), ChannelObserver.NOOP);
		this.inner = new SessionRepositoryFilter<>(sessions.repository);
		this.inner.setHttpSessionIdResolver(new TwoCookieSessionIdResolver());
	}

	static String cookieName(IdKind kind) {
		return (kind == IdKind.SECURE) ? SECURE_COOKIE : INSECURE_COOKIE;
	}

	MockHttpServletResponse get(Channel channel, Page page) throws ServletException, IOException {
		MockHttpServletResponse response = new MockHttpServletResponse();
		send(request(channel), response, page);
		return response;
	}

	MockHttpServletRequest request(Channel channel) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
		request.setSecure(channel == Channel.SECURE);
		List<Cookie> sent = new ArrayList<>(this.cookies.values());
		sent.removeIf((cookie) -> cookie.getSecure() && channel == Channel.INSECURE);
		if (!sent.isEmpty()) {
			request.setCookies(sent.toArray(Cookie[]::new));
		}
		return request;
	}

	void send(MockHttpServletRequest request, MockHttpServletResponse response, Page page)
			throws ServletException, IOException {
		dispatch(request, response, page);
		assertThat(request.getSession(false)).as("the container's own session").isNull();
		response.getHeaders(HttpHeaders.SET_COOKIE).stream().map(MockCookie::parse).forEach((cookie) -> {
			assertThat(cookie.getSecure() && !request.isSecure()).as("a Secure cookie over HTTP").isFalse();
			keep(cookie);
		});
	}

	/** Lets a request pass the filters, as the container does for every dispatch. */
	void dispatch(HttpServletRequest request, HttpServletResponse response, Page page)
			throws ServletException, IOException {
		this.outer.doFilter(request, response,
				(outerRequest, outerResponse) -> this.inner.doFilter(outerRequest, outerResponse,
						(wrappedRequest, wrappedResponse) -> this.innermost.doFilter(wrappedRequest, wrappedResponse,
								(boundRequest, boundResponse) -> page.serve((HttpServletRequest) boundRequest,
										(HttpServletResponse) boundResponse))));
	}

	private void keep(Cookie cookie) {
		if (cookie.getMaxAge() == 0) {
			this.cookies.remove(cookie.getName());
		}
		else {
			this.cookies.put(cookie.getName(), cookie);
		}
	}

	/** Has the browser send a cookie that it was not given. */
	void plant(IdKind kind, String value) {
		MockCookie cookie = new MockCookie(cookieName(kind), value);
		cookie.setSecure(kind == IdKind.SECURE);
		this.cookies.put(cookie.getName(), cookie);
	}

	boolean has(IdKind kind) {
		return this.cookies.containsKey(cookieName(kind));
	}

	/** What the session of a cookie is called, if there is one. */
	String sessionId(IdKind kind) {
		String locator = presented(kind).locator().toString();
		ViewedSession session = this.sessions.repository.findById(locator);
		return (session != null) ? session.getId() : locator;
	}

	PresentedId presented(IdKind kind) {
		Cookie cookie = Objects.requireNonNull(this.cookies.get(cookieName(kind)), "There is no such cookie");
		SessionCredential credential = SessionCredential.parse(kind, cookie.getValue());
		return Objects.requireNonNull(credential, "The cookie holds no id").presented();
	}

	/**
	 * What answers a request behind the filters.
	 */
	interface Page {

		void serve(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;

	}

}
