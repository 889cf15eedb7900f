package io.github.mixedsession.web;

import java.util.Collection;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.channel.ChannelEnforcementFilter;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.store.cookie.CarriedSessions;

/**
 * What one response is to carry of its session. Cookies are held back until something of
 * it is about to be sent: what looks for a fresh id in the response finds none (attack
 * 47). A response that is for one visitor is kept out of shared caches (attack 19).
 * Thread-safe. Whoever has the response's turn asks for nothing here that is
 * synchronized: sending takes turns.
 * <p>
 * Not guaranteed: who writes to the server's own response and goes around every wrapper
 * sends it without them, unless the request was an upgrade.
 */
final class OutgoingHeaders {

	private static final String NOT_STORED = "private, no-store";

	private final SessionCookies cookies;

	/** What the cookies are to hold beside their ids. */
	private final @Nullable CarriedSessions carried;

	private final HttpServletRequest request;

	private final SharedResponse response;

	private @Nullable Outgoing insecure;

	private @Nullable Outgoing secure;

	/** What was said of caching because nobody else had said anything. */
	private volatile @Nullable String ownCacheControl;

	private volatile boolean otherCookies;

	private volatile boolean settled;

	private boolean used;

	private boolean givenUp;

	OutgoingHeaders(SessionCookies cookies, @Nullable CarriedSessions carried, HttpServletRequest request,
			SharedResponse response) {
		this.cookies = cookies;
		this.carried = carried;
		this.request = request;
		this.response = response;
	}

	/**
	 * Has the browser get ids, all at once.
	 */
	synchronized void set(Collection<SessionCredential> credentials) {
		credentials.forEach((credential) -> keep(credential.kind(), new Outgoing(credential)));
		sendIfCommittedByOthers();
	}

	synchronized void expire(IdKind kind) {
		keep(kind, new Outgoing(null));
		sendIfCommittedByOthers();
	}

	/**
	 * Has the browser drop what it presented, unless it gets something else.
	 */
	synchronized void expireUnlessAny(PresentedIds ids) {
		if (hasAny()) {
			return;
		}
		for (IdKind kind : IdKind.values()) {
			if (!ids.of(kind).isEmpty()) {
				expire(kind);
			}
		}
	}

	/**
	 * Has the response do without cookies, since what they are to hold can't be
	 * encrypted.
	 */
	synchronized void giveUp() {
		this.givenUp = true;
	}

	boolean isSessionCookie(String name) {
		return this.cookies.isSessionCookie(name);
	}

	private void keep(IdKind kind, Outgoing cookie) {
		if (kind == IdKind.SECURE) {
			this.secure = cookie;
		}
		else {
			this.insecure = cookie;
		}
		this.settled = false;
	}

	private void sendIfCommittedByOthers() {
		if (isCommittedByOthers()) {
			send();
		}
	}

	/**
	 * Returns whether the server's own response can be committed without our knowing:
	 * Jetty answers an upgrade by itself.
	 */
	private boolean isCommittedByOthers() {
		return this.request.getHeader(HttpHeaders.UPGRADE) != null || "CONNECT".equals(this.request.getMethod());
	}

	/**
	 * Returns whether a fresh id of a kind is among them.
	 */
	synchronized boolean hasFresh(IdKind kind) {
		Outgoing cookie = (kind == IdKind.SECURE) ? this.secure : this.insecure;
		return cookie != null && cookie.id != null;
	}

	synchronized boolean hasAny() {
		return this.insecure != null || this.secure != null;
	}

	/**
	 * Called when the response begins to depend on a session (invariant 13).
	 */
	synchronized void use() {
		if (!this.used) {
			this.used = true;
			this.settled = false;
		}
	}

	synchronized boolean isUsed() {
		return this.used || hasAny();
	}

	/**
	 * Called when somebody else sets a cookie.
	 */
	void otherCookie() {
		this.otherCookies = true;
		this.settled = false;
	}

	/**
	 * Has the headers looked through once more, since somebody may have reset them.
	 */
	void unsettle() {
		this.settled = false;
	}

	/**
	 * Returns whether nothing has changed since they were sent.
	 */
	boolean isSettled() {
		return this.settled;
	}

	/**
	 * Writes them, again if the application has reset the response meanwhile. Whoever has
	 * the next turn finds all of them, or none.
	 */
	synchronized void send() {
		ResponseCookie first = cookie(IdKind.INSECURE, this.insecure);
		ResponseCookie second = cookie(IdKind.SECURE, this.secure);
		boolean taken = this.response.take();
		try {
			this.settled = true;
			send(first);
			send(second);
			keepFromCaches();
		}
		finally {
			this.response.leave(taken);
		}
	}

	private void keepFromCaches() {
		if (hasAny() || (this.otherCookies && sendsCookieOfOurs())) {
			cacheControl(NOT_STORED);
		}
		else if (this.used || this.otherCookies) {
			keepFromOthers();
		}
	}

	private boolean sendsCookieOfOurs() {
		return this.response.getHeaders(HttpHeaders.SET_COOKIE)
			.stream()
			.map((cookie) -> cookie.substring(0, Math.max(0, cookie.indexOf('='))))
			.anyMatch((name) -> name.equals(ChannelEnforcementFilter.HOP_COOKIE_NAME) || isSessionCookie(name));
	}

	/**
	 * Returns whether a value is there only until somebody else says more: Spring
	 * Security does so when it sees the response being committed, which can be after the
	 * first byte.
	 */
	boolean isOwnCacheControl() {
		String own = this.ownCacheControl;
		return own != null && own.equals(this.response.getHeader(HttpHeaders.CACHE_CONTROL));
	}

	private void keepFromOthers() {
		String before = isOwnCacheControl() ? null : this.response.getHeader(HttpHeaders.CACHE_CONTROL);
		if (before == null) {
			cacheControl((this.used && !this.request.isSecure()) ? "private" : NOT_STORED);
		}
		else if (this.used && !before.contains("private")) {
			this.response.setHeader(HttpHeaders.CACHE_CONTROL,
					before.contains("no-store") ? "private, " + before : "private");
		}
	}

	private void cacheControl(String value) {
		this.ownCacheControl = value;
		this.response.setHeader(HttpHeaders.CACHE_CONTROL, value);
	}

	private @Nullable ResponseCookie cookie(IdKind kind, @Nullable Outgoing cookie) {
		if (cookie == null || this.givenUp) {
			return null;
		}
		return (cookie.id != null) ? this.cookies.cookie(cookie.id, this.carried, this.request)
				: this.cookies.expired(kind, this.request);
	}

	private void send(@Nullable ResponseCookie cookie) {
		if (cookie != null) {
			this.cookies.send(cookie, this.request, this.response);
		}
	}

	/**
	 * One cookie.
	 *
	 * @param id the id that it carries, {@code null} to have the browser drop it
	 */
	private record Outgoing(@Nullable SessionCredential id) {
	}

}
