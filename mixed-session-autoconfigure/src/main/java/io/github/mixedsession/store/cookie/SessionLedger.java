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
import io.github.mixedsession.attribute.AttributeSeal;
import io.github.mixedsession.attribute.BrokenSealException;
import io.github.mixedsession.attribute.EncryptedName;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.attribute.Protection;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.IdHash;
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
import io.github.mixedsession.store.StoredAttribute;
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
			return adopt(session, entry);
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
			return adopt(session, entry);
		}
		return entry != null;
	}

	/**
	 * Has a session know what the ledger does: a copy of a cookie is as old as it is.
	 * @return {@code false} if somebody else than the application has marked it
	 */
	private boolean adopt(CarriedSession session, StoredSession entry) {
		List<StoredAttribute> marks = marks(entry);
		if (marks == null) {
			return false;
		}
		SessionIds ids = entry.record().ids();
		SecureSide clocks = entry.record().secureSide();
		SecureSide side = session.record().secureSide();
		List<RetiredId> retired = ids.retired().stream().filter((id) -> id.kind() == IdKind.SECURE).toList();
		session.adopt(
				new SessionIds(ids.generation(), session.record().insecureId(), ids.secure(), ids.family(),
						ids.loginCount(), ids.restarts(), retired, false),
				(clocks != null && side != null) ? clocks.withPrincipal(side.principalName()) : side, marks);
		return true;
	}

	/**
	 * Returns the registry's mark, if there is one. It becomes part of a cookie that the
	 * application vouches for, so nobody without its key may have written it (invariant
	 * 16).
	 * @return {@code null} if somebody has
	 */
	private @Nullable List<StoredAttribute> marks(StoredSession entry) {
		AttributeSeal seal = seal(entry.record().locator());
		try {
			return entry.attributes()
				.stream()
				.filter((attribute) -> SecurityState.EXPIRED_MARKER.equals(attribute.name()))
				.map((mark) -> new StoredAttribute(mark.name(), mark.partition(), mark.version(),
						seal.open(mark.name(), mark.partition(), mark.value())))
				.toList();
		}
		catch (BrokenSealException ex) {
			return null;
		}
	}

	private AttributeSeal seal(Locator locator) {
		return new AttributeSeal(null, locator, this.encryption::keys);
	}

	@Nullable StoredSession find(Locator locator, Set<Partition> partitions) {
		StoredSession found = this.store.find(locator, partitions);
		if (found == null) {
			return null;
		}
		List<StoredAttribute> marks = marks(found);
		return new StoredSession(readable(found.record()), (marks != null) ? marks : List.of());
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
		if (after.principalName() == null) {
			return before.principalName() == null || delete(before);
		}
		if (before.principalName() == null) {
			StoredSession entry = this.store.find(after.locator(), Set.of());
			return (entry != null) ? Objects.equals(entry.record().secureId(), after.secureId()) && save(delta)
					: insert(after);
		}
		return (before.equals(after) && !isMarking(delta)) || save(delta);
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
				(change != null) ? new PrincipalChange(encrypted(change.name()), change.since()) : null,
				delta.writes()
					.stream()
					.filter(SessionLedger::isMark)
					.map((mark) -> sealed(mark, delta.locator()))
					.toList()));
	}

	/**
	 * Returns whether the registry writes its mark: that ends every copy of a session,
	 * whoever carries one.
	 */
	static boolean isMarking(SessionDelta delta) {
		return delta.writes().stream().anyMatch(SessionLedger::isMark);
	}

	private static boolean isMark(AttributeWrite write) {
		return SecurityState.EXPIRED_MARKER.equals(write.name());
	}

	private AttributeWrite sealed(AttributeWrite mark, Locator locator) {
		byte[] value = mark.value();
		return new AttributeWrite(mark.name(), mark.partition(),
				(value != null) ? seal(locator).seal(mark.name(), mark.partition(), Protection.KEY, value) : null,
				mark.guarded(), mark.replaces());
	}

	boolean delete(Locator locator) {
		return this.store.delete(locator);
	}

	/**
	 * Deletes the entry of a session, unless it is of another login: of two that began
	 * with copies of one cookie, each has counted its logins for itself.
	 */
	boolean delete(SessionRecord record) {
		StoredSession entry = this.store.find(record.locator(), Set.of());
		return entry != null && isOfSameLogin(entry.record().ids(), record) && delete(record.locator());
	}

	private static boolean isOfSameLogin(SessionIds entered, SessionRecord record) {
		IdHash id = record.secureId();
		return id != null && entered.loginCount() == record.loginCount()
				&& Objects.equals(entered.family(), record.ids().family())
				&& (id.equals(entered.secure()) || entered.retired(IdKind.SECURE, id) != null);
	}

	ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit) {
		ExpiredSessions expired = this.store.deleteExpired(now, tolerance, limit);
		// nobody is: whether the session in the cookies has ended is not known here
		this.store.told(expired.deleted());
		return expired;
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
