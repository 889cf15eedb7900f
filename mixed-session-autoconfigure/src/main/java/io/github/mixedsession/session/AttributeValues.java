package io.github.mixedsession.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.attribute.UnreadableValue;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.StoredAttribute;

/**
 * The values that a request has read out of their bytes so far, each once, and what can't
 * be read (invariant 17). The threads of one request may share it.
 */
final class AttributeValues {

	private final SessionCodec codec;

	/** Few requests read more than a few. */
	private final Map<Slot, Object> values = new HashMap<>(4);

	/** What could not be read, and nobody was told of yet. */
	private List<UnreadableValue> untold = List.of();

	AttributeValues(SessionCodec codec) {
		this.codec = codec;
	}

	/**
	 * Returns a value as the request has read it, reading it if it is the first to ask.
	 * @return the value, or an {@link UnreadableValue}
	 */
	synchronized Object get(Slot slot, StoredAttribute attribute) {
		Object value = this.values.get(slot);
		return (value != null) ? value : keep(slot, this.codec.read(attribute));
	}

	/**
	 * Returns what a change is to a login: by the name, by the new value, and by the one
	 * that goes. One that can't be read may have been anything.
	 * @param before what goes, {@code null} for nothing
	 */
	@Nullable SecurityState stateOfChange(Slot slot, @Nullable Object value, @Nullable StoredAttribute before) {
		SecurityState state = SecurityState.of(slot.name(), value);
		if (state == null && before != null && slot.partition() == Partition.SECURE
				&& (value == null || isKnown(slot))) {
			Object read = get(slot, before);
			state = (read instanceof UnreadableValue) ? SecurityState.IDENTITY : SecurityState.ofValue(read);
		}
		return state;
	}

	/**
	 * Returns a value as it is in the store by now.
	 * @return the value, {@code null} if it can't be read
	 */
	@Nullable Object readAgain(StoredAttribute attribute) {
		Object value = this.codec.read(attribute);
		if (value instanceof UnreadableValue) {
			keep(new Slot(attribute.name(), attribute.partition()), value);
		}
		return UnreadableValue.orNull(value);
	}

	private synchronized Object keep(Slot slot, Object value) {
		Object before = this.values.put(slot, value);
		if (value instanceof UnreadableValue unreadable && !(before instanceof UnreadableValue)) {
			this.untold = new ArrayList<>(this.untold);
			this.untold.add(unreadable);
		}
		return value;
	}

	SessionCodec codec() {
		return this.codec;
	}

	synchronized boolean isKnown(Slot slot) {
		return this.values.containsKey(slot);
	}

	/**
	 * Returns whether the request has found out that a value can't be read.
	 */
	synchronized boolean isUnreadable(Slot slot) {
		return this.values.get(slot) instanceof UnreadableValue;
	}

	/**
	 * Records what the bytes in the store stand for by now.
	 */
	synchronized void replace(Slot slot, @Nullable Object value) {
		if (value != null) {
			this.values.put(slot, value);
		}
		else {
			this.values.remove(slot);
		}
	}

	/**
	 * Returns what could not be read, once.
	 */
	synchronized List<UnreadableValue> takeUntold() {
		List<UnreadableValue> all = this.untold;
		this.untold = List.of();
		return all;
	}

	/**
	 * Takes over what has been read of the same session before.
	 */
	void takeOver(AttributeValues before) {
		synchronized (before) {
			this.values.putAll(before.values);
		}
		takeOverUntold(before);
	}

	/**
	 * Takes over what was to be told.
	 */
	void takeOverUntold(AttributeValues before) {
		this.untold = before.takeUntold();
	}

	/**
	 * Where a value is kept.
	 */
	record Slot(String name, Partition partition) {

		Slot {
			Objects.requireNonNull(name, "An attribute has a name");
		}

	}

}
