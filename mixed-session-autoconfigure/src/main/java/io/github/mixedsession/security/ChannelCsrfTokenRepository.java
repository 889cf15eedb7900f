package io.github.mixedsession.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;

/**
 * Keeps CSRF tokens in cookies that scripts can read, one for each channel:
 * {@code XSRF-TOKEN} over HTTP, {@code __Host-XSRF-TOKEN} over HTTPS. For
 * {@code csrf.spa()} and the like. Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> A token that came over HTTP, or that was planted
 * there, is worth nothing over HTTPS (attack 18): browsers let nobody but HTTPS set the
 * cookie that counts there. Not guaranteed: anything against who rewrites HTTP pages,
 * over HTTP.
 */
public final class ChannelCsrfTokenRepository implements CsrfTokenRepository {

	/** The cookie over HTTP: the name that JavaScript clients know. */
	public static final String INSECURE_COOKIE_NAME = "XSRF-TOKEN";

	/** The cookie over HTTPS: tell it to the JavaScript client. */
	public static final String SECURE_COOKIE_NAME = "__Host-XSRF-TOKEN";

	private final CookieCsrfTokenRepository insecure = create(INSECURE_COOKIE_NAME, false);

	private final CookieCsrfTokenRepository secure = create(SECURE_COOKIE_NAME, true);

	private static CookieCsrfTokenRepository create(String name, boolean secure) {
		CookieCsrfTokenRepository repository = CookieCsrfTokenRepository.withHttpOnlyFalse();
		repository.setCookieName(name);
		repository.setCookiePath("/");
		repository.setCookieCustomizer((cookie) -> cookie.secure(secure).sameSite("Lax"));
		return repository;
	}

	private CookieCsrfTokenRepository of(HttpServletRequest request) {
		return request.isSecure() ? this.secure : this.insecure;
	}

	@Override
	public CsrfToken generateToken(HttpServletRequest request) {
		return of(request).generateToken(request);
	}

	@Override
	public void saveToken(@Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
		of(request).saveToken(token, request, response);
	}

	@Override
	public @Nullable CsrfToken loadToken(HttpServletRequest request) {
		return of(request).loadToken(request);
	}

}
