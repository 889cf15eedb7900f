package io.github.mixedsession.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import jakarta.servlet.http.Cookie;
import org.jspecify.annotations.Nullable;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.CookieSerializer.CookieValue;
import org.springframework.session.web.http.DefaultCookieSerializer;

/**
 * What an application with Spring Session leaves behind, as it comes out of the box.
 */
public interface OldApplication {

	/** The name of its cookie. */
	String COOKIE = "SESSION";

	/**
	 * Stores a session of a visitor who logged in.
	 * @return the value of the visitor's cookie
	 */
	default String visit(@Nullable String user, Map<String, ?> attributes) {
		return visit(user, attributes, Instant.now());
	}

	/**
	 * Stores a session that was last used at that time.
	 * @return the value of the visitor's cookie
	 */
	String visit(@Nullable String user, Map<String, ?> attributes, Instant lastAccess);

	/**
	 * Returns how many sessions it has.
	 */
	int sessions();

	/**
	 * Stores a session in the way of Spring Session's filter.
	 * @return the value of the visitor's cookie
	 */
	static <S extends Session> String visit(SessionRepository<S> repository, @Nullable String user,
			Map<String, ?> attributes, Instant lastAccess) {
		S session = repository.createSession();
		attributes.forEach(session::setAttribute);
		if (user != null) {
			session.setAttribute("SPRING_SECURITY_CONTEXT", login(user));
		}
		session.setMaxInactiveInterval(Duration.ofMinutes(30));
		session.setLastAccessedTime(lastAccess);
		repository.save(session);
		return cookie(session.getId());
	}

	/**
	 * Returns the value of the cookie of a session.
	 */
	static String cookie(String id) {
		MockHttpServletResponse response = new MockHttpServletResponse();
		new DefaultCookieSerializer().writeCookieValue(new CookieValue(new MockHttpServletRequest(), response, id));
		Cookie cookie = response.getCookie(COOKIE);
		if (cookie == null) {
			throw new AssertionError("No cookie");
		}
		return cookie.getValue();
	}

	private static SecurityContextImpl login(String user) {
		UserDetails details = User.withUsername(user).password("").roles("USER").build();
		return new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated(details, null,
				AuthorityUtils.createAuthorityList("ROLE_USER")));
	}

}
