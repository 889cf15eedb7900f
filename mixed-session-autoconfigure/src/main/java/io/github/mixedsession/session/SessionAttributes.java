package io.github.mixedsession.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.attribute.AttributeVisibilities;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.attribute.UnreadableValue;
import io.github.mixedsession.session.AttributeValues.Slot;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionDelta.AttributeWrite;
import io.github.mixedsession.store.StoredAttribute;

/**
 * The attributes that one view sees, and what the request changed of them. A value is
 * deserialised when it is first read; one that can't be is absent (invariant 17). Where a
 * name stands in two partitions, the one of the view's own side hides the shared one,
 * also if it can't be read.
 * <p>
 * The threads of one request may share it. What one of them changes while another has the
 * changes written stays a change.
 */
final class SessionAttributes {

	static final long UNKNOWN_VERSION = -1;

	private static final long FIRST_VERSION = 1;

	private final AttributeVisibilities visibilities;

	private final @Nullable Partition ownSide;

	private final Map<Slot, StoredAttribute> stored;

	private final AttributeValues values;

	private Map<Slot, AttributeChange> changes = Collections.emptyMap();

	/** The changes that are being written. */
	private Map<Slot, AttributeChange> taken = Map.of();

	/** Hardly a request has any. */
	private Map<String, Object> transients = Collections.emptyMap();

	/** Whether there was something that is gone as soon as nothing is left. */
	private boolean removed;

	SessionAttributes(SessionCodec codec, AttributeVisibilities visibilities, Set<Partition> visible,
			Collection<StoredAttribute> attributes) {
		this.values = new AttributeValues(codec);
		this.visibilities = visibilities;
		this.stored = new LinkedHashMap<>(2 * attributes.size());
		this.ownSide = visible.contains(Partition.SECURE) ? Partition.SECURE
				: visible.contains(Partition.INSECURE) ? Partition.INSECURE : null;
		for (StoredAttribute attribute : attributes) {
			boolean misplaced = attribute.partition() == Partition.SHARED
					&& !visibilities.mayBeShared(attribute.name());
			if (visible.contains(attribute.partition()) && !misplaced) {
				this.stored.put(new Slot(attribute.name(), attribute.partition()), attribute);
			}
		}
	}

	synchronized @Nullable Object get(String name) {
		Object value = this.transients.get(name);
		if (value == null && this.ownSide != null) {
			value = find(new Slot(name, this.ownSide));
		}
		return UnreadableValue.orNull((value != null) ? value : find(new Slot(name, Partition.SHARED)));
	}

	private @Nullable Object find(Slot slot) {
		AttributeChange change = this.changes.get(slot);
		if (change != null) {
			return change.value();
		}
		StoredAttribute attribute = this.stored.get(slot);
		if (attribute == null) {
			return null;
		}
		Object value = this.values.get(slot, attribute);
		// whatever its name, none of this was ever meant to be shared (attack 38)
		return (slot.partition() != Partition.SHARED || SecurityState.ofValue(value) == null) ? value : null;
	}

	AttributeValues values() {
		return this.values;
	}

	/**
	 * Returns the names of what the view sees. Without the secure id, shared values are
	 * deserialised for it: a name that {@link #get} knows nothing of is none. With it, a
	 * value is not read for its name, which is none as soon as it was found unreadable.
	 */
	synchronized Set<String> names() {
		Set<String> names = new LinkedHashSet<>(this.transients.keySet());
		this.stored.keySet().stream().filter(this::isShown).map(Slot::name).forEach(names::add);
		this.changes.keySet().stream().filter(this::isPresent).map(Slot::name).forEach(names::add);
		return names;
	}

	/**
	 * Returns the partition that the value comes from.
	 */
	synchronized @Nullable Partition partitionOf(String name) {
		if (this.ownSide != null && isPresent(new Slot(name, this.ownSide))) {
			return this.ownSide;
		}
		return isPresent(new Slot(name, Partition.SHARED)) ? Partition.SHARED : null;
	}

	private boolean isShown(Slot slot) {
		boolean told = this.ownSide == Partition.SECURE || slot.partition() != Partition.SHARED;
		return !this.values.isUnreadable(slot) && (told ? isPresent(slot) : UnreadableValue.orNull(find(slot)) != null);
	}

