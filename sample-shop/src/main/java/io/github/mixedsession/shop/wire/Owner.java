package io.github.mixedsession.shop.wire;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.id.Locator;
import org.jspecify.annotations.Nullable;

/**
 * The session that a request had when it was answered.
 *
 * @param locator names the session, the same over all crossings and logins
 * @param handle its id, which changes at a login
 * @param side the side that it is on
 * @param begun whether it began with this request
 * @param reader what its secure side has, {@code null} unless the request saw that
 */
record Owner(Locator locator, String handle, SessionSide side, boolean begun, @Nullable WireReader reader) {

	static @Nullable Owner of(@Nullable MixedSession session, boolean begun) {
		Locator locator = (session != null) ? Locator.parse(session.getId()) : null;
		if (session == null || locator == null) {
			return null;
		}
		return new Owner(locator, session.getId(), session.getSide(), begun,
				(session.getView() == SessionView.SECURE) ? WireReader.of(session) : null);
	}

}
