package io.github.mixedsession.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.Locator;

/**
 * What one request changed of a stored session. Attributes that are not named stay as
 * they are, whatever other requests do to them (attack 29).
 *
 * @param locator the session's locator
 * @param lastAccessedAt the access to record, {@code null} to leave it; moves the stored
 * one back only if {@code movesAccessBack} says so
 * @param secureLastAccessedAt the access to record for the secure side, together with
 * {@code lastAccessedAt}, {@code null} to leave it; never moves the stored one back
 * @param maxInactiveInterval the new idle time, {@code null} if unchanged
 * @param principal the new principal, {@code null} if unchanged
 * @param clientAddress the client's address, recorded with the access
 * @param loginCount the login count that was read; {@link AttributeWrite#guarded()
 * guarded} writes, the principal and the idle time are dropped if it is another one now
 * @param writes the attributes to write or remove
 * @param movesAccessBack whether an application asks for an access that is earlier than
 * the recorded one: it takes that one's place then, and the session expires by it; the
 * client's address stays
 * @param secureAccessMac the code of {@code secureLastAccessedAt}, written with it
 * @param family the hash of the family that was read: the principal, the secure side's
 * access and their codes are dropped if it is another one now, {@code null} included,
 * since the secure side has begun anew
 */
public record SessionDelta(Locator locator, @Nullable Instant lastAccessedAt, @Nullable Instant secureLastAccessedAt,
		@Nullable Duration maxInactiveInterval, @Nullable PrincipalChange principal, @Nullable String clientAddress,
		int loginCount, List<AttributeWrite> writes, boolean movesAccessBack, @Nullable SessionMac secureAccessMac,
		@Nullable IdHash family) {

	/**
	 * A change of nothing on the secure side but attributes, that moves no access back.
	 * @param locator the session's locator
	 * @param lastAccessedAt the access to record, {@code null} to leave it
	 * @param secureLastAccessedAt the access to record for the secure side, {@code null}
	 * to leave it
	 * @param maxInactiveInterval the new idle time, {@code null} if unchanged
	 * @param principal the new principal, {@code null} if unchanged
	 * @param clientAddress the client's address
	 * @param loginCount the login count that was read
	 * @param writes the attributes to write or remove
	 */
	public SessionDelta(Locator locator, @Nullable Instant lastAccessedAt, @Nullable Instant secureLastAccessedAt,
			@Nullable Duration maxInactiveInterval, @Nullable PrincipalChange principal, @Nullable String clientAddress,
			int loginCount, List<AttributeWrite> writes) {
		this(locator, lastAccessedAt, secureLastAccessedAt, maxInactiveInterval, principal, clientAddress, loginCount,
				writes, false, null, null);
	}

	/**
	 * Returns the same change with another principal and other attributes.
	 * @param newPrincipal the new principal, {@code null} if unchanged
	 * @param newWrites the attributes to write or remove
	 * @return the change
	 */
	public SessionDelta withPrincipalAndWrites(@Nullable PrincipalChange newPrincipal, List<AttributeWrite> newWrites) {
		return new SessionDelta(this.locator, this.lastAccessedAt, this.secureLastAccessedAt, this.maxInactiveInterval,
				newPrincipal, this.clientAddress, this.loginCount, newWrites, this.movesAccessBack,
				this.secureAccessMac, this.family);
	}

	/**
	 * Returns what a stored session becomes by this change.
	 * @param record the session as it is stored
	 * @return the session
	 */
	public SessionRecord applyTo(SessionRecord record) {
		boolean sameLogin = isOfLogin(record);
		Instant access = (this.lastAccessedAt != null
				&& (this.movesAccessBack || !this.lastAccessedAt.isBefore(record.lastAccessedAt())))
						? this.lastAccessedAt : record.lastAccessedAt();
		SessionRecord after = new SessionRecord(record.locator(), record.ids(), record.side(), record.createdAt(),
				access,
				(sameLogin && this.maxInactiveInterval != null) ? this.maxInactiveInterval
						: record.maxInactiveInterval(),
				record.secureSide(), (access.equals(this.lastAccessedAt) && !this.movesAccessBack) ? this.clientAddress
						: record.clientAddress(),
				record.macs());
		SecureSide side = record.secureSide();
		return (side != null && this.family != null && this.family.equals(record.ids().family()))
				? applyTo(after, side, sameLogin ? this.principal : null) : after;
	}

	private SessionRecord applyTo(SessionRecord record, SecureSide side, @Nullable PrincipalChange change) {
		SessionMacs macs = record.macs();
		Instant access = side.lastAccessedAt();
		if (this.lastAccessedAt != null && this.secureLastAccessedAt != null
				&& this.secureLastAccessedAt.isAfter(access)) {
			access = this.secureLastAccessedAt;
			macs = new SessionMacs(macs.ids(), macs.login(), this.secureAccessMac);
		}
		if (change == null) {
			return record
				.withIds(record.ids(), record.side(), new SecureSide(side.since(), access, side.principalName()))
				.withMacs(macs);
		}
		return record.withIds(record.ids(), record.side(), new SecureSide(change.since(), access, change.name()))
			.withMacs(new SessionMacs(macs.ids(), change.mac(), macs.access()));
	}

	/**
	 * Returns the writes that a stored session takes.
	 * @param record the session as it is stored
	 * @return all, or those that are not guarded if somebody has logged in meanwhile
	 */
	public List<AttributeWrite> writesTo(SessionRecord record) {
		return isOfLogin(record) ? this.writes : this.writes.stream().filter((write) -> !write.guarded()).toList();
	}

	private boolean isOfLogin(SessionRecord record) {
		return this.loginCount == record.loginCount();
	}

	/**
	 * A change of the principal.
	 *
	 * @param name the new name, {@code null} for none
	 * @param since when the user logged in, from which the secure side's absolute clock
	 * runs (invariant 9)
	 * @param mac the code of both, written with them
	 */
	public record PrincipalChange(@Nullable String name, Instant since, @Nullable SessionMac mac) {

		/**
		 * Create a change without a code.
		 * @param name the new name, {@code null} for none
		 * @param since when the user logged in
		 */
		public PrincipalChange(@Nullable String name, Instant since) {
			this(name, since, null);
		}

	}

	/**
	 * An attribute to write, whatever is stored (the last write wins), or to remove.
	 *
	 * @param name the name
	 * @param partition where it is kept
	 * @param value the serialised value, {@code null} to remove the attribute
	 * @param guarded whether the write is dropped after a login that the request did not
	 * see
	 * @param replaces whether a value was there when the session was read, and another
	 * one takes its place: makes the write cheaper; if it is gone by now, the new one is
	 * written all the same
	 */
	@SuppressWarnings("ArrayRecordComponent")
	public record AttributeWrite(String name, Partition partition, byte @Nullable [] value, boolean guarded,
			boolean replaces) {

		/**
		 * Creates a write of an attribute that may be there or not.
		 * @param name the name
		 * @param partition where it is kept
		 * @param value the serialised value, {@code null} to remove the attribute
		 * @return the write
		 */
		public static AttributeWrite of(String name, Partition partition, byte @Nullable [] value) {
			return new AttributeWrite(name, partition, value, false, false);
		}

		/**
		 * Creates a write of an attribute that was there when the session was read.
		 * @param name the name
		 * @param partition where it is kept
		 * @param value the serialised value, {@code null} to remove the attribute
		 * @return the write
		 */
		public static AttributeWrite replacing(String name, Partition partition, byte @Nullable [] value) {
			return new AttributeWrite(name, partition, value, false, true);
		}

		/**
		 * Creates a write that is dropped after a login that the request did not see.
		 * @param name the name
		 * @param partition where it is kept
		 * @param value the serialised value, {@code null} to remove the attribute
		 * @return the write
		 */
		public static AttributeWrite ofLogin(String name, Partition partition, byte @Nullable [] value) {
			return new AttributeWrite(name, partition, value, true, false);
		}

		@Override
		public String toString() {
			return "AttributeWrite[name=" + this.name + ", partition=" + this.partition + "]";
		}

	}

}
