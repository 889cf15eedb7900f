package io.github.mixedsession.store.cookie;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.attribute.EncryptedName;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.RetiredId;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionDelta.AttributeWrite;
import io.github.mixedsession.store.SessionDelta.PrincipalChange;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;

/**
 * One row for each session of a user who is logged in: what cookies can't tell, since an
 * old one is as good as a new one. Holds no attribute but the registry's mark, and users'
 * names encrypted. As thread-safe as the store that keeps the rows.
 */
final class SessionLedger {

	/** How long a login may take from its new ids to its user. */
	private static final Duration CLAIM = Duration.ofSeconds(10);

	private final SessionStore store;

	private final Encryption encryption;

	SessionLedger(SessionStore store, Encryption encryption) {
		this.store = store;
		this.encryption = encryption;
	}

	/**
	 * Returns whether nobody has ended a session that a secure id was presented of. An
	 * entry expires where it is not used over HTTPS for as long as sessions live: the
	 * secure side has ended then, and the rest goes on.
	 */
	boolean admits(CarriedSession session, Proof proof, Instant now) {
		StoredSession entry = this.store.find(session.record().locator(), proof, Set.of(Partition.SECURE));
		if (entry != null) {
			countOlderKey(entry.record().principalName());
			adopt(session, entry);
			return true;
		}
		if (session.isSecureSideIdle(now)) {
			session.endSecureSide();
			return true;
		}
		return false;
	}

	/**
	 * Takes along that somebody else has replaced the secure id meanwhile: this response
	 * must not put the one back that it was found by.
	 * @return {@code false} if somebody else has ended the session
	 */
	boolean isCurrent(CarriedSession session) {
		StoredSession entry = this.store.find(session.record().locator(), Set.of());
		if (entry != null && !Objects.equals(entry.record().secureId(), session.record().secureId())) {
			adopt(session, entry);
		}
		return entry != null;
	}

	/**
	 * Has a session know what the ledger does: a copy of a cookie is as old as it is.
	 */
	private static void adopt(CarriedSession session, StoredSession entry) {
		SessionIds ids = entry.record().ids();
		SecureSide clocks = entry.record().secureSide();
		SecureSide side = session.record().secureSide();
		List<RetiredId> retired = ids.retired().stream().filter((id) -> id.kind() == IdKind.SECURE).toList();
		session.adopt(
				new SessionIds(ids.generation(), session.record().insecureId(), ids.secure(), ids.family(),
						ids.loginCount(), ids.restarts(), retired, false),
				(clocks != null && side != null) ? clocks.withPrincipal(side.principalName()) : side,
				entry.attributes()
					.stream()
					.filter((attribute) -> SecurityState.EXPIRED_MARKER.equals(attribute.name()))
					.toList());
	}

	@Nullable StoredSession find(Locator locator, Set<Partition> partitions) {
		StoredSession found = this.store.find(locator, partitions);
		return (found != null) ? new StoredSession(readable(found.record()), found.attributes()) : null;
	}

	Collection<SessionRecord> find(String principalName) {
		Map<Locator, SessionRecord> found = new LinkedHashMap<>();
		for (String encrypted : EncryptedName.encrypt(EncryptedName.kept(principalName), this.encryption.keys())) {
			this.store.findByPrincipalName(encrypted)
				.forEach((record) -> found.put(record.locator(), readable(record)));
		}
		return found.values();
	}

	/**
	 * Enters a session that may be about to be logged in to, or takes an entry that was
	 * made for this one. A secure side that begins anew is nobody's, and not entered.
	 * @param update what is to become of the session
	 * @param record the session as it is
	 * @return {@code false} if somebody else has entered it
	 */
	boolean claim(IdUpdate update, SessionRecord record) {
		StoredSession entry = this.store.find(record.locator(), Set.of(Partition.SECURE));
		if (entry != null && entry.record().principalName() == null) {
			if (Objects.equals(entry.record().secureId(), record.secureId())) {
				return this.store.update(new IdUpdate(entry.record(), update.ids(), update.side(),
						update.secureAccess(), update.restartsSecureSide(), update.macs()));
			}
			if (isAbandoned(entry.record().secureSide(), update.secureAccess())) {
				this.store.delete(record.locator());
				entry = null;
			}
		}
		return entry == null && (update.restartsSecureSide() || insert(update.applyTo(record)));
	}

