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

import io.github.mixedsession.Channel;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.IdHash;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.RetiredId;
import io.github.mixedsession.store.Rotation;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionRow;
import io.github.mixedsession.store.SessionStore;
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
	public @Nullable StoredSession findById(Channel kind, IdHash id, Set<Partition> partitions) {
		return observe(StoreOperation.FIND_BY_ID, () -> this.store.findById(kind, id, partitions), Objects::nonNull);
	}

	@Override
	public @Nullable StoredSession findByKey(String key, Set<Partition> partitions) {
		return observe(StoreOperation.FIND_BY_KEY, () -> this.store.findByKey(key, partitions), Objects::nonNull);
	}

	@Override
	public @Nullable RetiredId findRetired(IdHash id) {
		return observe(StoreOperation.FIND_RETIRED, () -> this.store.findRetired(id), Objects::nonNull);
	}

	@Override
	public List<SessionRow> findByPrincipalName(String principalName) {
		return observe(StoreOperation.FIND_BY_PRINCIPAL_NAME, () -> this.store.findByPrincipalName(principalName),
				ObservedSessionStore::isNotEmpty);
	}

	@Override
	public void insert(StoredSession session) {
		observe(StoreOperation.INSERT, () -> this.store.insert(session));
	}

	@Override
	public boolean rotate(Rotation rotation) {
		return observe(StoreOperation.ROTATE, () -> this.store.rotate(rotation), Boolean::booleanValue);
	}

	@Override
	public void confirm(String key, @Nullable IdHash insecureId, @Nullable IdHash secureId, Instant usableUntil) {
		observe(StoreOperation.CONFIRM, () -> this.store.confirm(key, insecureId, secureId, usableUntil));
	}

	@Override
	public boolean save(SessionDelta delta) {
		return observe(StoreOperation.SAVE, () -> this.store.save(delta), Boolean::booleanValue);
	}

	@Override
	public @Nullable StoredAttribute findAttribute(String key, String name, Partition partition) {
		return observe(StoreOperation.FIND_ATTRIBUTE, () -> this.store.findAttribute(key, name, partition),
				Objects::nonNull);
	}

	@Override
	public boolean hasAttribute(String key, String name, Partition partition) {
		return observe(StoreOperation.HAS_ATTRIBUTE, () -> this.store.hasAttribute(key, name, partition),
				Boolean::booleanValue);
	}

	@Override
	public boolean compareAndSet(String key, String name, Partition partition, long expectedVersion,
			byte @Nullable [] value) {
		return observe(StoreOperation.COMPARE_AND_SET,
				() -> this.store.compareAndSet(key, name, partition, expectedVersion, value), Boolean::booleanValue);
	}

	@Override
	public boolean delete(String key) {
		return observe(StoreOperation.DELETE, () -> this.store.delete(key), Boolean::booleanValue);
	}

	@Override
	public boolean deleteUnlessSecure(String key) {
		return observe(StoreOperation.DELETE_UNLESS_SECURE, () -> this.store.deleteUnlessSecure(key),
				Boolean::booleanValue);
	}

	@Override
	public boolean deleteIfEmpty(String key, Channel kind) {
		return observe(StoreOperation.DELETE_IF_EMPTY, () -> this.store.deleteIfEmpty(key, kind),
				Boolean::booleanValue);
	}

	@Override
	public void clear(String key, Set<Partition> partitions) {
		observe(StoreOperation.CLEAR, () -> this.store.clear(key, partitions));
	}

	@Override
	public ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit) {
		return observe(StoreOperation.DELETE_EXPIRED, () -> this.store.deleteExpired(now, tolerance, limit),
				(expired) -> !expired.deleted().isEmpty());
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
