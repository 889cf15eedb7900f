package io.github.mixedsession.store;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.id.SessionIds;
import org.jspecify.annotations.Nullable;

/**
 * A store that lacks some capabilities.
 */
public class LesserSessionStore extends InMemorySessionStore {

	private final Set<StoreCapability> capabilities;

	/**
	 * Create a store.
	 * @param lacking what it can't do
	 */
	public LesserSessionStore(Set<StoreCapability> lacking) {
		this.capabilities = EnumSet.allOf(StoreCapability.class);
		this.capabilities.removeAll(lacking);
	}

	@Override
	public Set<StoreCapability> capabilities() {
		return this.capabilities;
	}

	private boolean has(StoreCapability capability) {
		return this.capabilities.contains(capability);
	}

	@Override
	public synchronized List<SessionRecord> findByPrincipalName(String principalName) {
		if (!has(StoreCapability.LOOKUP_BY_PRINCIPAL)) {
			throw new UnsupportedOperationException("No index of users");
		}
		return super.findByPrincipalName(principalName);
	}

	/**
	 * Looks before it leaps, and others may leap in between.
	 */
	@Override
	@SuppressWarnings("UnsynchronizedOverridesSynchronized")
	public boolean update(IdUpdate update) {
		if (has(StoreCapability.ONE_WINNER)) {
			return super.update(update);
		}
		StoredSession found = find(update.expected().locator(), EnumSet.allOf(Partition.class));
		if (found == null || found.record().ids().generation() != update.expected().ids().generation()) {
			return false;
		}
		StoredSession now = find(update.expected().locator(), EnumSet.allOf(Partition.class));
		return now != null && super.update(new IdUpdate(now.record(), update.ids(), update.side(),
				update.secureAccess(), update.restartsSecureSide(), update.macs()));
	}

	/**
	 * Tells nobody of a secure id who has not presented one.
	 */
	@Override
	public synchronized @Nullable StoredSession find(Locator locator, Proof proof, Set<Partition> partitions) {
		StoredSession found = super.find(locator, proof, partitions);
		if (found == null || proof.kind() == IdKind.SECURE || has(StoreCapability.KNOWN_BINDING)) {
			return found;
		}
		SessionIds ids = found.record().ids();
		SessionIds known = new SessionIds(ids.generation(), ids.insecure(), null, null, ids.loginCount(),
				ids.restarts(), ids.retired(), ids.insecureExposed());
		return new StoredSession(found.record().withIds(known, found.record().side(), null), found.attributes());
	}

	/**
	 * Looks before it leaps, as it does with ids.
	 */
	@Override
	@SuppressWarnings("UnsynchronizedOverridesSynchronized")
	public boolean compareAndSet(Locator locator, String name, Partition partition, long expectedVersion,
			byte @Nullable [] value) {
		if (has(StoreCapability.ATOMIC_UPDATE) || version(locator, name, partition) != expectedVersion) {
			return super.compareAndSet(locator, name, partition, expectedVersion, value);
		}
		return super.compareAndSet(locator, name, partition, version(locator, name, partition), value);
	}

	private long version(Locator locator, String name, Partition partition) {
		StoredAttribute found = findAttribute(locator, name, partition);
		return (found != null) ? found.version() : 0;
	}

	@Override
	public synchronized boolean delete(Locator locator) {
		return has(StoreCapability.REVOCATION) && super.delete(locator);
	}

	@Override
	public synchronized boolean deleteUnlessSecure(Locator locator) {
		return has(StoreCapability.REVOCATION) && super.deleteUnlessSecure(locator);
	}

	@Override
	public synchronized boolean deleteIfEmpty(Locator locator, IdKind kind, int loginCount) {
		return has(StoreCapability.REVOCATION) && super.deleteIfEmpty(locator, kind, loginCount);
	}

	@Override
	public synchronized boolean deleteIfUnchanged(Locator locator, long generation) {
		return has(StoreCapability.REVOCATION) && super.deleteIfUnchanged(locator, generation);
	}

	@Override
	public synchronized ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit) {
		ExpiredSessions expired = super.deleteExpired(now, tolerance, limit);
		return has(StoreCapability.EVENTS_OF_EXPIRY) ? expired : new ExpiredSessions(List.of(), false);
	}

}
