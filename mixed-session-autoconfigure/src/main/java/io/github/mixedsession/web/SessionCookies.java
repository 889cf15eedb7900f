package io.github.mixedsession.web;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.http.CookieHeader;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.PresentedId;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.session.OldSession;
import io.github.mixedsession.store.cookie.CarriedSessions;
import io.github.mixedsession.store.cookie.SessionCookieFormat;

/**
 * Reads and writes the two session cookies. Immutable.
 * <p>
 * <strong>Security guarantees.</strong> A usable id is revealed here and in the JSON of a
 * cookie that holds its session, and nowhere else. The secure cookie is neither read nor
 * written over HTTP (invariant 1), is always {@code Secure}, and both are
 * {@code HttpOnly}. A name matches exactly or not at all (attack 7), and a value that no
 * id looks like is refused before any look-up (attack 10).
 */
public final class SessionCookies {

	/** One more than the policy takes for anybody's: to open them costs. */
	private static final int MAX_OPENED = 5;

	/** Stands for one that was not opened. */
	private static final PresentedId UNOPENED = SessionCredential.insecure(Locator.generate(Instant.EPOCH)).presented();

	private static final int RETRY_LENGTH = 16;

	/** Longer than any answer is on its way. */
	private static final Duration RETRY_AGE = Duration.ofMinutes(1);

	private final CookieSettings settings;

	private final @Nullable ImportedCookie imported;

	private final boolean insecure;

	private final @Nullable SessionCookieFormat format;

	/**
	 * Create cookies.
	 * @param settings names and attributes
	 */
	public SessionCookies(CookieSettings settings) {
		this(settings, null);
	}

	/**
	 * Create cookies that accept those of imported sessions too.
	 * @param settings names and attributes
	 * @param imported the cookie that is exchanged, {@code null} for none
	 */
	public SessionCookies(CookieSettings settings, @Nullable ImportedCookie imported) {
		this(settings, imported, true, null);
	}

	private SessionCookies(CookieSettings settings, @Nullable ImportedCookie imported, boolean insecure,
			@Nullable SessionCookieFormat format) {
		this.settings = settings;
		this.imported = imported;
		this.insecure = insecure;
		this.format = format;
	}

	/**
	 * Returns cookies that hold the sessions themselves, and not their ids alone.
	 * @param newFormat what they look like
	 * @return cookies of the same names and attributes
	 */
	public SessionCookies withSessions(SessionCookieFormat newFormat) {
		return new SessionCookies(this.settings, this.imported, this.insecure, newFormat);
	}

	/**
	 * Returns the cookies of a site without pages over HTTP: an insecure one is read, for
	 * visitors who come with it, but never set.
	 * @return cookies of the same names and attributes
	 */
	public SessionCookies withoutInsecure() {
		return new SessionCookies(this.settings, this.imported, false, this.format);
	}

	/**
	 * Returns the names and attributes of the cookies.
	 * @return the settings
	 */
	public CookieSettings settings() {
		return this.settings;
	}

	/**
	 * Returns what a request will carry, if its cookies hold sessions.
	 * @return nothing yet, {@code null} if they hold ids alone
	 */
	@Nullable CarriedSessions carried() {
		return (this.format != null) ? new CarriedSessions(this.format, this.insecure) : null;
	}

	/**
	 * Reads the ids of a request.
	 * @param carried takes the sessions that come with them
	 */
	PresentedIds read(CookieHeader cookies, Channel channel, @Nullable CarriedSessions carried) {
		List<PresentedId> insecure = ids(cookies, IdKind.INSECURE, carried);
		List<PresentedId> secure = (channel == Channel.SECURE) ? ids(cookies, IdKind.SECURE, carried) : List.of();
		PresentedIds own = (insecure.isEmpty() && secure.isEmpty()) ? PresentedIds.NONE
				: new PresentedIds(insecure, secure);
		return (this.imported != null) ? this.imported.addTo(own, cookies, channel) : own;
	}

	/**
	 * Returns the sessions of another store that these ids may open.
	 * @param presented what was read
	 */
	List<OldSession> oldSessions(PresentedIds presented, CookieHeader cookies) {
		return (this.imported != null) ? this.imported.sessions(presented, cookies) : List.of();
	}

	private List<PresentedId> ids(CookieHeader cookies, IdKind kind, @Nullable CarriedSessions carried) {
		List<PresentedId> ids = List.of();
		List<String> values = cookies.values(this.settings.name(kind));
		if (carried != null && values.size() > MAX_OPENED) {
			values = values.stream().filter((value) -> carried.isOurs(kind, value)).toList();
			if (values.size() > MAX_OPENED) {
				return Collections.nCopies(MAX_OPENED, UNOPENED);
			}
		}
		for (String value : values) {
			SessionCredential credential = (carried != null) ? carried.read(kind, value)
					: SessionCredential.parse(kind, value);
			if (credential != null) {
				ids = append(ids, credential.presented());
			}
		}
		return ids;
	}

	/** Nearly always there is one id of a kind. */
	private static List<PresentedId> append(List<PresentedId> others, PresentedId id) {
		if (others.isEmpty()) {
			return List.of(id);
		}
		List<PresentedId> all = new ArrayList<>(others);
		if (!all.contains(id)) {
			all.add(id);
		}
		return all;
	}

