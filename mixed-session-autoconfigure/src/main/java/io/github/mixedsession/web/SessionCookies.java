package io.github.mixedsession.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

import io.github.mixedsession.Channel;
import io.github.mixedsession.session.PresentedIds;
import io.github.mixedsession.session.SessionCredential;
import io.github.mixedsession.store.IdHash;

/**
 * Reads and writes the two session cookies. Immutable.
 * <p>
 * <strong>Security guarantees.</strong> The only class that sees a usable id. The secure
 * cookie is neither read nor written over HTTP (invariant 1), is always {@code Secure},
 * and both are {@code HttpOnly}. A name matches exactly or not at all (attack 7), and a
 * value that no id looks like is refused before any look-up (attack 10).
 */
public final class SessionCookies {

	private final CookieSettings settings;

	/**
	 * Create cookies.
	 * @param settings names and attributes
	 */
	public SessionCookies(CookieSettings settings) {
		this.settings = settings;
	}

	/**
	 * Returns the names and attributes of the cookies.
	 * @return the settings
	 */
	public CookieSettings settings() {
		return this.settings;
	}

	PresentedIds read(HttpServletRequest request, Channel channel) {
		Cookie[] cookies = request.getCookies();
		if (cookies == null) {
			return PresentedIds.NONE;
		}
		List<IdHash> insecure = read(cookies, Channel.INSECURE);
		List<IdHash> secure = (channel == Channel.SECURE) ? read(cookies, Channel.SECURE) : List.of();
		return (insecure.isEmpty() && secure.isEmpty()) ? PresentedIds.NONE : new PresentedIds(insecure, secure);
	}

	private List<IdHash> read(Cookie[] cookies, Channel kind) {
		return credentials(cookies, kind).map(SessionCredential::hash).distinct().toList();
	}

	private Stream<SessionCredential> credentials(Cookie[] cookies, Channel kind) {
		String name = this.settings.name(kind);
		return Arrays.stream(cookies)
			.filter((cookie) -> name.equals(cookie.getName()))
			.map((cookie) -> SessionCredential.parse(kind, cookie.getValue()))
			.filter(Objects::nonNull);
	}

	/**
	 * Finds the id of a hash among those that a request presented over a channel.
	 */
	@Nullable SessionCredential find(IdHash id, HttpServletRequest request, Channel channel) {
		Cookie[] cookies = request.getCookies();
		return (cookies == null) ? null
				: Stream.of(Channel.values())
					.filter((kind) -> kind == Channel.INSECURE || channel == Channel.SECURE)
					.flatMap((kind) -> credentials(cookies, kind))
					.filter((credential) -> credential.hash().equals(id))
					.findFirst()
					.orElse(null);
	}

	boolean isPersistent() {
		return this.settings.maxAge().compareTo(Duration.ZERO) > 0;
	}

	boolean isSessionCookie(String name) {
		return name.equals(this.settings.insecureName()) || name.equals(this.settings.secureName());
	}

	void write(SessionCredential credential, HttpServletRequest request, HttpServletResponse response) {
		Channel kind = credential.channel();
		set(kind, cookie(kind, credential.reveal(), request).maxAge(this.settings.maxAge()).build(), response);
	}

	void expire(Channel kind, HttpServletRequest request, HttpServletResponse response) {
		set(kind, cookie(kind, "", request).maxAge(0).build(), response);
	}

	private ResponseCookie.ResponseCookieBuilder cookie(Channel kind, String value, HttpServletRequest request) {
		return ResponseCookie.from(this.settings.name(kind), value)
			.httpOnly(true)
			.secure(kind == Channel.SECURE)
			.path(this.settings.path(kind, request.getContextPath()))
			.domain(this.settings.domain(kind))
			.sameSite(this.settings.sameSite());
	}

	/**
	 * Sends at most one cookie of a name (attack 21), whatever was set before.
	 */
	private void set(Channel kind, ResponseCookie cookie, HttpServletResponse response) {
		String prefix = this.settings.name(kind) + "=";
		Collection<String> before = List.copyOf(response.getHeaders(HttpHeaders.SET_COOKIE));
		if (before.stream().noneMatch((header) -> header.startsWith(prefix))) {
			response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
			return;
		}
		response.setHeader(HttpHeaders.SET_COOKIE, cookie.toString());
		before.stream()
			.filter((header) -> !header.startsWith(prefix))
			.forEach((header) -> response.addHeader(HttpHeaders.SET_COOKIE, header));
	}

}
