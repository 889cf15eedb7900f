package io.github.mixedsession.session;

import java.util.ArrayList;
import java.util.List;

import io.github.mixedsession.attribute.AttributeVisibilities;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * Takes what was shared, and by the rules of today may not be, to the secure side. Rules
 * about names so hold for what was stored before them (invariant 3); until then no view
 * shows it. Thread-safe.
 */
final class MisplacedAttributes {

	private final SessionStore store;

	private final AttributeVisibilities visibilities;

	MisplacedAttributes(SessionStore store, AttributeVisibilities visibilities) {
		this.store = store;
		this.visibilities = visibilities;
	}

	/**
	 * Moves them. Requests at the same time may all do it.
	 * @param session a session whose secure id was presented
	 * @param codec tells their bytes on the secure side
	 * @return the session with its attributes where they belong
	 */
	StoredSession settle(StoredSession session, SessionCodec codec) {
		if (session.attributes().stream().noneMatch(this::isMisplaced)) {
			return session;
		}
		List<StoredAttribute> settled = new ArrayList<>();
		for (StoredAttribute attribute : session.attributes()) {
			if (!isMisplaced(attribute)) {
				settled.add(attribute);
			}
			else {
				byte[] moved = codec.move(attribute);
				if (move(session.record().locator(), attribute, moved)) {
					settled.add(new StoredAttribute(attribute.name(), Partition.SECURE,
							SessionAttributes.UNKNOWN_VERSION, moved));
				}
			}
		}
		return new StoredSession(session.record(), settled);
	}

	private boolean isMisplaced(StoredAttribute attribute) {
		return attribute.partition() == Partition.SHARED && !this.visibilities.mayBeShared(attribute.name());
	}

	/**
	 * The copy comes first: a crash in between loses nothing. A token that HTTP could
	 * read is worthless, and what is on the secure side already is the later value.
	 */
	private boolean move(Locator locator, StoredAttribute attribute, byte[] value) {
		boolean moved = SecurityState.ofName(attribute.name()) != SecurityState.CSRF_TOKEN
				&& this.store.compareAndSet(locator, attribute.name(), Partition.SECURE, 0, value);
		this.store.compareAndSet(locator, attribute.name(), Partition.SHARED, attribute.version(), null);
		return moved;
	}

}
