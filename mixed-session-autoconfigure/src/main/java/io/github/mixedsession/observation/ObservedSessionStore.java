package io.github.mixedsession.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
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

/**
 * A {@link SessionStore} whose operations are observed: one observation each, however
 * many statements it takes. As thread-safe as the store that it decorates.
 * <p>
 * <strong>Security guarantees.</strong> An observation says which operation it was and
 * how it ended: no id, no hash of one, no name. Not guaranteed: what the message of the
 * store's own exception says, which a tracer may record.
 */
public final class ObservedSessionStore implements SessionStore {

	private static final SessionStoreConvention CONVENTION = new SessionStoreConvention();

	private final SessionStore store;

	private final ObservationRegistry registry;

	/**
	 * Create an observed store.
	 * @param store does the work
	 * @param registry hears of it
	 */
	public ObservedSessionStore(SessionStore store, ObservationRegistry registry) {
		this.store = store;
		this.registry = registry;
	}

	@Override
	public Set<StoreCapability> capabilities() {
		return this.store.capabilities();
	}

	@Override
	public @Nullable StoredSession find(Locator locator, Set<Partition> partitions) {
		return observe(StoreOperation.FIND_MANAGED, () -> this.store.find(locator, partitions), Objects::nonNull);
	}

	@Override
	public @Nullable StoredSession find(Locator locator, Proof proof, Set<Partition> partitions) {
		return observe(StoreOperation.FIND, () -> this.store.find(locator, proof, partitions), Objects::nonNull);
	}

	@Override
	public String storedPrincipalName(String principalName) {
		return this.store.storedPrincipalName(principalName);
	}

	@Override
	public List<SessionRecord> findByPrincipalName(String principalName) {
		return observe(StoreOperation.FIND_BY_PRINCIPAL_NAME, () -> this.store.findByPrincipalName(principalName),
				ObservedSessionStore::isNotEmpty);
	}

	@Override
	public void insert(StoredSession session) {
		observe(StoreOperation.INSERT, () -> this.store.insert(session));
	}

	@Override
	public boolean update(IdUpdate update) {
		return observe(StoreOperation.UPDATE_IDS, () -> this.store.update(update), Boolean::booleanValue);
	}

	@Override
	public boolean save(SessionDelta delta) {
		return observe(StoreOperation.SAVE, () -> this.store.save(delta), Boolean::booleanValue);
	}

	@Override
	public @Nullable StoredAttribute findAttribute(Locator locator, String name, Partition partition) {
		return observe(StoreOperation.FIND_ATTRIBUTE, () -> this.store.findAttribute(locator, name, partition),
				Objects::nonNull);
	}

	@Override
	public boolean hasAttribute(Locator locator, String name, Partition partition) {
		return observe(StoreOperation.HAS_ATTRIBUTE, () -> this.store.hasAttribute(locator, name, partition),
				Boolean::booleanValue);
	}

	@Override
	public boolean compareAndSet(Locator locator, String name, Partition partition, long expectedVersion,
			byte @Nullable [] value) {
		return observe(StoreOperation.COMPARE_AND_SET,
				() -> this.store.compareAndSet(locator, name, partition, expectedVersion, value),
				Boolean::booleanValue);
	}

	@Override
	public boolean delete(Locator locator) {
		return observe(StoreOperation.DELETE, () -> this.store.delete(locator), Boolean::booleanValue);
	}

	@Override
	public boolean deleteUnlessSecure(Locator locator) {
		return observe(StoreOperation.DELETE_UNLESS_SECURE, () -> this.store.deleteUnlessSecure(locator),
				Boolean::booleanValue);
	}

	@Override
	public boolean deleteIfEmpty(Locator locator, IdKind kind, int loginCount) {
		return observe(StoreOperation.DELETE_IF_EMPTY, () -> this.store.deleteIfEmpty(locator, kind, loginCount),
				Boolean::booleanValue);
	}

	@Override
	public boolean deleteIfUnchanged(Locator locator, long generation) {
		return observe(StoreOperation.DELETE_IF_UNCHANGED, () -> this.store.deleteIfUnchanged(locator, generation),
				Boolean::booleanValue);
	}

	@Override
	public void clear(Locator locator, Set<Partition> partitions) {
		observe(StoreOperation.CLEAR, () -> this.store.clear(locator, partitions));
	}

	@Override
	public ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit) {
		return observe(StoreOperation.DELETE_EXPIRED, () -> this.store.deleteExpired(now, tolerance, limit),
				(expired) -> !expired.deleted().isEmpty());
	}

	@Override
	public void told(Collection<SessionRecord> expired) {
		observe(StoreOperation.TOLD, () -> this.store.told(expired));
	}

	private void observe(StoreOperation operation, Runnable call) {
		observe(operation, () -> {
			call.run();
			return true;
		}, Boolean::booleanValue);
	}

	private <T> T observe(StoreOperation operation, Supplier<T> call, Predicate<T> effective) {
		SessionStoreContext context = new SessionStoreContext(operation);
		Supplier<T> observed = () -> {
			T result = call.get();
			context.ended(effective.test(result));
			return result;
		};
		return Observation.createNotStarted(CONVENTION, () -> context, this.registry).observe(observed);
	}

	private static boolean isNotEmpty(Collection<?> found) {
		return !found.isEmpty();
	}

	@Override
	public String toString() {
		return "ObservedSessionStore[" + this.store + "]";
	}

}
