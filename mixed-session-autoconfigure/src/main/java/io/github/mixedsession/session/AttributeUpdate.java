package io.github.mixedsession.session;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.AttributeConflictException;
import io.github.mixedsession.SecureAttributeException;
import io.github.mixedsession.SessionEndedException;
import io.github.mixedsession.attribute.BrokenSealException;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionDelta.AttributeWrite;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * The atomic change of one attribute: read, apply, compare-and-set, start over.
 * Thread-safe.
 */
final class AttributeUpdate {

	static final int MAX_ATTEMPTS = 100;

	private static final long MAX_PAUSE_NANOS = 20_000_000;

	private static final long FIRST_PAUSE_NANOS = 200_000;

	private final SessionStore store;

	private final SharedBounds bounds;

	AttributeUpdate(SessionStore store, SharedBounds bounds) {
		this.store = store;
		this.bounds = bounds;
	}

	@Nullable Object apply(SessionAttributes attributes, SessionRecord record, String name, Partition partition,
			UnaryOperator<@Nullable Object> change) {
		Locator locator = record.locator();
		SessionCodec codec = attributes.values().codec();
		StoredAttribute known = attributes.stored(name, partition);
		boolean isKnown = SessionAttributes.isVersionKnown(known);
		StoredAttribute current = isKnown ? known : read(record, name, partition);
		for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
			Object value = change.apply((current != null) ? attributes.values().readAgain(current) : null);
			byte[] plain = (value != null) ? codec.encode(name, value) : null;
			boolean done = isUnchanged(codec, current, plain) && !isKnown;
			byte[] bytes = null;
			if (plain != null) {
				bytes = (done && current != null) ? current.value() : codec.seal(name, partition, plain);
			}
			if (!done) {
				this.bounds.check(locator, attributes, List.of(AttributeWrite.replacing(name, partition, bytes)));
			}
			if (done || this.store.compareAndSet(locator, name, partition, (current != null) ? current.version() : 0,
					bytes)) {
				attributes.replace(name, partition, value, bytes);
				return value;
			}
			pause(attempt);
			isKnown = false;
			current = read(record, name, partition);
			if (current == null && this.store.find(locator, Set.of()) == null) {
				throw new SessionEndedException(name);
			}
		}
		throw new AttributeConflictException(name, MAX_ATTEMPTS);
	}

	/**
	 * Reads the secure side for nobody who came before a login, whatever they presented
	 * (invariant 6).
	 */
	private @Nullable StoredAttribute read(SessionRecord record, String name, Partition partition) {
		StoredAttribute attribute = this.store.findAttribute(record.locator(), name, partition);
		if (attribute != null && partition == Partition.SECURE) {
			StoredSession now = this.store.find(record.locator(), Set.of());
			if (now != null && now.record().loginCount() != record.loginCount()) {
				throw SecureAttributeException.overtaken(name);
			}
		}
		return attribute;
	}

	/**
	 * Compares what is not sealed: no two seals are alike.
	 */
	private static boolean isUnchanged(SessionCodec codec, @Nullable StoredAttribute current, byte @Nullable [] plain) {
		if (current == null || plain == null) {
			return current == null && plain == null;
		}
		try {
			return Arrays.equals(codec.open(current), plain);
		}
		catch (BrokenSealException ex) {
			return false;
		}
	}

	private static void pause(int attempt) {
		long bound = Math.min(MAX_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(attempt, 10));
		LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound));
	}

}