	private boolean isPresent(Slot slot) {
		AttributeChange change = this.changes.get(slot);
		return (change != null) ? change.value() != null : this.stored.containsKey(slot);
	}

	synchronized void put(String name, Partition partition, Object value) {
		this.transients.remove(name);
		change(new Slot(name, partition), value);
	}

	private void change(Slot slot, @Nullable Object value) {
		keep(slot, new AttributeChange(value, this.values.stateOfChange(slot, value, this.stored.get(slot))));
	}

	private void keep(Slot slot, AttributeChange change) {
		this.changes = this.changes.isEmpty() ? new LinkedHashMap<>() : this.changes;
		this.changes.put(slot, change);
	}

	/**
	 * Keeps a value for this request alone.
	 */
	synchronized void putTransient(String name, Object value) {
		this.transients = this.transients.isEmpty() ? new HashMap<>() : this.transients;
		this.transients.put(name, value);
	}

	synchronized boolean hasTransientAuthentication() {
		return this.transients.entrySet()
			.stream()
			.anyMatch((entry) -> SecurityState.isAuthentication(SecurityState.of(entry.getKey(), entry.getValue())));
	}

	synchronized void remove(String name) {
		this.transients.remove(name);
		if (this.ownSide != null) {
			remove(name, this.ownSide);
		}
		remove(name, Partition.SHARED);
	}

	synchronized void remove(String name, Partition partition) {
		Slot slot = new Slot(name, partition);
		if (this.stored.containsKey(slot) || this.taken.containsKey(slot)) {
			change(slot, null);
		}
		else {
			this.changes.remove(slot);
		}
	}

	synchronized boolean isEmpty() {
		return this.stored.keySet().stream().noneMatch(this::isPresent)
				&& this.changes.keySet().stream().noneMatch(this::isPresent);
	}

	/**
	 * Returns whether this request took the last attribute out of the store, or out of a
	 * copy.
	 */
	synchronized boolean isEmptied() {
		return this.removed && isEmpty();
	}

	/**
	 * Returns whether this request set or removed what says who is logged in.
	 */
	synchronized boolean isLoginChanged() {
		return this.changes.values().stream().anyMatch((change) -> change.state() == SecurityState.CONTEXT);
	}

	synchronized boolean isChanged(String name, Partition partition) {
		return this.changes.containsKey(new Slot(name, partition));
	}

	synchronized @Nullable StoredAttribute stored(String name, Partition partition) {
		return this.stored.get(new Slot(name, partition));
	}

	/**
	 * Forgets what this request set or removed of a login.
	 */
	synchronized void discardAuthentication() {
		this.changes.values().removeIf(AttributeChange::isAuthentication);
	}

	/**
	 * Records what the store holds by now.
	 */
	synchronized void replace(String name, Partition partition, @Nullable Object value, byte @Nullable [] bytes) {
		Slot slot = new Slot(name, partition);
		this.changes.remove(slot);
		this.stored.remove(slot);
		this.values.replace(slot, value);
		this.removed |= value == null;
		if (bytes != null) {
			this.stored.put(slot, new StoredAttribute(name, partition, UNKNOWN_VERSION, bytes));
		}
	}

	/**
	 * Takes back what was set before something of a login was put inside of it.
	 * @return the values by their names, to be set again as what they are by now
	 */
	synchronized Map<String, Object> takeChangedInside() {
		if (this.changes.isEmpty()) {
			return Map.of();
		}
		Map<String, Object> changed = new LinkedHashMap<>();
		this.changes.entrySet().removeIf((entry) -> {
			boolean isChanged = entry.getValue().isChangedInside(entry.getKey().name());
			if (isChanged) {
				changed.put(entry.getKey().name(), entry.getValue().value());
			}
			return isChanged;
		});
		return changed;
	}

	/**
	 * Returns the changes to be written. Those who write take turns.
	 */
	List<AttributeWrite> writes() {
		Map<Slot, AttributeChange> changed;
		Set<Slot> known;
		synchronized (this) {
			if (this.changes.isEmpty()) {
				this.taken = Map.of();
				return List.of();
			}
			changed = new LinkedHashMap<>(this.changes);
			known = new HashSet<>(this.stored.keySet());
			this.taken = changed;
		}
		List<AttributeWrite> writes = new ArrayList<>(changed.size());
		// without the lock: a value may take one of its own as it is encoded, and whoever
		// sets it may hold that one
		changed.forEach((slot, change) -> writes
			.add(new AttributeWrite(slot.name(), slot.partition(), change.encode(slot, this.values.codec()),
					change.isAuthentication(), change.value() != null && known.contains(slot))));
		return writes;
	}

