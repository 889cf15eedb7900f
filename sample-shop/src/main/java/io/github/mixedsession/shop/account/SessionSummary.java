package io.github.mixedsession.shop.account;

import java.time.Instant;
import java.util.Set;

import io.github.mixedsession.MixedSession;
import io.github.mixedsession.SessionSide;
import org.jspecify.annotations.Nullable;

/**
 * One of a user's sessions. The id names the session and opens nothing, so it may be
 * shown.
 *
 * @param id the id
 * @param address where its last request came from, {@code null} if unknown
 * @param lastAccess when that was
 * @param side the side that the session is on
 * @param current whether this very request belongs to it
 */
record SessionSummary(String id, @Nullable String address, Instant lastAccess, SessionSide side, boolean current) {

	private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "0:0:0:0:0:0:0:1");

	static SessionSummary of(MixedSession session, @Nullable String currentId) {
		return new SessionSummary(session.getId(), session.getClientAddress(), session.getLastAccessedTime(),
				session.getSide(), session.getId().equals(currentId));
	}

	public String place() {
		if (this.address == null) {
			return "unknown";
		}
		return LOOPBACK.contains(this.address) ? "this machine" : this.address;
	}

}
