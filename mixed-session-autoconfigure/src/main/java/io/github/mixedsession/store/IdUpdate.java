package io.github.mixedsession.store;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.SessionIds;

/**
 * A compare-and-set of a session's ids, the only thing that ever writes them (invariant
 * 5).
 *
 * @param expected the session as it was read; its generation is what is compared
 * @param ids the new ids, of a later generation
 * @param side the side that the session is on afterwards
 * @param secureAccess an access to the secure side, {@code null} for none; one that the
 * side begins with if there was no secure id before, or if it is restarted
 * @param restartsSecureSide whether the secure side's attributes and principal are
 * removed and its clocks start anew
 */
public record IdUpdate(SessionRow expected, SessionIds ids, SessionSide side, @Nullable Instant secureAccess,
		boolean restartsSecureSide) {

	/**
	 * Returns the session as it is once the update has won.
	 * @return the session
	 */
	public SessionRow result() {
		SecureSide before = this.restartsSecureSide ? null : this.expected.secureSide();
		SecureSide after = before;
		if (this.secureAccess != null) {
			after = new SecureSide((before != null) ? before.since() : this.secureAccess, this.secureAccess,
					(before != null) ? before.principalName() : null);
		}
		return this.expected.with(this.ids, this.side, after);
	}

}
