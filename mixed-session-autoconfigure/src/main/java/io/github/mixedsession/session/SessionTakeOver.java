package io.github.mixedsession.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.session.MapSession;
import org.springframework.session.Session;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionSide;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.SessionTakenOverEvent;
import io.github.mixedsession.attribute.UnreadableValue;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.id.SessionCredential;
import io.github.mixedsession.id.SessionIds;
import io.github.mixedsession.log.KeyedThrottle;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.StorableText;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * Moves a session of Spring Session's here at the first request with its cookie, while
 * the old application may still run. What it makes is what the import's scripts make: a
 * session that the imported id opens, and that is sorted as it is opened. Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> The copy opens nothing until the old session has
 * been seen once more beside it, and the old one is deleted when the copy is open, not
 * before. So of any number of requests one wins, whoever fails in the middle loses
 * nothing, and a request that was slow brings no session back that has ended: the
 * generation, which starts anywhere, tells its copy from another one. Not guaranteed:
 * what the old application writes or ends while its session is moved.
 */
final class SessionTakeOver {

	private static final Log logger = LogFactory.getLog(SessionTakeOver.class);

	/**
	 * Whose attributes a session leaves behind that nobody can prove to own.
	 */
	private static final List<String> OF_SPRING = List.of("SPRING_SECURITY_", "org.springframework.security.",
			"org.springframework.session.");

	private static final int MAX_ATTEMPTS = 100;

	/** For how long the request that made a copy may be on its way to open it. */
	private static final Duration ON_ITS_WAY = Duration.ofSeconds(10);

	private final PolicyContext context;

	private final KeyedThrottle lines;

	SessionTakeOver(PolicyContext context) {
		this.context = context;
		this.lines = new KeyedThrottle(context.clock());
	}

	/**
	 * Moves the session that a request's old cookies open. If they open several, nobody
	 * can tell which is the visitor's, and all stay where they are (attack 6).
	 */
	void run(List<OldSession> presented) {
		if (presented.isEmpty() || presented.size() > LookUps.MAX) {
			return;
		}
		OldSession only = null;
		Session session = null;
		for (OldSession old : presented) {
			OldSession failingFast = FailFast.of(OldSession.class, old);
			Session found = find(failingFast);
			if (found != null && only != null) {
				return;
			}
			only = (found != null) ? failingFast : only;
			session = (found != null) ? found : session;
		}
		if (only != null && session != null) {
			move(only, session);
		}
	}

	private void move(OldSession old, Session found) {
		Session session = found;
		for (int attempt = 1; session != null; attempt++) {
			if (attempt > MAX_ATTEMPTS) {
				throw new IllegalStateException("An old session changes faster than it can be moved");
			}
			session = tryMove(old, session) ? null : find(old);
		}
	}

	/**
	 * Moves a session, unless others are doing that, or somebody left a copy from before
	 * it was used again.
	 * @return whether the old session is there no more, and else is to be found again
	 */
	private boolean tryMove(OldSession old, Session session) {
		Map<String, byte[]> values = values(old, session);
		SessionRecord copy = this.context.records().sign(closed(old, session, values));
		boolean inserted = insert(copy, old.kind(), values);
		SessionRecord there = inserted ? copy : find(copy);
		if (there == null) {
			return false;
		}
		if (!isClosed(there, old)) {
			if (isAbandoned(there) && isUnused(there, old) && !hasAccessOf(session, there)) {
				this.context.store().deleteIfUnchanged(there.locator(), there.ids().generation());
				return false;
			}
			old.delete();
			return true;
		}
		Session again = find(old);
		if (again == null || (!inserted && (isAbandoned(there) || !hasAccessOf(again, there)))) {
			this.context.store().deleteIfUnchanged(there.locator(), there.ids().generation());
			return again == null;
		}
		if (!this.context.update(IdUpdate.ofIds(there, opened(there, old)))) {
			return false;
		}
		this.context.events()
			.publishEvent(new SessionTakenOverEvent(this, there.handle(), Channel.of(old.kind() == IdKind.SECURE)));
		old.delete();
		return true;
	}

	/**
	 * Finds a session that has not ended: an idle time of zero is how Spring Session ends
	 * one in Redis whose events it waits for.
	 */
	private @Nullable Session find(OldSession old) {
		Session session = old.find();
		if (session == null) {
			return null;
		}
		Duration idle = session.getMaxInactiveInterval();
		boolean ended = !idle.isNegative()
				&& Duration.between(session.getLastAccessedTime(), this.context.now()).compareTo(idle) >= 0;
		return (ended || idle.isZero()) ? null : session;
	}

	/**
	 * Returns whether the request that made a copy has failed, as far as one can tell: an
	 * insecure one has no clock of its own.
	 */
	private boolean isAbandoned(SessionRecord copy) {
		SecureSide side = copy.secureSide();
		return side != null && Duration.between(side.since(), this.context.now()).compareTo(ON_ITS_WAY) > 0;
	}