	private static boolean isAbandoned(@Nullable SecureSide claimed, @Nullable Instant now) {
		return claimed != null && now != null && !now.isBefore(claimed.lastAccessedAt().plus(CLAIM));
	}

	/**
	 * Writes of a change what the ledger has of it.
	 * @return {@code false} if somebody else has ended the session, or logged in to it
	 */
	boolean enter(SessionRecord before, SessionRecord after, SessionDelta delta) {
		boolean marked = !marks(delta).isEmpty();
		if (after.principalName() == null) {
			if (before.principalName() == null) {
				// somebody else's, of which this request has the insecure cookie
				return !marked || before.secureId() == null || save(delta.withPrincipalAndWrites(null, delta.writes()));
			}
			return delete(before.locator(), before.loginCount());
		}
		if (before.principalName() == null) {
			StoredSession entry = this.store.find(after.locator(), Set.of());
			return (entry != null) ? Objects.equals(entry.record().secureId(), after.secureId()) && save(delta)
					: insert(after);
		}
		return (before.equals(after) && !marked) || save(delta);
	}

	/**
	 * Enters a session.
	 * @return {@code false} if it is entered already, by another login at the same time
	 */
	boolean insert(SessionRecord record) {
		try {
			this.store.insert(new StoredSession(encrypted(record), List.of()));
			return true;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	boolean update(IdUpdate update) {
		return this.store.update(update);
	}

	boolean save(SessionDelta delta) {
		PrincipalChange change = delta.principal();
		return this.store.save(delta.withPrincipalAndWrites(
				(change != null) ? new PrincipalChange(encrypted(change.name()), change.since()) : null, marks(delta)));
	}

	/**
	 * Returns what the registry writes: it ends every copy of a session, whoever carries
	 * one.
	 */
	private static List<AttributeWrite> marks(SessionDelta delta) {
		return delta.writes().stream().filter((write) -> SecurityState.EXPIRED_MARKER.equals(write.name())).toList();
	}

	boolean delete(Locator locator) {
		return this.store.delete(locator);
	}

	/**
	 * Deletes an entry, unless somebody has logged in since.
	 */
	boolean delete(Locator locator, int loginCount) {
		StoredSession entry = this.store.find(locator, Set.of());
		return entry != null && entry.record().loginCount() == loginCount && delete(locator);
	}

	ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit) {
		return this.store.deleteExpired(now, tolerance, limit);
	}

	private SessionRecord encrypted(SessionRecord record) {
		SecureSide side = record.secureSide();
		return (side != null)
				? record.withIds(record.ids(), record.side(), side.withPrincipal(encrypted(side.principalName())))
				: record;
	}

	private @Nullable String encrypted(@Nullable String name) {
		return (name != null) ? EncryptedName.encrypt(EncryptedName.kept(name), this.encryption.keys()).get(0) : null;
	}

	private SessionRecord readable(SessionRecord record) {
		SecureSide side = record.secureSide();
		String name = record.principalName();
		countOlderKey(name);
		return (side != null && name != null) ? record.withIds(record.ids(), record.side(),
				side.withPrincipal(EncryptedName.decrypt(name, this.encryption.keys()))) : record;
	}

	/**
	 * A name that an older key has encrypted is found until that key is gone.
	 */
	private void countOlderKey(@Nullable String encryptedName) {
		if (encryptedName != null && EncryptedName.isOfOlderKey(encryptedName, this.encryption.keys())) {
			this.encryption.countOlderKey();
		}
	}

}
