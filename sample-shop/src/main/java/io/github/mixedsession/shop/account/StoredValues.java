package io.github.mixedsession.shop.account;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;

import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredSession;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Looks past the session into the store, as the thief of a database does. What a store of
 * cookies has is what this request brought.
 */
@Component
class StoredValues {

	private final SessionStore store;

	StoredValues(SessionStore store) {
		this.store = store;
	}

	/**
	 * Returns what the store holds of a session.
	 * @param id the id of the session
	 * @return its attributes, those of the secure side first
	 */
	List<StoredValue> find(@Nullable String id) {
		Locator locator = (id != null) ? Locator.parse(id) : null;
		StoredSession session = (locator != null) ? this.store.find(locator, EnumSet.allOf(Partition.class)) : null;
		return (session != null) ? session.attributes()
			.stream()
			.map(StoredValue::of)
			.sorted(Comparator.comparing(StoredValue::partition, Comparator.comparing(Partition.SECURE::equals))
				.reversed()
				.thenComparing(StoredValue::name))
			.toList() : List.of();
	}

}
