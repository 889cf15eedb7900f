package io.github.mixedsession.shop.wire;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Base64;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.SessionView;
import org.jspecify.annotations.Nullable;

/**
 * The attribute of the secure side that lets a visitor see what their own requests over
 * HTTPS held. Where the secure side ends, this ends with it, and whoever begins the next
 * one, an attacker perhaps, gets another.
 *
 * @param key random
 */
record WireReader(String key) implements Serializable {

	private static final String ATTRIBUTE = "wire.reader";

	private static final int LENGTH = 16;

	private static final SecureRandom random = new SecureRandom();

	/**
	 * Returns that of a session.
	 * @param session the session
	 * @return {@code null} if there is none, or if the request doesn't see the secure
	 * side
	 */
	static @Nullable WireReader of(MixedSession session) {
		return session.getAttribute(ATTRIBUTE);
	}

	/**
	 * Gives one to a secure side that has none.
	 * @param session the session
	 */
	static void give(MixedSession session) {
		if (session.getView() == SessionView.SECURE && of(session) == null) {
			session.<WireReader>updateAttribute(ATTRIBUTE, (current) -> (current != null) ? current : generate());
		}
	}

	private static WireReader generate() {
		byte[] key = new byte[LENGTH];
		random.nextBytes(key);
		return new WireReader(Base64.getUrlEncoder().withoutPadding().encodeToString(key));
	}

	@Override
	public String toString() {
		return "WireReader";
	}

}
