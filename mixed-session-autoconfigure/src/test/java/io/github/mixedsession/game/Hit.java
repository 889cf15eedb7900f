package io.github.mixedsession.game;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;

/**
 * One request on the wire.
 *
 * @param actor who sends it
 * @param channel over what
 * @param act what it asks for
 * @param token the value that it writes, or its CSRF token
 * @param cookies the {@code Cookie} header
 */
record Hit(Actor actor, Channel channel, Act act, String token, @Nullable String cookies) {

	static final String INSECURE_COOKIE = "SESSION";

	static final String SECURE_COOKIE = "__Host-SESSION";

	/**
	 * Returns what it presents in the cookie of a kind.
	 */
	List<String> presented(IdKind kind) {
		if (this.cookies == null) {
			return List.of();
		}
		String prefix = name(kind) + "=";
		List<String> values = new ArrayList<>(2);
		for (int begin = 0; begin < this.cookies.length();) {
			int next = this.cookies.indexOf("; ", begin);
			int end = (next >= 0) ? next : this.cookies.length();
			if (this.cookies.startsWith(prefix, begin)) {
				values.add(this.cookies.substring(begin + prefix.length(), end));
			}
			begin = end + 2;
		}
		return values;
	}

	static String name(IdKind kind) {
		return (kind == IdKind.SECURE) ? SECURE_COOKIE : INSECURE_COOKIE;
	}

	boolean isSecure() {
		return this.channel == Channel.SECURE;
	}

	@Override
	public String toString() {
		return this.actor + " " + this.act + " over " + (isSecure() ? "HTTPS" : "HTTP");
	}

}
