package io.github.mixedsession.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.Locator;

/**
 * Where sessions are kept. A store is mechanism: it decides nothing about views, rotation
 * or expiry beyond what its arguments say.
 * <p>
 * An implementation must be safe for concurrent use by many threads and nodes, must make
 * each method atomic, and must throw (never answer {@code null}, {@code false} or an
 * empty result) when it can't reach its data (invariant 14). It must write ids in
 * {@link #insert} and {@link #update} alone. If it crashes in the middle of a method, the
 * method has happened or it has not.
 * <p>
 * Names of attributes and users are compared exactly: case, accents and trailing spaces
 * count. An implementation must keep names of attributes of up to
 * {@value #MAX_ATTRIBUTE_NAME_LENGTH} characters. One that it can't keep exactly, because
 * it is longer, or no text (a NUL, half a surrogate pair), it must refuse to write, with
 * an {@link IllegalArgumentException}, and must not find: never may it be shortened into
 * somebody else's.
 * <p>
 * What a store may lack is a {@link StoreCapability}. All the rest is for every store;
 * the documentation has a suite of tests for it.
 */
public interface SessionStore {

	/** How long a name of an attribute may be that every store keeps. */
	int MAX_ATTRIBUTE_NAME_LENGTH = 200;

	/**
	 * Returns what this store can do: the same as long as it lives.
	 * @return the capabilities; by default all
	 */
	default Set<StoreCapability> capabilities() {
		return EnumSet.allOf(StoreCapability.class);
	}

	/**
	 * Finds a session for those who administer sessions, to whom nothing was presented.
	 * @param locator which session
	 * @param partitions the attributes to read; without {@link Partition#SECURE} the
	 * principal's name is not read either
	 * @return the session, expired or not, or {@code null}
	 */
	@Nullable StoredSession find(Locator locator, Set<Partition> partitions);

	/**
	 * Finds a session for a request that presented ids. If none of them is the current
	 * one, the session comes without attributes and without the principal's name: they
	 * don't leave the store (invariant 2). An insecure id opens nothing of
	 * {@link Partition#SECURE}, whatever is asked for.
	 * @param locator which session
	 * @param proof what was presented
	 * @param partitions the attributes to read; without {@link Partition#SECURE} the
	 * principal's name is not read either
	 * @return the session, expired or not, or {@code null}
	 */
	@Nullable StoredSession find(Locator locator, Proof proof, Set<Partition> partitions);

	/**
	 * Finds the sessions of a user. Any string is a name.
	 * @param principalName the user's name
	 * @return the sessions, expired or not, without attributes
	 * @throws UnsupportedOperationException if the store lacks
	 * {@link StoreCapability#LOOKUP_BY_PRINCIPAL}
	 */
	List<SessionRecord> findByPrincipalName(String principalName);

	/**
	 * Returns what a session has in place of a user's name: something that stands for one
	 * that the store can't hold, or the name.
	 * @param principalName the user's name
	 * @return what {@link SessionRecord#principalName()} is of a user of that name
	 */
	default String storedPrincipalName(String principalName) {
		return principalName;
	}

	/**
	 * Stores a new session with its attributes.
	 * @param session the session with its attributes
	 * @throws org.springframework.dao.DuplicateKeyException if there is a session at its
	 * locator; then nothing was changed
	 */
	void insert(StoredSession session);

	/**
	 * Writes the ids if their generation is the expected one: one winner among any number
	 * of callers ({@link StoreCapability#ONE_WINNER}).
	 * @param update what to write
	 * @return {@code false} if the ids are others by now or the session is gone; then
	 * nothing was changed
	 */
	boolean update(IdUpdate update);

	/**
	 * Writes what a request changed. Does nothing if the session is gone.
	 * @param delta the changes
	 * @return {@code false} if the session is gone
	 */
	boolean save(SessionDelta delta);

	/**
	 * Reads one attribute.
	 * @param locator which session
	 * @param name the attribute's name
	 * @param partition where it is kept
	 * @return the attribute or {@code null}
	 */
	@Nullable StoredAttribute findAttribute(Locator locator, String name, Partition partition);

	/**
	 * Returns whether there is an attribute. Its value does not leave the store.
	 * @param locator which session
	 * @param name the attribute's name
	 * @param partition where it is kept
	 * @return {@code true} if there is one
	 */
	boolean hasAttribute(Locator locator, String name, Partition partition);

	/**
	 * Writes or removes one attribute if its version is the expected one.
	 * @param locator which session
	 * @param name the attribute's name
	 * @param partition where it is kept
	 * @param expectedVersion the version that was read, 0 for an absent attribute
	 * @param value the serialised value, {@code null} to remove the attribute
	 * @return {@code false} if somebody else changed the attribute, or the session is
	 * gone
	 */
	boolean compareAndSet(Locator locator, String name, Partition partition, long expectedVersion,
			byte @Nullable [] value);

	/**
	 * Deletes a session with everything that belongs to it
	 * ({@link StoreCapability#REVOCATION}).
	 * @param locator which session
	 * @return {@code false} if it was gone already
	 */
	boolean delete(Locator locator);

	/**
	 * Deletes a session with everything that belongs to it, if no secure id is bound to
	 * it at that moment: more an insecure view can't end (invariant 9).
	 * @param locator which session
	 * @return {@code false} if it was gone already, or has a secure id
	 */
	boolean deleteUnlessSecure(Locator locator);

	/**
	 * Deletes a session in which nothing is left: no attribute that any view sees, and no
	 * principal; nor one who is about to be, since a login changes the ids first.
	 * @param locator which session
	 * @param kind the id that was presented; the insecure one ends no session that has a
	 * secure id at that moment (invariant 9)
	 * @param loginCount the login count that was read; the session stays if it is another
	 * one by now
	 * @return {@code false} if it was gone already, or is to stay
	 */
	boolean deleteIfEmpty(Locator locator, IdKind kind, int loginCount);

	/**
	 * Deletes a session with everything that belongs to it, if its ids have not changed.
	 * @param locator which session
	 * @param generation the generation that was read
	 * @return {@code false} if it was gone already, or its ids are others by now
	 */
	boolean deleteIfUnchanged(Locator locator, long generation);

	/**
	 * Removes the attributes of some partitions.
	 * @param locator which session
	 * @param partitions the partitions to empty
	 */
	void clear(Locator locator, Set<Partition> partitions);

	/**
	 * Deletes sessions that have expired, at most so many. Many nodes can call this at
	 * once: each session is answered to one of them
	 * ({@link StoreCapability#EVENTS_OF_EXPIRY}).
	 * @param now the current time
	 * @param tolerance how much later than its idle time a session expires, since
	 * accesses are recorded that late
	 * @param limit how many sessions to look at, so that no call takes long
	 * @return the sessions that this call deleted, and whether to call again
	 */
	ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit);

	/**
	 * Takes note that listeners have been told of expired sessions. A store that answers
	 * those to another node of which it does not hear can forget them now.
	 * @param expired what {@link #deleteExpired} has answered
	 */
	default void told(Collection<SessionRecord> expired) {
	}

}
