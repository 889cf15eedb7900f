package io.github.mixedsession.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;

/**
 * Keeps sessions in maps behind one lock: the contract in its plainest form.
 */
public class InMemorySessionStore implements SessionStore {

	private final Map<String, Entry> sessions = new HashMap<>();

	private final Map<IdHash, RetiredId> retired = new HashMap<>();

	/**
	 * Returns another store that holds the same.
	 * @return a copy
	 */
	public synchronized InMemorySessionStore copy() {
		InMemorySessionStore copy = new InMemorySessionStore();
		this.sessions.forEach((key, entry) -> copy.sessions.put(key, entry.copy()));
		copy.retired.putAll(this.retired);
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
	public synchronized @Nullable StoredSession findById(Channel kind, IdHash id, Set<Partition> partitions) {
		return this.sessions.values()
			.stream()
			.filter((entry) -> id.equals(currentId(entry.row, kind)))
			.findFirst()
			.map((entry) -> entry.view(partitions))
			.orElse(null);
	}

	@Override
	public synchronized @Nullable StoredSession findByKey(String key, Set<Partition> partitions) {
		Entry entry = this.sessions.get(key);
		return (entry != null) ? entry.view(partitions) : null;
	}

	@Override
	public synchronized @Nullable RetiredId findRetired(IdHash id) {
		RetiredId found = this.retired.get(id);
		return (found != null) ? new RetiredId(id, found.sessionKey(), found.kind(), found.loginCount(),
				this.sessions.get(found.sessionKey()).row.loginCount(), found.usableUntil()) : null;
	}

	@Override
	public synchronized List<SessionRow> findByPrincipalName(String principalName) {
		return this.sessions.values()
			.stream()
			.map((entry) -> entry.row)
			.filter((row) -> principalName.equals(row.principalName()))
			.toList();
	}

	@Override
	public synchronized void insert(StoredSession session) {
		SessionRow row = session.row();
		session.attributes().forEach((attribute) -> checkName(attribute.name()));
		if (this.sessions.containsKey(row.key()) || taken(Channel.INSECURE, row.insecureId())
				|| (row.secureId() != null && taken(Channel.SECURE, row.secureId()))) {
			throw new IllegalStateException("The key or an id is taken");
		}
		Entry entry = new Entry(row);
		session.attributes()
			.forEach(
					(attribute) -> entry.attributes.put(new Place(attribute.partition(), attribute.name()), attribute));
		this.sessions.put(row.key(), entry);
	}

	@Override
	public synchronized boolean rotate(Rotation rotation) {
		SessionRow expected = rotation.expected();
		Entry entry = this.sessions.get(expected.key());
		if (entry == null || !entry.row.insecureId().equals(expected.insecureId())
				|| (entry.row.secureId() != null) != (expected.secureId() != null)
				|| (entry.row.secureId() != null && !entry.row.secureId().equals(expected.secureId()))) {
			return false;
		}
		SessionRow old = entry.row;
		entry.row = new Rotation(old, rotation.insecureId(), rotation.secureId(), rotation.channel(), rotation.login(),
				rotation.retire(), rotation.at(), rotation.restartSecureSide())
			.result();
		if (rotation.insecureId() != null) {
			retire(new RetiredId(old.insecureId(), old.key(), Channel.INSECURE, old.loginCount(), 0,
					rotation.retire() ? null : rotation.at()));
		}
		if (rotation.secureId() != null && old.secureId() != null) {
			retire(new RetiredId(old.secureId(), old.key(), Channel.SECURE, old.loginCount(), 0, null));
		}
		if (rotation.restartSecureSide()) {
			entry.attributes.keySet().removeIf((place) -> place.partition() == Partition.SECURE);
		}
		return true;
	}

	@Override
	public synchronized void confirm(String key, @Nullable IdHash insecureId, @Nullable IdHash secureId,
			Instant usableUntil) {
		confirm(key, Channel.INSECURE, insecureId, usableUntil);
		confirm(key, Channel.SECURE, secureId, usableUntil);
	}

	private void confirm(String key, Channel kind, @Nullable IdHash current, Instant usableUntil) {
		Entry entry = this.sessions.get(key);
		if (entry == null || current == null || !current.equals(currentId(entry.row, kind))) {
			return;
		}
		SessionRow row = entry.row;
		entry.row = new SessionRow(row.key(), row.insecureId(), row.secureId(), row.channel(), row.createdAt(),
				row.lastAccessedAt(), row.maxInactiveInterval(), row.secureSince(), row.secureLastAccessedAt(),
				row.loginCount(), row.insecureIdUnconfirmed() && kind != Channel.INSECURE,
				row.secureIdUnconfirmed() && kind != Channel.SECURE, row.principalName(), row.clientAddress());
		this.retired.replaceAll((id, retired) -> (belongs(retired, key, kind) && retired.usableUntil() == null)
				? new RetiredId(id, key, kind, retired.loginCount(), 0, usableUntil) : retired);
	}

	@Override
	public synchronized boolean save(SessionDelta delta) {
		delta.writes().stream().filter((write) -> write.value() != null).forEach((write) -> checkName(write.name()));
		Entry entry = this.sessions.get(delta.key());
		if (entry == null) {
			return false;
		}
		boolean sameLogin = entry.row.loginCount() == delta.loginCount();
		entry.apply(delta, sameLogin);
		for (SessionDelta.AttributeWrite write : delta.writes()) {
			if (sameLogin || !write.guarded()) {
				entry.write(new Place(write.partition(), write.name()), write.value());
			}
		}
		return true;
	}

	@Override
	public synchronized @Nullable StoredAttribute findAttribute(String key, String name, Partition partition) {
		Entry entry = this.sessions.get(key);
		return (entry != null) ? entry.attributes.get(new Place(partition, name)) : null;
	}

	@Override
	public boolean hasAttribute(String key, String name, Partition partition) {
		return findAttribute(key, name, partition) != null;
	}

	@Override
	public synchronized boolean compareAndSet(String key, String name, Partition partition, long expectedVersion,
			byte @Nullable [] value) {
		if (value != null) {
			checkName(name);
		}
		Entry entry = this.sessions.get(key);
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
	public synchronized boolean deleteUnlessSecure(String key) {
		StoredSession session = findByKey(key, Set.of());
		return session != null && session.row().secureId() == null && delete(key);
	}

	@Override
	public synchronized boolean deleteIfEmpty(String key, Channel kind) {
		Entry entry = this.sessions.get(key);
		return entry != null && entry.attributes.isEmpty() && entry.row.principalName() == null
				&& (kind == Channel.SECURE || entry.row.secureId() == null) && delete(key);
	}

	@Override
	public synchronized boolean delete(String key) {
		this.retired.values().removeIf((retired) -> retired.sessionKey().equals(key));
		return this.sessions.remove(key) != null;
	}

	@Override
	public synchronized void clear(String key, Set<Partition> partitions) {
		Entry entry = this.sessions.get(key);
		if (entry != null) {
			entry.attributes.keySet().removeIf((place) -> partitions.contains(place.partition()));
		}
	}

	@Override
	public synchronized ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit) {
		List<SessionRow> expired = this.sessions.values()
			.stream()
			.map((entry) -> entry.row)
			.filter(expiredBefore(now.minus(tolerance)))
			.sorted(Comparator.comparing((row) -> row.lastAccessedAt().plus(row.maxInactiveInterval())))
			.limit(limit)
			.toList();
		expired.forEach((row) -> delete(row.key()));
		return new ExpiredSessions(expired, expired.size() == limit);
	}

	private static Predicate<SessionRow> expiredBefore(Instant time) {
		return (row) -> row.maxInactiveInterval().compareTo(Duration.ZERO) > 0
				&& row.lastAccessedAt().plus(row.maxInactiveInterval()).isBefore(time);
	}

	private boolean taken(Channel kind, IdHash id) {
		return this.sessions.values().stream().anyMatch((entry) -> id.equals(currentId(entry.row, kind)));
	}

	private void retire(RetiredId id) {
		this.retired.put(id.id(), id);
	}

	private static boolean belongs(RetiredId retired, String key, Channel kind) {
		return retired.kind() == kind && retired.sessionKey().equals(key);
	}

	private static @Nullable IdHash currentId(SessionRow row, Channel kind) {
		return (kind == Channel.SECURE) ? row.secureId() : row.insecureId();
	}

	private static void checkName(String name) {
		if (name.length() > 200) {
			throw new IllegalArgumentException("Longer than 200 characters: " + name.substring(0, 40));
		}
		if (name.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
			throw new IllegalArgumentException("A name that is no text");
		}
	}

	private record Place(Partition partition, String name) {
	}

	private static final class Entry {

		private SessionRow row;

		private final Map<Place, StoredAttribute> attributes = new HashMap<>();

		private Entry(SessionRow row) {
			this.row = row;
		}

		private Entry copy() {
			Entry copy = new Entry(this.row);
			copy.attributes.putAll(this.attributes);
			return copy;
		}

		private StoredSession view(Set<Partition> partitions) {
			List<StoredAttribute> visible = new ArrayList<>(this.attributes.values());
			visible.removeIf((attribute) -> !partitions.contains(attribute.partition()));
			return new StoredSession(partitions.contains(Partition.SECURE) ? this.row : withoutPrincipal(), visible);
		}

		private SessionRow withoutPrincipal() {
			SessionRow r = this.row;
			return new SessionRow(r.key(), r.insecureId(), r.secureId(), r.channel(), r.createdAt(), r.lastAccessedAt(),
					r.maxInactiveInterval(), r.secureSince(), r.secureLastAccessedAt(), r.loginCount(),
					r.insecureIdUnconfirmed(), r.secureIdUnconfirmed(), null, r.clientAddress());
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

		private void apply(SessionDelta delta, boolean sameLogin) {
			SessionRow r = this.row;
			Instant access = delta.lastAccessedAt();
			boolean newer = access != null && !access.isBefore(r.lastAccessedAt());
			boolean moved = newer || (access != null && delta.movesAccessBack());
			Instant secureAccess = delta.secureLastAccessedAt();
			boolean newerSecure = access != null && secureAccess != null && r.secureLastAccessedAt() != null
					&& secureAccess.isAfter(r.secureLastAccessedAt());
			this.row = new SessionRow(r.key(), r.insecureId(), r.secureId(), r.channel(), r.createdAt(),
					moved ? access : r.lastAccessedAt(),
					(delta.maxInactiveInterval() != null) ? delta.maxInactiveInterval() : r.maxInactiveInterval(),
					r.secureSince(), newerSecure ? secureAccess : r.secureLastAccessedAt(), r.loginCount(),
					r.insecureIdUnconfirmed(), r.secureIdUnconfirmed(),
					(delta.principal() != null && sameLogin) ? delta.principal().name() : r.principalName(),
					(newer && !delta.movesAccessBack()) ? delta.clientAddress() : r.clientAddress());
		}

	}

}
