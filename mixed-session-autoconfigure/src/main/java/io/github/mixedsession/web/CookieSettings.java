package io.github.mixedsession.web;

import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.MisconfigurationException;

/**
 * Names and attributes of the two session cookies (RFC 6265bis, section 4.1). Immutable.
 *
 * @param insecureName name of the cookie that travels on both channels
 * @param secureName name of the {@code Secure} cookie
 * @param path path of the insecure cookie and of a secure one without the {@code __Host-}
 * prefix, {@code null} for the context path
 * @param domain domain of the same, {@code null} for the host alone
 * @param sameSite {@code Lax}, or {@code None} for the secure cookie alone
 * @param maxAge how long the browser keeps them, negative for as long as it runs
 */
public record CookieSettings(String insecureName, String secureName, @Nullable String path, @Nullable String domain,
		String sameSite, Duration maxAge) {

	/** Prefix that binds a cookie to HTTPS, one host and the path {@code /}. */
	public static final String HOST_PREFIX = "__Host-";

	/** Prefix that binds a cookie to HTTPS. */
	public static final String SECURE_PREFIX = "__Secure-";

	private static final String LAX = "Lax";

	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	/**
	 * Create settings, refusing those that would break an invariant.
	 * @param insecureName name of the cookie that travels on both channels
	 * @param secureName name of the {@code Secure} cookie
	 * @param path path of the cookies, {@code null} for the context path
	 * @param domain domain of the cookies, {@code null} for the host alone
	 * @param sameSite {@code Lax}, or {@code None} for the secure cookie alone
	 * @param maxAge how long the browser keeps them, negative for as long as it runs
	 * @throws MisconfigurationException naming the property and the cure
	 */
	public CookieSettings {
		requireToken("mixed-session.cookie.insecure-name", insecureName);
		requireToken("mixed-session.cookie.secure-name", secureName);
		if (insecureName.equalsIgnoreCase(secureName)) {
			throw new MisconfigurationException("mixed-session.cookie.secure-name", secureName,
					"equals mixed-session.cookie.insecure-name, and a browser drops a cookie that is not Secure whose "
							+ "name a Secure one already has",
					"Give the two cookies different names.");
		}
		if (isSecureName(insecureName)) {
			throw new MisconfigurationException("mixed-session.cookie.insecure-name", insecureName,
					"has a prefix that browsers accept over HTTPS alone",
					"Choose a name without the prefix, SESSION for example.");
		}
		if (!isSecureName(secureName)) {
			throw new MisconfigurationException("mixed-session.cookie.secure-name", secureName,
					"has no prefix, so that whoever can change HTTP responses could plant the cookie",
					"Begin it with __Host-, or with __Secure- if the cookies have a path or a domain.");
		}
		if (hasPrefix(secureName, HOST_PREFIX) && (domain != null || (path != null && !path.equals("/")))) {
			throw new MisconfigurationException("mixed-session.cookie.secure-name", secureName,
					"has the prefix __Host-, which browsers accept only without a domain and with the path /",
					"Name it __Secure-SESSION, or remove server.servlet.session.cookie.domain and "
							+ "server.servlet.session.cookie.path.");
		}
		if (sameSite.equalsIgnoreCase("Strict")) {
			throw new MisconfigurationException("server.servlet.session.cookie.same-site", sameSite,
					"makes browsers withhold the cookies at each crossing, since HTTP and HTTPS are different sites "
							+ "to them",
					"Set it to lax, or remove the property.");
		}
		if (!sameSite.equalsIgnoreCase(LAX) && !sameSite.equalsIgnoreCase("None")) {
			throw new MisconfigurationException("server.servlet.session.cookie.same-site", sameSite,
					"leaves the cookies to the browser's default, which is not Lax everywhere",
					"Set it to lax, or remove the property.");
		}
	}

	String name(IdKind kind) {
		return (kind == IdKind.SECURE) ? this.secureName : this.insecureName;
	}

	String path(IdKind kind, String contextPath) {
		if (kind == IdKind.SECURE && hasPrefix(this.secureName, HOST_PREFIX)) {
			return "/";
		}
		if (this.path != null) {
			return this.path;
		}
		return contextPath.isEmpty() ? "/" : contextPath + "/";
	}

	@Nullable String domain(IdKind kind) {
		return (kind == IdKind.SECURE && hasPrefix(this.secureName, HOST_PREFIX)) ? null : this.domain;
	}

	/**
	 * Browsers refuse {@code None} for a cookie that isn't {@code Secure}.
	 */
	String sameSite(IdKind kind) {
		return (kind == IdKind.SECURE) ? this.sameSite : LAX;
	}

	/**
	 * Returns whether only HTTPS can set a cookie of a name (RFC 6265bis, section 4.1.3).
	 */
	static boolean isSecureName(String name) {
		return hasPrefix(name, HOST_PREFIX) || hasPrefix(name, SECURE_PREFIX);
	}

	private static boolean hasPrefix(String name, String prefix) {
		return name.regionMatches(true, 0, prefix, 0, prefix.length());
	}

	static void requireToken(String property, String name) {
		if (!TOKEN.matcher(name).matches()) {
			throw new MisconfigurationException(property, name, "is not a cookie name (RFC 6265, section 4.1.1)",
					"Use letters, digits, '-' and '_'.");
		}
	}

}
