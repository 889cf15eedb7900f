package io.github.mixedsession.store.cookie;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.attribute.Encryption;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoreCapability;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;
import io.github.mixedsession.store.cookie.CarriedSession.Slot;

/**
 * Keeps sessions in the browsers. It knows those alone that the current request carries,
 * and what it writes is what their cookies will hold. With a ledger, a row for each
 * session of a user who is logged in, such sessions can be ended and listed, and an id
 * that was used after its grace is noticed. Thread-safe.
 * <p>
 * <strong>Not guaranteed:</strong> without a ledger, that an ended session is gone:
 * whoever kept its cookie has it as it was then. With and without, that of two responses
 * at once neither overwrites the other one's cookie.
 */
public final class CookieSessionStore implements SessionStore {

	/** What a ledger adds to what the cookies can do, which is nothing of it. */
	public static final Set<StoreCapability> LEDGER_CAPABILITIES = Set.of(StoreCapability.REVOCATION,
			StoreCapability.LOOKUP_BY_PRINCIPAL, StoreCapability.ONE_WINNER);

	private final Supplier<@Nullable CarriedSessions> current;

	private final @Nullable SessionLedger ledger;

	/**
	 * Create a store without a ledger.
	 * @param current tells what the current request carries, {@code null} outside of one
	 */
	public CookieSessionStore(Supplier<@Nullable CarriedSessions> current) {
		this.current = current;
		this.ledger = null;
	}

	/**
	 * Create a store with a ledger.
	 * @param current tells what the current request carries, {@code null} outside of one
	 * @param ledger keeps the rows of sessions whose user is logged in
	 * @param encryption the keys that users' names are encrypted with there, and a count
	 * of those that the first of them did not encrypt
	 */
	public CookieSessionStore(Supplier<@Nullable CarriedSessions> current, SessionStore ledger, Encryption encryption) {
		this.current = current;
		this.ledger = new SessionLedger(ledger, encryption);
	}

	@Override
	public Set<StoreCapability> capabilities() {
		return (this.ledger != null) ? LEDGER_CAPABILITIES : Set.of();
	}

	private <T> @Nullable T read(Locator locator, Function<CarriedSession, @Nullable T> action) {
		CarriedSessions carried = this.current.get();
		return (carried != null) ? carried.read(locator, action) : null;
	}

	private boolean ifCarried(Locator locator, Predicate<CarriedSession> action) {
		return Boolean.TRUE.equals(read(locator, action::test));
	}

	/**
	 * Does something with a session.
	 * @param otherwise what to do if the request never had it
	 */
	private boolean ifCarried(Locator locator, Predicate<SessionLedger> otherwise, Predicate<CarriedSession> action) {
		Boolean done = read(locator, action::test);
		if (done != null) {
			return done;
		}
		CarriedSessions carried = this.current.get();
		boolean lost = carried != null && carried.hasLost(locator);
		return this.ledger != null && !lost && otherwise.test(this.ledger);
	}

	/**
	 * Anybody may have given this browser the insecure cookie of somebody else's session:
	 * the entry says more of that.
	 */
	@Override
	public @Nullable StoredSession find(Locator locator, Set<Partition> partitions) {
		StoredSession carried = read(locator, (session) -> session.read(partitions));
		SessionLedger entries = this.ledger;
		if (entries == null || (carried != null && (!partitions.contains(Partition.SECURE) || isOpened(locator)))) {
			return carried;
		}
		StoredSession entry = entries.find(locator, partitions);
		return (entry != null) ? entry : carried;
	}

	private boolean isOpened(Locator locator) {
		return ifCarried(locator, CarriedSession::isOpened);
	}

	@Override
	public @Nullable StoredSession find(Locator locator, Proof proof, Set<Partition> partitions) {
		return read(locator, (session) -> {
			SessionLedger entries = (proof.kind() == IdKind.SECURE) ? ledgerOf(session) : null;
			if (entries != null && !entries.admits(session, proof, format().lifetime().now())) {
				remove(locator);
				return null;
			}
			return session.read(proof, partitions);
		});
	}

	/**
	 * Returns the ledger if it has an entry of a session.
	 */
	private @Nullable SessionLedger ledgerOf(CarriedSession session) {
		return (session.record().principalName() != null) ? this.ledger : null;
	}

	private void remove(Locator locator) {
		CarriedSessions carried = this.current.get();
		if (carried != null) {
			carried.remove(locator);
		}
	}

	@Override
	public List<SessionRecord> findByPrincipalName(String principalName) {
		if (this.ledger == null) {
			throw new UnsupportedOperationException("Sessions in cookies can't be listed: set "
					+ "mixed-session.cookie.ledger to true, or keep them in a database");
		}
		return List.copyOf(this.ledger.find(principalName));
	}

	@Override
	public void insert(StoredSession session) {
		CarriedSessions carried = this.current.get();
		if (carried == null) {
			throw new IllegalStateException("A session that lives in cookies is made by a request");
		}
		carried.add(session);
		try {
			if (this.ledger != null && session.record().principalName() != null) {
				this.ledger.insert(session.record());
			}
		}
		catch (RuntimeException ex) {
			carried.remove(session.record().locator());
			throw ex;
		}
	}

