package io.github.mixedsession.session;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.attribute.UnreadableValue;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * Sorts the attributes of an imported session by the configuration, which SQL can't know,
 * before any view of it is opened. Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> A session whose cookie was confined to HTTPS is
 * imported as all secure; what is shared is released to HTTP by its visitor's secure id
 * alone (invariant 2). One whose cookie was not is imported as all shared, and loses what
 * is not: nobody can prove to own it.
 */
final class ImportedAttributes {

	private final PolicyContext context;

	ImportedAttributes(PolicyContext context) {
		this.context = context;
	}

	/**
	 * Doing it twice changes nothing, so requests at the same time may all do it; none
	 * does after the id was exchanged, and what is set from then on is where it belongs.
	 * @param proof the imported id
	 */
	void sort(Locator locator, Proof proof) {
		boolean secure = proof.kind() == IdKind.SECURE;
		Partition imported = secure ? Partition.SECURE : Partition.SHARED;
		StoredSession session = this.context.store().find(locator, proof, Set.of(imported));
		if (session != null) {
			SessionCodec codec = this.context.codecs().of(locator, null);
			for (StoredAttribute attribute : session.attributes()) {
				boolean shared = this.context.visibilities()
					.of(attribute.name(), Channel.of(secure)) == AttributeVisibility.SHARED
						&& mayBeShared(codec, attribute);
				if (shared != (imported == Partition.SHARED)) {
					move(locator, attribute, shared ? codec.release(attribute) : null);
				}
			}
		}
	}

	/** What can't be read may be anything, and is told of when somebody asks for it. */
	private static boolean mayBeShared(SessionCodec codec, StoredAttribute attribute) {
		Object value = codec.read(attribute);
		return (value instanceof UnreadableValue) ? attribute.partition() == Partition.SHARED
				: SecurityState.ofValue(value) == null;
	}

	/**
	 * The copy comes first: a crash in between must not lose a cart (invariant 4).
	 */
	private void move(Locator locator, StoredAttribute attribute, byte @Nullable [] shared) {
		if (shared != null) {
			this.context.store().compareAndSet(locator, attribute.name(), Partition.SHARED, 0, shared);
		}
		this.context.store().compareAndSet(locator, attribute.name(), attribute.partition(), attribute.version(), null);
	}

}
