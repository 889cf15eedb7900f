package io.github.mixedsession.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.Locator;

/**
 * Keeps sessions in maps behind one lock: the contract in its plainest form.
 */
public class InMemorySessionStore implements SessionStore {

	private final Map<Locator, Entry> sessions = new HashMap<>();

	private final List<SessionRecord> told = new ArrayList<>();

	/**
	 * Returns another store that holds the same.
	 * @return a copy
	 */
	public synchronized InMemorySessionStore copy() {
		InMemorySessionStore copy = new InMemorySessionStore();
		this.sessions.forEach((locator, entry) -> copy.sessions.put(locator, entry.copy()));
		return copy;
	}

	/**
	 * Returns everything, as somebody sees who stole the database.
	 * @return all sessions with all attributes
	 */
	public synchronized List<StoredSession> findAll() {
		return this.sessions.values().stream().map((entry) -> entry.view(EnumSet.allOf(Partition.class))).toList();
	}

	@Override
	public synchronized @Nullable StoredSession find(Locator locator, Set<Partition> partitions) {
		Entry entry = this.sessions.get(locator);
		return (entry != null) ? entry.view(partitions) : null;
	}

	@Override
	public synchronized @Nullable StoredSession find(Locator locator, Proof proof, Set<Partition> partitions) {
		Entry entry = this.sessions.get(locator);
		if (entry == null || !proof.opens(entry.record)) {
			return (entry != null) ? entry.view(Set.of()) : null;
		}
		Set<Partition> opened = new HashSet<>(partitions);
		if (proof.kind() == IdKind.INSECURE) {
			opened.remove(Partition.SECURE);
		}
		return entry.view(opened);
	}

	@Override
	public synchronized List<SessionRecord> findByPrincipalName(String principalName) {
		return this.sessions.values()
			.stream()
			.map((entry) -> entry.record)
			.filter((record) -> principalName.equals(record.principalName()))
			.toList();
	}

	@Override
	public synchronized void insert(StoredSession session) {
		SessionRecord record = session.record();
		session.attributes().forEach((attribute) -> StorableText.attributeName(attribute.name()));
		if (this.sessions.containsKey(record.locator())) {
			throw new DuplicateKeyException("The locator is taken");
		}
		Entry entry = new Entry(record);
		session.attributes()
			.forEach(
					(attribute) -> entry.attributes.put(new Place(attribute.partition(), attribute.name()), attribute));
		this.sessions.put(record.locator(), entry);
	}

	@Override
	public synchronized boolean update(IdUpdate update) {
		Entry entry = this.sessions.get(update.expected().locator());
		if (entry == null || entry.record.ids().generation() != update.expected().ids().generation()) {
			return false;
		}
		entry.record = update.applyTo(entry.record);
		if (update.restartsSecureSide()) {
			entry.attributes.keySet().removeIf((place) -> place.partition() == Partition.SECURE);
		}
		return true;
	}

	@Override
	public synchronized boolean save(SessionDelta delta) {
		delta.writes()
			.stream()
			.filter((write) -> write.value() != null)
			.forEach((write) -> StorableText.attributeName(write.name()));
		Entry entry = this.sessions.get(delta.locator());
		if (entry == null) {
			return false;
		}
		for (SessionDelta.AttributeWrite write : delta.writesTo(entry.record)) {
			entry.write(new Place(write.partition(), write.name()), write.value());
		}
		entry.record = delta.applyTo(entry.record);
		return true;
	}

	@Override
	public synchronized @Nullable StoredAttribute findAttribute(Locator locator, String name, Partition partition) {
		Entry entry = this.sessions.get(locator);
		return (entry != null) ? entry.attributes.get(new Place(partition, name)) : null;
	}

	@Override
	public boolean hasAttribute(Locator locator, String name, Partition partition) {
		return findAttribute(locator, name, partition) != null;
	}

