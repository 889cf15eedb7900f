package io.github.mixedsession.store;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.SessionSide;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionIds;

/**
 * A session without its attributes, as it is stored. Instants have millisecond precision.
 *
 * @param locator its key
 * @param ids its ids
 * @param side the side that the session is on
 * @param createdAt when the session was created
 * @param lastAccessedAt the last recorded access over either channel
 * @param maxInactiveInterval idle time after which the whole session expires, zero or
 * negative for never
 * @param secureSide the secure side, {@code null} as long as no secure id was bound
 * @param clientAddress address of the last recorded client, {@code null} if unknown; a
 * store leaves out what can't be an address
 * @param macs what shows that the application has written it
 */
public record SessionRecord(Locator locator, SessionIds ids, SessionSide side, Instant createdAt,
		Instant lastAccessedAt, Duration maxInactiveInterval, @Nullable SecureSide secureSide,
		@Nullable String clientAddress, SessionMacs macs) {

	/**
	 * Create a session without codes.
	 * @param locator its key
	 * @param ids its ids
	 * @param side the side that the session is on
	 * @param createdAt when the session was created
	 * @param lastAccessedAt the last recorded access over either channel
	 * @param maxInactiveInterval idle time after which the whole session expires
	 * @param secureSide the secure side
	 * @param clientAddress address of the last recorded client
	 */
	public SessionRecord(Locator locator, SessionIds ids, SessionSide side, Instant createdAt, Instant lastAccessedAt,
			Duration maxInactiveInterval, @Nullable SecureSide secureSide, @Nullable String clientAddress) {
		this(locator, ids, side, createdAt, lastAccessedAt, maxInactiveInterval, secureSide, clientAddress,
				SessionMacs.NONE);
	}

	/**
	 * Returns the session's name until the next {@code changeSessionId}.
	 * @return the handle
	 */
	public String handle() {
		return this.locator.handle(this.ids.handleNumber());
	}

	/**
	 * Returns the hash of the current insecure id.
	 * @return the hash
	 */
	public IdHash insecureId() {
		return this.ids.insecure();
	}

	/**
	 * Returns the hash of the current secure id.
	 * @return the hash, {@code null} if none was ever bound
	 */
	public @Nullable IdHash secureId() {
		return this.ids.secure();
	}

	/**
	 * Returns the login count.
	 * @return how often {@code changeSessionId} was called or the secure side began anew
	 */
	public int loginCount() {
		return this.ids.loginCount();
	}

	/**
	 * Returns the user's name.
	 * @return the name, {@code null} for nobody, and for an insecure view
	 */
	public @Nullable String principalName() {
		return (this.secureSide != null) ? this.secureSide.principalName() : null;
	}

	/**
	 * Returns the session after its ids have changed.
	 * @param newIds the ids
	 * @param newSide the side that it is on
	 * @param newSecureSide its secure side
	 * @return the session
	 */
	public SessionRecord withIds(SessionIds newIds, SessionSide newSide, @Nullable SecureSide newSecureSide) {
		return new SessionRecord(this.locator, newIds, newSide, this.createdAt, this.lastAccessedAt,
				this.maxInactiveInterval, newSecureSide, this.clientAddress, this.macs);
	}

	/**
	 * Returns the session after it was used.
	 * @param access the last access
	 * @param interval the idle time
	 * @param newSecureSide its secure side
	 * @return the session
	 */
	public SessionRecord withAccess(Instant access, Duration interval, @Nullable SecureSide newSecureSide) {
		return new SessionRecord(this.locator, this.ids, this.side, this.createdAt, access, interval, newSecureSide,
				this.clientAddress, this.macs);
	}

	/**
	 * Returns the session with other codes.
	 * @param newMacs the codes
	 * @return the session
	 */
	public SessionRecord withMacs(SessionMacs newMacs) {
		return new SessionRecord(this.locator, this.ids, this.side, this.createdAt, this.lastAccessedAt,
				this.maxInactiveInterval, this.secureSide, this.clientAddress, newMacs);
	}

}
