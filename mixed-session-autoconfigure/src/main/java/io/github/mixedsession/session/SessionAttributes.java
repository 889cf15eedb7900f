package io.github.mixedsession.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionDelta.AttributeWrite;
import io.github.mixedsession.store.StoredAttribute;

/**
 * The attributes that one view sees, and what the request changed of them. A value is
 * deserialised when it is first read. Where a name stands in two partitions, the one of
 * the view's own side hides the shared one.
 */
final class SessionAttributes {

	private static final Object REMOVED = new Object();

	private final AttributeCodec codec;

	private final @Nullable Partition ownSide;

	private final Map<Slot, StoredAttribute> stored = new LinkedHashMap<>();

	private final Map<Slot, Object> values = new HashMap<>();

	private final Map<Slot, Object> changes = new LinkedHashMap<>();

	private final Map<String, Object> transients = new HashMap<>();

	/** Whether there was something that is gone as soon as nothing is left. */
	private boolean removed;

	SessionAttributes(AttributeCodec codec, Set<Partition> visible, Collection<StoredAttribute> attributes) {
		this.codec = codec;
		this.ownSide = visible.contains(Partition.SECURE) ? Partition.SECURE
				: visible.contains(Partition.INSECURE) ? Partition.INSECURE : null;
		for (StoredAttribute attribute : attributes) {
			if (visible.contains(attribute.partition())) {
				this.stored.put(new Slot(attribute.name(), attribute.partition()), attribute);
			}
		}
	}

	@Nullable Object get(String name) {
		Object value = this.transients.get(name);
		if (value == null && this.ownSide != null) {
			value = get(new Slot(name, this.ownSide));
		}
		return (value != null) ? value : get(new Slot(name, Partition.SHARED));
	}

	private @Nullable Object get(Slot slot) {
		Object change = this.changes.get(slot);
		if (change != null) {
			return (change != REMOVED) ? change : null;
		}
		StoredAttribute attribute = this.stored.get(slot);
		return (attribute != null) ? this.values.computeIfAbsent(slot, (key) -> this.codec.decode(attribute.value()))
				: null;
	}

	Set<String> names() {
		Set<String> names = new LinkedHashSet<>(this.transients.keySet());
		this.stored.keySet().stream().filter(this::isPresent).map(Slot::name).forEach(names::add);
		this.changes.keySet().stream().filter(this::isPresent).map(Slot::name).forEach(names::add);
		return names;
	}

	/**
	 * Returns the partition that the value comes from.
	 */
	@Nullable Partition partitionOf(String name) {
		if (this.ownSide != null && isPresent(new Slot(name, this.ownSide))) {
			return this.ownSide;
		}
		return isPresent(new Slot(name, Partition.SHARED)) ? Partition.SHARED : null;
	}

	private boolean isPresent(Slot slot) {
		Object change = this.changes.get(slot);
		return (change != null) ? change != REMOVED : this.stored.containsKey(slot);
	}

	void put(String name, Partition partition, Object value) {
		this.transients.remove(name);
		this.changes.put(new Slot(name, partition), value);
	}

	/**
	 * Keeps a value for this request alone.
	 */
	void putTransient(String name, Object value) {
		this.transients.put(name, value);
	}

	void remove(String name) {
		this.transients.remove(name);
		if (this.ownSide != null) {
			remove(name, this.ownSide);
		}
		remove(name, Partition.SHARED);
	}

	void remove(String name, Partition partition) {
		Slot slot = new Slot(name, partition);
		if (this.stored.containsKey(slot)) {
			this.changes.put(slot, REMOVED);
		}
		else {
			this.changes.remove(slot);
		}
	}

	boolean isEmpty() {
		return this.stored.keySet().stream().noneMatch(this::isPresent)
				&& this.changes.keySet().stream().noneMatch(this::isPresent);
	}

	/**
	 * Returns whether this request took the last attribute out of the store, or out of a
	 * copy.
	 */
	boolean isEmptied() {
		return this.removed && isEmpty();
	}

	boolean isChanged(Set<String> names) {
		return !this.changes.isEmpty() && this.changes.keySet().stream().map(Slot::name).anyMatch(names::contains);
	}

	boolean isChanged(String name, Partition partition) {
		return this.changes.containsKey(new Slot(name, partition));
	}

	@Nullable StoredAttribute stored(String name, Partition partition) {
		return this.stored.get(new Slot(name, partition));
	}

	/**
	 * Forgets what this request set or removed of a login.
	 */
	void discardAuthentication() {
		this.changes.keySet().removeIf((slot) -> AttributeVisibilities.isAuthentication(slot.name()));
	}

	/**
	 * Records what the store holds by now.
	 */
	void replace(String name, Partition partition, @Nullable Object value) {
		Slot slot = new Slot(name, partition);
		this.changes.remove(slot);
		this.stored.remove(slot);
		this.values.remove(slot);
		this.removed |= value == null;
		if (value != null) {
			this.stored.put(slot, unknownVersion(slot));
			this.values.put(slot, value);
		}
	}

	List<AttributeWrite> writes() {
		List<AttributeWrite> writes = new ArrayList<>(this.changes.size());
		this.changes.forEach((slot,
				value) -> writes.add(new AttributeWrite(slot.name(), slot.partition(),
						(value != REMOVED) ? this.codec.encode(value) : null,
						AttributeVisibilities.isAuthentication(slot.name()),
						value != REMOVED && this.stored.containsKey(slot))));
		return writes;
	}

	/**
	 * Records that the changes are in the store.
	 */
	void written() {
		if (this.changes.isEmpty()) {
			return;
		}
		Map<Slot, Object> written = new LinkedHashMap<>(this.changes);
		written.forEach((slot, value) -> replace(slot.name(), slot.partition(), (value != REMOVED) ? value : null));
	}

	/**
	 * Returns the shared attributes as changes of a session to come (invariant 7).
	 */
	SessionAttributes copyOfShared(Set<Partition> visible) {
		SessionAttributes copy = new SessionAttributes(this.codec, visible, List.of());
		for (String name : names()) {
			Object value = get(new Slot(name, Partition.SHARED));
			if (value != null) {
				copy.put(name, Partition.SHARED, value);
				copy.removed = true;
			}
		}
		return copy;
	}

	/**
	 * Returns the same attributes as another view sees them. Nothing that this one did
	 * not see appears.
	 */
	SessionAttributes seenBy(Set<Partition> visible) {
		SessionAttributes other = new SessionAttributes(this.codec, visible, this.stored.values());
		this.changes.forEach((slot, value) -> {
			if (visible.contains(slot.partition())) {
				other.changes.put(slot, value);
			}
		});
		other.values.putAll(this.values);
		return other;
	}

	/**
	 * Takes over what was changed of the same session before it was looked up again, as
	 * far as this view sees it.
	 */
	void adopt(SessionAttributes before) {
		before.changes.forEach((slot, value) -> {
			if (slot.partition() == Partition.SHARED || slot.partition() == this.ownSide) {
				this.changes.put(slot, value);
			}
		});
	}

	private static StoredAttribute unknownVersion(Slot slot) {
		return new StoredAttribute(slot.name(), slot.partition(), -1, new byte[0]);
	}

	static boolean isVersionKnown(@Nullable StoredAttribute attribute) {
		return attribute == null || attribute.version() > 0;
	}

	private record Slot(String name, Partition partition) {

		Slot {
			Objects.requireNonNull(name, "An attribute has a name");
		}

	}

}