	/** Whoever uses it has its id exchanged. */
	private static boolean isUnused(SessionRecord open, OldSession old) {
		return old.id().hash().equals(open.ids().current(old.kind()));
	}

	/** The old application's requests record an access with what they change. */
	private static boolean hasAccessOf(Session session, SessionRecord copy) {
		return copy.lastAccessedAt().toEpochMilli() == session.getLastAccessedTime().toEpochMilli();
	}

	private SessionRecord closed(OldSession old, Session session, Map<String, byte[]> values) {
		boolean secure = old.kind() == IdKind.SECURE;
		SecureSide side = secure ? new SecureSide(this.context.now(), this.context.now(), principalName(old, values))
				: null;
		return new SessionRecord(old.id().locator(),
				ids(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE), old, nobodysId(old)),
				SessionSide.of(Channel.of(secure)), session.getCreationTime(), session.getLastAccessedTime(),
				session.getMaxInactiveInterval(), side, null);
	}

	private static SessionIds opened(SessionRecord closed, OldSession old) {
		return ids(closed.ids().generation() + 1, old, old.id().hash());
	}

	/**
	 * Returns ids of which one opens the session; of a secure one, nobody has the
	 * insecure id.
	 */
	private static SessionIds ids(long generation, OldSession old, IdHash id) {
		return (old.kind() == IdKind.SECURE) ? new SessionIds(generation, nobodysId(old), id, null, 0, List.of())
				: new SessionIds(generation, id, null, null, 0, List.of());
	}

	private static IdHash nobodysId(OldSession old) {
		return SessionCredential.insecure(old.id().locator()).hash();
	}

	/** Once its id was exchanged, it is remembered, or others are. */
	private static boolean isClosed(SessionRecord record, OldSession old) {
		return record.ids().retired().isEmpty() && !old.id().hash().equals(record.ids().current(old.kind()));
	}

	private boolean insert(SessionRecord copy, IdKind kind, Map<String, byte[]> values) {
		Partition partition = (kind == IdKind.SECURE) ? Partition.SECURE : Partition.SHARED;
		SessionCodec codec = this.context.codecs().of(copy.locator(), null);
		List<StoredAttribute> attributes = new ArrayList<>();
		values.forEach((name, bytes) -> attributes
			.add(new StoredAttribute(name, partition, 1, codec.seal(name, partition, bytes))));
		try {
			this.context.store().insert(new StoredSession(copy, attributes));
			return true;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	private static boolean isLeftBehind(String name, IdKind kind) {
		return kind == IdKind.INSECURE && OF_SPRING.stream().anyMatch(name::startsWith);
	}

	private @Nullable SessionRecord find(SessionRecord copy) {
		StoredSession found = this.context.store().find(copy.locator(), Set.of());
		return (found != null) ? found.record() : null;
	}

	private Map<String, byte[]> values(OldSession old, Session session) {
		SessionCodec codec = this.context.codecs().of(old.id().locator(), null);
		Map<String, byte[]> values = new LinkedHashMap<>();
		for (String name : session.getAttributeNames()) {
			byte[] bytes = isLeftBehind(name, old.kind()) ? null : bytes(session, name, codec);
			if (bytes != null) {
				values.put(name, bytes);
			}
		}
		return values;
	}

	/**
	 * Returns nothing for a value or a name that can't be written, and tells (invariant
	 * 17).
	 */
	private byte @Nullable [] bytes(Session session, String name, SessionCodec codec) {
		try {
			StorableText.attributeName(name);
			Object value = session.getAttribute(name);
			if (value instanceof SerializedValue serialized) {
				return serialized.bytes();
			}
			return (value != null) ? codec.encode(name, value) : null;
		}
		catch (SessionStoreException ex) {
			throw ex;
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			if (FailFast.isFailure(ex)) {
				// of the old store, which reads values as they are asked for
				throw new SessionStoreException(ex);
			}
			if (this.lines.tryAcquire(name)) {
				logger.warn("The attribute '" + name.replaceAll("\\p{Cntrl}", "_")
						+ "' of an old session can't be taken over and is left behind: "
						+ NestedExceptionUtils.getMostSpecificCause(ex).getClass().getName()
						+ ". Its class may be gone, or not serializable, or its name too long. Logged once a minute for each name.");
			}
			return null;
		}
	}

	private @Nullable String principalName(OldSession old, Map<String, byte[]> values) {
		SessionCodec codec = this.context.codecs().of(old.id().locator(), null);
		MapSession readable = new MapSession();
		values.forEach((name, bytes) -> {
			Object value = codec.decode(new StoredAttribute(name, Partition.SECURE, 1, bytes));
			if (!(value instanceof UnreadableValue)) {
				readable.setAttribute(name, value);
			}
		});
		PrincipalNames names = this.context.principalNames();
		String name = null;
		try {
			name = names.find(readable);
		}
		catch (RuntimeException ex) {
			// what has the name of a security context need not be one
		}
		return (name != null) ? names.written(name) : null;
	}

}