	@Override
	public boolean update(IdUpdate update) {
		Locator locator = update.expected().locator();
		return ifCarried(locator, (entries) -> entries.update(update), (session) -> {
			if (session.record().ids().generation() != update.expected().ids().generation()) {
				return false;
			}
			SessionLedger entries = ledgerOf(session);
			if (entries == null && !claim(session, update)) {
				// what this request has is of before that login
				remove(locator);
				return false;
			}
			if (entries != null && update.restartsSecureSide()) {
				entries.delete(session.record());
			}
			else if (entries != null && !entries.update(update)) {
				return false;
			}
			session.rotate(update.applyTo(session.record()), update.restartsSecureSide());
			return true;
		});
	}

	/**
	 * Enters a session that may be about to be logged in to, so that one of two logins at
	 * once wins.
	 * @return {@code false} if somebody else has entered it
	 */
	private boolean claim(CarriedSession session, IdUpdate update) {
		return this.ledger == null || session.record().secureId() == null
				|| update.ids().loginCount() == session.record().loginCount()
				|| this.ledger.claim(update, session.record());
	}

	@Override
	public boolean save(SessionDelta delta) {
		SessionLedger entries = this.ledger;
		if (entries != null && SessionLedger.isMarking(delta) && !isOpened(delta.locator()) && entries.save(delta)) {
			return true;
		}
		return ifCarried(delta.locator(), (others) -> others.save(delta), (session) -> save(session, delta));
	}

	private boolean save(CarriedSession session, SessionDelta delta) {
		SessionLedger ofUser = ledgerOf(session);
		if (ofUser != null && !ofUser.isCurrent(session)) {
			remove(delta.locator());
			return false;
		}
		SessionRecord before = session.record();
		SessionRecord after = delta.applyTo(before);
		Map<Slot, byte @Nullable []> values = new LinkedHashMap<>();
		delta.writesTo(before).forEach((write) -> values.put(new Slot(write.name(), write.partition()), write.value()));
		SessionLedger entries = this.ledger;
		if (session.change(after, values, format(), () -> entries == null || entries.enter(before, after, delta))) {
			return true;
		}
		remove(delta.locator());
		return false;
	}

	@Override
	public @Nullable StoredAttribute findAttribute(Locator locator, String name, Partition partition) {
		return read(locator, (session) -> session.find(name, partition));
	}

	@Override
	public boolean hasAttribute(Locator locator, String name, Partition partition) {
		return ifCarried(locator, (session) -> session.has(name, partition));
	}

	@Override
	public boolean compareAndSet(Locator locator, String name, Partition partition, long expectedVersion,
			byte @Nullable [] value) {
		return ifCarried(locator, (session) -> {
			StoredAttribute before = session.find(name, partition);
			if (((before != null) ? before.version() : 0) != expectedVersion) {
				return false;
			}
			Map<Slot, byte @Nullable []> values = new HashMap<>();
			values.put(new Slot(name, partition), value);
			return session.change(session.record(), values, format(), () -> true);
		});
	}

	private SessionCookieFormat format() {
		CarriedSessions carried = this.current.get();
		if (carried == null) {
			throw new IllegalStateException("What a request carries is changed by that request");
		}
		return carried.format();
	}

	@Override
	public boolean delete(Locator locator) {
		return ifCarried(locator, (entries) -> entries.delete(locator), (session) -> {
			if (this.ledger != null && !session.isOpened()) {
				this.ledger.delete(locator);
			}
			return end(session);
		});
	}

	/**
	 * Ends what this request has, and an entry if it is of the same login.
	 */
	private boolean end(CarriedSession session) {
		if (this.ledger != null && session.isOpened()) {
			this.ledger.delete(session.record());
		}
		remove(session.record().locator());
		return true;
	}

	@Override
	public boolean deleteUnlessSecure(Locator locator) {
		return ifCarried(locator, (session) -> session.record().secureId() == null && end(session));
	}

	@Override
	public boolean deleteIfUnchanged(Locator locator, long generation) {
		return ifCarried(locator, (session) -> session.record().ids().generation() == generation && end(session));
	}

	@Override
	public boolean deleteIfEmpty(Locator locator, IdKind kind, int loginCount) {
		return ifCarried(locator,
				(session) -> session.isEmpty() && session.record().principalName() == null
						&& session.record().loginCount() == loginCount
						&& (kind == IdKind.SECURE || session.record().secureId() == null) && end(session));
	}

	@Override
	public void clear(Locator locator, Set<Partition> partitions) {
		ifCarried(locator, (session) -> {
			session.clear(partitions);
			return true;
		});
	}

	@Override
	public ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit) {
		boolean more = this.ledger != null && this.ledger.deleteExpired(now, tolerance, limit).more();
		return new ExpiredSessions(List.of(), more);
	}

}
