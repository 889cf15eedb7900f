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
 * @param macs the codes of what is written: that of the ids always, those of the login
 * and of the access where the secure side begins, and that of the access with it
 */
public record IdUpdate(SessionRecord expected, SessionIds ids, SessionSide side, @Nullable Instant secureAccess,
		boolean restartsSecureSide, SessionMacs macs) {

	/**
	 * Create an update without codes.
	 * @param expected the session as it was read
	 * @param ids the new ids
	 * @param side the side that the session is on afterwards
	 * @param secureAccess an access to the secure side
	 * @param restartsSecureSide whether the secure side begins anew
	 */
	public IdUpdate(SessionRecord expected, SessionIds ids, SessionSide side, @Nullable Instant secureAccess,
			boolean restartsSecureSide) {
		this(expected, ids, side, secureAccess, restartsSecureSide, SessionMacs.NONE);
	}

	/**
	 * Creates an update of the ids alone: the session stays on its side, and nobody
	 * accesses the secure one.
	 * @param expected the session as it was read
	 * @param ids the new ids
	 * @return the update
	 */
	public static IdUpdate ofIds(SessionRecord expected, SessionIds ids) {
		return ofIds(expected, ids, expected.side());
	}

	/**
	 * Creates an update of the ids that leaves the session on a side, without an access
	 * to the secure one.
	 * @param expected the session as it was read
	 * @param ids the new ids
	 * @param side the side that the session is on afterwards
	 * @return the update
	 */
	public static IdUpdate ofIds(SessionRecord expected, SessionIds ids, SessionSide side) {
		return new IdUpdate(expected, ids, side, null, false);
	}

	/**
	 * Returns the same update with codes.
	 * @param newMacs the codes
	 * @return the update
	 */
	public IdUpdate withMacs(SessionMacs newMacs) {
		return new IdUpdate(this.expected, this.ids, this.side, this.secureAccess, this.restartsSecureSide, newMacs);
	}

	/**
	 * Returns whether the secure side begins, also anew.
	 * @return whether its clocks start
	 */
	public boolean beginsSecureSide() {
		return this.secureAccess != null && (this.restartsSecureSide || this.expected.secureSide() == null);
	}

	/**
	 * Returns the session as it is once the update has won, unless others have saved
	 * something since it was read.
	 * @return the session
	 */
	public SessionRecord result() {
		return applyTo(this.expected);
	}

	/**
	 * Returns what a stored session becomes by this update.
	 * @param record the session as it is stored, of the expected generation
	 * @return the session
	 */
	public SessionRecord applyTo(SessionRecord record) {
		SecureSide before = this.restartsSecureSide ? null : record.secureSide();
		SessionMacs known = record.macs();
		SessionRecord result = record.withIds(this.ids, this.side, before);
		if (this.secureAccess == null || (before != null && before.lastAccessedAt().isAfter(this.secureAccess))) {
			return result.withMacs(new SessionMacs(this.macs.ids(), known.login(), known.access()));
		}
		SecureSide after = (before != null) ? new SecureSide(before.since(), this.secureAccess, before.principalName())
				: new SecureSide(this.secureAccess, this.secureAccess, null);
		return result.withIds(this.ids, this.side, after)
			.withMacs(new SessionMacs(this.macs.ids(), (before != null) ? known.login() : this.macs.login(),
					this.macs.access()));
	}

}
