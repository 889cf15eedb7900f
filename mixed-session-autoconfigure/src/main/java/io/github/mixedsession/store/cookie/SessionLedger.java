package io.github.mixedsession.store.cookie;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;

import io.github.mixedsession.attribute.EncryptedName;
import io.github.mixedsession.attribute.EncryptionKeys;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionDelta.PrincipalChange;
import io.github.mixedsession.store.SessionRow;
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

	private final Supplier<EncryptionKeys> keys;

	SessionLedger(SessionStore store, Supplier<EncryptionKeys> keys) {
		this.store = store;
		this.keys = keys;
	}

	/**
	 * Finds the entry of a session whose secure id was presented.
	 */
	@Nullable StoredSession find(Locator locator, Proof proof) {
		return this.store.find(locator, proof, Set.of(Partition.SECURE));
	}

	@Nullable StoredSession find(Locator locator, Set<Partition> partitions) {
		StoredSession found = this.store.find(locator, partitions);
		return (found != null) ? new StoredSession(readable(found.row()), found.attributes()) : null;
	}

	Collection<SessionRow> find(String principalName) {
		Map<Locator, SessionRow> found = new LinkedHashMap<>();
		for (String encrypted : EncryptedName.encrypt(EncryptedName.kept(principalName), this.keys.get())) {
			this.store.findByPrincipalName(encrypted).forEach((row) -> found.put(row.locator(), readable(row)));
		}
		return found.values();
	}

	/**
	 * Enters a session that may be about to be logged in to, or takes an entry that was
	 * made for this one.
	 * @param update what is to become of the session
	 * @param row the session as it is
	 * @return {@code false} if somebody else has entered it
	 */
	boolean claim(IdUpdate update, SessionRow row) {
		StoredSession entry = this.store.find(row.locator(), Set.of(Partition.SECURE));
		if (entry != null && entry.row().principalName() == null) {
			if (Objects.equals(entry.row().secureId(), row.secureId())) {
				return this.store.update(new IdUpdate(entry.row(), update.ids(), update.side(), update.secureAccess(),
						update.restartsSecureSide(), update.macs()));
			}
			if (isAbandoned(entry.row().secureSide(), update.secureAccess())) {
				this.store.delete(row.locator());
				entry = null;
			}
		}
		return entry == null && insert(update.applyTo(row));
	}

	private static boolean isAbandoned(@Nullable SecureSide claimed, @Nullable Instant now) {
		return claimed != null && now != null && !now.isBefore(claimed.lastAccessedAt().plus(CLAIM));
	}

	/**
	 * Enters who has logged in to a session.
	 * @param delta how they did
	 * @return {@code false} if somebody else has entered it
	 */
	boolean enter(SessionRow row, SessionDelta delta) {
		StoredSession entry = this.store.find(row.locator(), Set.of());
		if (entry == null) {
			return insert(row);
		}
		return Objects.equals(entry.row().secureId(), row.secureId()) && save(delta);
	}

	/**
	 * Enters a session.
	 * @return {@code false} if it is entered already, by another login at the same time
	 */
	boolean insert(SessionRow row) {
		try {
			this.store.insert(new StoredSession(encrypted(row), List.of()));
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
		return this.store.save((change != null)
				? delta.with(new PrincipalChange(encrypted(change.name()), change.since()), delta.writes()) : delta);
	}

	boolean delete(Locator locator) {
		return this.store.delete(locator);
	}

	/**
	 * Deletes an entry, unless somebody has logged in since.
	 */
	boolean delete(Locator locator, int loginCount) {
		StoredSession entry = this.store.find(locator, Set.of());
		return entry != null && entry.row().loginCount() == loginCount && delete(locator);
	}

	ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit) {
		return this.store.deleteExpired(now, tolerance, limit);
	}

	private SessionRow encrypted(SessionRow row) {
		SecureSide side = row.secureSide();
		return (side != null) ? row.with(row.ids(), row.side(), side.withPrincipal(encrypted(side.principalName())))
				: row;
	}

	private @Nullable String encrypted(@Nullable String name) {
		return (name != null) ? EncryptedName.encrypt(EncryptedName.kept(name), this.keys.get()).get(0) : null;
	}

	private SessionRow readable(SessionRow row) {
		SecureSide side = row.secureSide();
		String name = row.principalName();
		return (side != null && name != null)
				? row.with(row.ids(), row.side(), side.withPrincipal(EncryptedName.decrypt(name, this.keys.get())))
				: row;
	}

}