	/**
	 * Finds the id of a hash among those that a request presented over a channel.
	 */
	@Nullable SessionCredential find(IdHash id, HttpServletRequest request, Channel channel, @Nullable CarriedSessions carried) {
		if (carried != null) {
			return carried.find(id);
		}
		return Stream.of(IdKind.values())
			.filter((kind) -> kind == IdKind.INSECURE || channel == Channel.SECURE)
			.flatMap((kind) -> CookieHeader.of(request)
				.values(this.settings.name(kind))
				.stream()
				.map((value) -> SessionCredential.parse(kind, value)))
			.filter(Objects::nonNull)
			.filter((credential) -> credential.hash().equals(id))
			.findFirst()
			.orElse(null);
	}

	boolean sendsInsecure() {
		return this.insecure;
	}

	/**
	 * Has the browser show that the answer to an overtaken request has arrived. Says of
	 * which id, by a part of its hash, so that it counts for no other one.
	 */
	void writeRetry(IdHash id, HttpServletRequest request, HttpServletResponse response) {
		set(ResponseCookie.from(retryName(), retryValue(id))
			.httpOnly(true)
			.secure(true)
			.path(this.settings.path(IdKind.SECURE, request.getContextPath()))
			.domain(this.settings.domain(IdKind.SECURE))
			.sameSite(this.settings.sameSite(IdKind.SECURE))
			.maxAge(RETRY_AGE)
			.build(), response);
	}

	boolean hasRetry(IdHash id, HttpServletRequest request) {
		return CookieHeader.of(request).values(retryName()).contains(retryValue(id));
	}

	private static String retryValue(IdHash id) {
		return id.toString().substring(0, RETRY_LENGTH);
	}

	private String retryName() {
		return this.settings.secureName() + "-RETRY";
	}

	boolean isPersistent() {
		return this.settings.maxAge().compareTo(Duration.ZERO) > 0;
	}

	boolean isSessionCookie(String name) {
		return name.equals(this.settings.insecureName()) || name.equals(this.settings.secureName())
				|| name.equals(retryName()) || (this.imported != null && this.imported.name().equals(name));
	}

	/**
	 * Returns the cookie of an id.
	 * @param carried what it is to hold beside the id
	 * @return the cookie, {@code null} if there is nothing any more that it could hold
	 */
	@Nullable ResponseCookie cookie(SessionCredential credential, @Nullable CarriedSessions carried, HttpServletRequest request) {
		String value = (carried != null) ? carried.write(credential) : credential.reveal();
		return (value != null) ? cookie(credential.kind(), value, request).maxAge(this.settings.maxAge()).build()
				: null;
	}

	/**
	 * Returns the cookie that has the browser drop one.
	 */
	ResponseCookie expired(IdKind kind, HttpServletRequest request) {
		return cookie(kind, "", request).maxAge(0).build();
	}

	void send(ResponseCookie cookie, HttpServletRequest request, HttpServletResponse response) {
		set(cookie, response);
		expireImported(request, response);
	}

	/**
	 * Goes with our ids and never alone: a lost response must not take the visitor's only
	 * cookie (invariant 6). One of the insecure cookie's name is overwritten.
	 */
	private void expireImported(HttpServletRequest request, HttpServletResponse response) {
		if (this.imported != null && !this.imported.name().equals(this.settings.insecureName())
				&& this.imported.isIn(request)) {
			set(ResponseCookie.from(this.imported.name(), "")
				.httpOnly(true)
				.secure(this.imported.kind() == IdKind.SECURE)
				.path(this.settings.path(IdKind.INSECURE, request.getContextPath()))
				.domain(this.settings.domain(IdKind.INSECURE))
				.sameSite(this.settings.sameSite(IdKind.INSECURE))
				.maxAge(0)
				.build(), response);
		}
	}

	private ResponseCookie.ResponseCookieBuilder cookie(IdKind kind, String value, HttpServletRequest request) {
		return ResponseCookie.from(this.settings.name(kind), value)
			.httpOnly(true)
			.secure(kind == IdKind.SECURE)
			.path(this.settings.path(kind, request.getContextPath()))
			.domain(this.settings.domain(kind))
			.sameSite(this.settings.sameSite(kind));
	}

	/**
	 * Sends at most one cookie of a name (attack 21), whatever was set before. Leaves the
	 * headers alone where it is there already. Replacing takes all cookies out for a
	 * moment: whoever asks for it has the response's turn.
	 */
	private void set(ResponseCookie cookie, HttpServletResponse response) {
		String prefix = cookie.getName() + "=";
		String value = cookie.toString();
		Collection<String> before = List.copyOf(response.getHeaders(HttpHeaders.SET_COOKIE));
		List<String> same = before.stream().filter((header) -> header.startsWith(prefix)).toList();
		if (same.equals(List.of(value))) {
			return;
		}
		if (same.isEmpty()) {
			response.addHeader(HttpHeaders.SET_COOKIE, value);
			return;
		}
		response.setHeader(HttpHeaders.SET_COOKIE, value);
		before.stream()
			.filter((header) -> !header.startsWith(prefix))
			.forEach((header) -> response.addHeader(HttpHeaders.SET_COOKIE, header));
	}

}
