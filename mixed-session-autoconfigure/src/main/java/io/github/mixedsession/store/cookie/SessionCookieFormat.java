package io.github.mixedsession.store.cookie;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionCookieFullException;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.log.Throttle;

/**
 * What session cookies look like that hold the session itself: encrypted JSON, not larger
 * than browsers take, and not older than is allowed. Internal. Thread-safe.
 */
public final class SessionCookieFormat implements CarriedSession.Limits {

	/** What comes with a rotation, of which none may fail. */
	private static final int RESERVE = 16;

	/** What comes with the first secure id. */
	private static final int RESERVE_FOR_STEP_UP = 224;

	private static final Log logger = LogFactory.getLog(SessionCookieFormat.class);

	private final SessionCookieCipher cipher;

	private final SessionCookieJson json;

	private final SessionCookieLifetime lifetime;

	private final Throttle lines;

	private final Throttle unknownKeyLines;

	/**
	 * Create a format.
	 * @param encryption the keys as they are by now, of 512 bits each, and a count of
	 * what is read that the first of them did not encrypt
	 * @param names the names of the cookies
	 * @param jsonValues whether the bytes of attributes are JSON in UTF-8
	 * @param lifetime how long cookies count
	 */
	public SessionCookieFormat(Encryption encryption, Map<IdKind, String> names, boolean jsonValues,
			SessionCookieLifetime lifetime) {
		this.cipher = new SessionCookieCipher(encryption, names, this::warnOfUnknownKey);
		this.json = new SessionCookieJson(jsonValues);
		this.lifetime = lifetime;
		this.lines = new Throttle(lifetime.clock());
		this.unknownKeyLines = new Throttle(lifetime.clock());
	}

	private void warnOfUnknownKey(IdKind kind) {
		if (this.unknownKeyLines.tryAcquire()) {
			logger.warn("A cookie " + this.cipher.name(kind) + " names a key that this node does not have, and counts "
					+ "for nothing. If a visitor was given it, mixed-session.encryption.keys lacks a key that another "
					+ "node has, or lost one too early. Anybody can make such a cookie. Logged once a minute.");
		}
	}

	/**
	 * Reads a cookie.
	 * @return what it holds, {@code null} if it is none of ours, or not of this time
	 */
	@Nullable PresentedCookie read(IdKind kind, String value) {
		byte[] bytes = this.cipher.decrypt(kind, value);
		PresentedCookie cookie = (bytes != null) ? this.json.read(kind, bytes) : null;
		return (cookie != null && this.lifetime.isOfThisTime(cookie.cookie())) ? cookie : null;
	}

	boolean isOurs(IdKind kind, String value) {
		return this.cipher.isOurs(kind, value);
	}

	SessionCookieLifetime lifetime() {
		return this.lifetime;
	}

	String write(SessionCookie cookie, SessionCredential id) {
		return this.cipher.encrypt(cookie.kind(), this.json.write(cookie, id));
	}

	@Override
	public void check(SessionCookie cookie, @Nullable SessionCookie before) {
		int limit = SessionCookieCipher.MAX_LENGTH - ((cookie.family() != null) ? RESERVE : RESERVE_FOR_STEP_UP);
		int length = length(cookie);
		if (length > limit && (before == null || length >= length(before))) {
			SessionCookieFullException full = new SessionCookieFullException(this.cipher.name(cookie.kind()), length,
					limit, sizes(cookie));
			if (this.lines.tryAcquire()) {
				logger.warn(full.getMessage() + " Logged once a minute.");
			}
			throw full;
		}
	}

	private int length(SessionCookie cookie) {
		return this.cipher.length(cookie.kind(), this.json.length(cookie));
	}

	private static Map<String, Integer> sizes(SessionCookie cookie) {
		Map<String, Integer> sizes = new LinkedHashMap<>();
		cookie.attributes()
			.forEach((attribute) -> sizes.put(attribute.name(), attribute.name().length() + attribute.value().length));
		if (!cookie.secureNames().isEmpty()) {
			sizes.put("(names of the secure side)", cookie.secureNames().stream().mapToInt(String::length).sum());
		}
		return sizes;
	}

}