	/**
	 * Records that the changes that {@link #writes()} returned are in the store. What was
	 * changed again meanwhile is not.
	 */
	synchronized void written() {
		this.taken.forEach((slot, change) -> {
			AttributeChange now = this.changes.get(slot);
			replace(slot.name(), slot.partition(), change.value(), change.bytes());
			if (now != null && now != change) {
				keep(slot, now);
			}
		});
		this.taken = Map.of();
	}

	/**
	 * Returns how many bytes each shared attribute has in the store, or where a copy is
	 * from.
	 */
	synchronized Map<String, Integer> sharedSizes() {
		Map<String, Integer> sizes = new HashMap<>();
		this.stored.forEach((slot, attribute) -> {
			if (slot.partition() == Partition.SHARED) {
				sizes.put(slot.name(), attribute.value().length);
			}
		});
		return sizes;
	}

	/**
	 * Returns the shared attributes as those of a session to come (invariant 7): as they
	 * were stored, and unread, but for what this request has set.
	 * @param codecOfIt turns those into bytes and back
	 */
	synchronized SessionAttributes copyOfShared(Set<Partition> visible, SessionCodec codecOfIt) {
		SessionAttributes copy = new SessionAttributes(codecOfIt, this.visibilities, visible, List.of());
		this.stored.forEach((slot, attribute) -> {
			if (slot.partition() == Partition.SHARED && !this.changes.containsKey(slot)) {
				copy.stored.put(slot, new StoredAttribute(slot.name(), slot.partition(), FIRST_VERSION,
						codecOfIt.copy(attribute, this.values.codec())));
			}
		});
		this.changes.forEach((slot, change) -> {
			if (slot.partition() == Partition.SHARED && change.value() != null) {
				copy.keep(slot, change);
			}
		});
		copy.values.takeOver(this.values);
		copy.removed = !copy.isEmpty();
		return copy;
	}

	/**
	 * Returns whether this request has changed anything, so that a new session is worth
	 * storing.
	 */
	synchronized boolean isChanged() {
		return !this.changes.isEmpty();
	}

	/**
	 * Returns all that a new session is stored with.
	 * @param writes the changes
	 */
	List<StoredAttribute> inserts(List<AttributeWrite> writes) {
		List<StoredAttribute> inserts = new ArrayList<>();
		synchronized (this) {
			this.stored.forEach((slot, attribute) -> {
				if (!this.taken.containsKey(slot)) {
					inserts.add(attribute);
				}
			});
		}
		for (AttributeWrite write : writes) {
			if (write.value() != null) {
				inserts.add(new StoredAttribute(write.name(), write.partition(), FIRST_VERSION, write.value()));
			}
		}
		return inserts;
	}

	/**
	 * Returns the same attributes as another view sees them. Nothing that this one did
	 * not see appears.
	 */
	SessionAttributes seenBy(Set<Partition> visible) {
		return seenBy(visible, this.values.codec());
	}

	/**
	 * Returns the same attributes as another view sees them, which has a key of its own.
	 */
	synchronized SessionAttributes seenBy(Set<Partition> visible, SessionCodec codecOfIt) {
		SessionAttributes other = new SessionAttributes(codecOfIt, this.visibilities, visible, this.stored.values());
		this.changes.forEach((slot, value) -> {
			if (visible.contains(slot.partition())) {
				other.keep(slot, value);
			}
		});
		other.values.takeOver(this.values);
		return other;
	}

	/**
	 * Takes over what was changed of the same session before it was looked up again, as
	 * far as this view sees it.
	 */
	void adopt(SessionAttributes before) {
		before.changes().forEach((slot, change) -> {
			if (slot.partition() == Partition.SHARED || slot.partition() == this.ownSide) {
				keep(slot, change);
			}
		});
	}

	private synchronized Map<Slot, AttributeChange> changes() {
		return new LinkedHashMap<>(this.changes);
	}

	static boolean isVersionKnown(@Nullable StoredAttribute attribute) {
		return attribute == null || attribute.version() > 0;
	}

}
