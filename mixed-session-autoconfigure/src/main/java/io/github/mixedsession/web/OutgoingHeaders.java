package io.github.mixedsession.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.channel.ChannelEnforcementFilter;
import io.github.mixedsession.id.PresentedIds;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.store.cookie.CarriedSessions;

/**
 * What one response is to carry of its session. Cookies are held back until something of
 * it is about to be sent: what looks for a fresh id in the response finds none (attack
 * 47). A response that is for one visitor is kept out of shared caches (attack 19).
 * Thread-safe.
 * <p>
 * Not guaranteed: who writes to the server's own response and goes around every wrapper
 * sends it without them, unless the request had gone asynchronous or was an upgrade.
 */
final class OutgoingHeaders {

	private static final String NOT_STORED = "private, no-store";

	private final SessionCookies cookies;

	/** What the cookies are to hold beside their ids. */
	private final @Nullable CarriedSessions carried;

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private @Nullable Outgoing insecure;

	private @Nullable Outgoing secure;

	/** What was said of caching because nobody else had said anything. */
	private @Nullable String ownCacheControl;

	private boolean otherCookies;

	private boolean settled;

	OutgoingHeaders(SessionCookies cookies, @Nullable CarriedSessions carried, HttpServletRequest request,
			HttpServletResponse response) {
		this.cookies = cookies;
		this.carried = carried;
		this.request = request;
		this.response = response;
	}

	synchronized void set(SessionCredential credential) {
		put(credential.kind(), new Outgoing(credential));
	}

	synchronized void expire(IdKind kind) {
		put(kind, new Outgoing(null));
	}

	void expire(PresentedIds ids) {
		for (IdKind kind : IdKind.values()) {
			if (!ids.of(kind).isEmpty()) {
				expire(kind);
			}
		}
	}

	boolean isSessionCookie(String name) {
		return this.cookies.isSessionCookie(name);
	}

	private void put(IdKind kind, Outgoing cookie) {
		if (kind == IdKind.SECURE) {
			this.secure = cookie;
		}
		else {
			this.insecure = cookie;
		}
		this.settled = false;
		if (isCommittedByOthers()) {
			sendCookies();
		}
	}

	/**
	 * Returns whether the server's own response can be committed without our knowing:
	 * asynchronous handlers get hold of it, and Jetty answers an upgrade by itself.
	 */
	private boolean isCommittedByOthers() {
		return this.request.isAsyncStarted() || this.request.getHeader(HttpHeaders.UPGRADE) != null
				|| "CONNECT".equals(this.request.getMethod());
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
	 * Called when somebody else sets a cookie.
	 */
	synchronized void otherCookie() {
		this.otherCookies = true;
		this.settled = false;
	}

	/**
	 * Has the headers looked through once more, since somebody may have reset them.
	 */
	synchronized void unsettle() {
		this.settled = false;
	}

	/**
	 * Returns whether nothing has changed since they were sent.
	 */
	synchronized boolean isSettled() {
		return this.settled;
	}

	/**
	 * Writes them, again if the application has reset the response meanwhile.
	 * @param used whether the response depends on a session (invariant 13)
	 */
	synchronized void send(boolean used) {
		this.settled = true;
		sendCookies();
		if (hasAny() || (this.otherCookies && sendsCookieOfOurs())) {
			cacheControl(NOT_STORED);
		}
		else if (used || this.otherCookies) {
			keepFromOthers(used);
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
	synchronized boolean isOwnCacheControl() {
		return this.ownCacheControl != null
				&& this.ownCacheControl.equals(this.response.getHeader(HttpHeaders.CACHE_CONTROL));
	}

	private void keepFromOthers(boolean used) {
		String before = isOwnCacheControl() ? null : this.response.getHeader(HttpHeaders.CACHE_CONTROL);
		if (before == null) {
			cacheControl((used && !this.request.isSecure()) ? "private" : NOT_STORED);
		}
		else if (used && !before.contains("private")) {
			this.response.setHeader(HttpHeaders.CACHE_CONTROL,
					before.contains("no-store") ? "private, " + before : "private");
		}
	}

	private void cacheControl(String value) {
		this.ownCacheControl = value;
		this.response.setHeader(HttpHeaders.CACHE_CONTROL, value);
	}

	private void sendCookies() {
		send(IdKind.INSECURE, this.insecure);
		send(IdKind.SECURE, this.secure);
	}

	private void send(IdKind kind, @Nullable Outgoing cookie) {
		if (cookie == null) {
			return;
		}
		if (cookie.id != null) {
			this.cookies.write(cookie.id, this.carried, this.request, this.response);
		}
		else {
			this.cookies.expire(kind, this.request, this.response);
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