	@Override
	public synchronized boolean compareAndSet(Locator locator, String name, Partition partition, long expectedVersion,
			byte @Nullable [] value) {
		if (value != null) {
			StorableText.attributeName(name);
		}
		Entry entry = this.sessions.get(locator);
		if (entry == null) {
			return false;
		}
		Place place = new Place(partition, name);
		StoredAttribute current = entry.attributes.get(place);
		if (((current != null) ? current.version() : 0) != expectedVersion) {
			return false;
		}
		entry.write(place, value);
		return true;
	}

	@Override
	public synchronized boolean deleteUnlessSecure(Locator locator) {
		StoredSession session = find(locator, Set.of());
		return session != null && session.record().secureId() == null && delete(locator);
	}

	@Override
	public synchronized boolean deleteIfEmpty(Locator locator, IdKind kind, int loginCount) {
		Entry entry = this.sessions.get(locator);
		return entry != null && entry.attributes.isEmpty() && entry.record.principalName() == null
				&& entry.record.loginCount() == loginCount && (kind == IdKind.SECURE || entry.record.secureId() == null)
				&& delete(locator);
	}

	@Override
	public synchronized boolean deleteIfUnchanged(Locator locator, long generation) {
		Entry entry = this.sessions.get(locator);
		return entry != null && entry.record.ids().generation() == generation && delete(locator);
	}

	@Override
	public synchronized boolean delete(Locator locator) {
		return this.sessions.remove(locator) != null;
	}

	@Override
	public synchronized void clear(Locator locator, Set<Partition> partitions) {
		Entry entry = this.sessions.get(locator);
		if (entry != null) {
			entry.attributes.keySet().removeIf((place) -> partitions.contains(place.partition()));
		}
	}

	@Override
	public synchronized ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit) {
		List<SessionRecord> expired = this.sessions.values()
			.stream()
			.map((entry) -> entry.record)
			.filter(expiredBefore(now.minus(tolerance)))
			.sorted(Comparator.comparing((record) -> record.lastAccessedAt().plus(record.maxInactiveInterval())))
			.limit(limit)
			.toList();
		expired.forEach((record) -> delete(record.locator()));
		return new ExpiredSessions(expired, expired.size() == limit);
	}

	@Override
	public synchronized void told(Collection<SessionRecord> expired) {
		this.told.addAll(expired);
	}

	/**
	 * Returns the sessions of whose end listeners know.
	 */
	public synchronized List<SessionRecord> findTold() {
		return List.copyOf(this.told);
	}

	private static Predicate<SessionRecord> expiredBefore(Instant time) {
		return (record) -> record.maxInactiveInterval().compareTo(Duration.ZERO) > 0
				&& record.lastAccessedAt().plus(record.maxInactiveInterval()).isBefore(time);
	}

	private record Place(Partition partition, String name) {
	}

	private static final class Entry {

		private SessionRecord record;

		private final Map<Place, StoredAttribute> attributes = new HashMap<>();

		private Entry(SessionRecord record) {
			this.record = record;
		}

		private Entry copy() {
			Entry copy = new Entry(this.record);
			copy.attributes.putAll(this.attributes);
			return copy;
		}

		private StoredSession view(Set<Partition> partitions) {
			List<StoredAttribute> visible = new ArrayList<>(this.attributes.values());
			visible.removeIf((attribute) -> !partitions.contains(attribute.partition()));
			return new StoredSession(partitions.contains(Partition.SECURE) ? this.record : withoutPrincipal(), visible);
		}

		private SessionRecord withoutPrincipal() {
			SecureSide side = this.record.secureSide();
			return (side != null) ? this.record.withIds(this.record.ids(), this.record.side(), side.withPrincipal(null))
					: this.record;
		}

		private void write(Place place, byte @Nullable [] value) {
			if (value == null) {
				this.attributes.remove(place);
				return;
			}
			StoredAttribute old = this.attributes.get(place);
			long version = (old != null) ? old.version() + 1
					: ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE / 2);
			this.attributes.put(place, new StoredAttribute(place.name(), place.partition(), version, value));
		}

	}

}
