package io.github.mixedsession.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;

/**
 * Where sessions are kept. A store is mechanism: it decides nothing about views, rotation
 * or expiry beyond what its arguments say.
 * <p>
 * An implementation must be safe for concurrent use by many threads and nodes, must make
 * each method atomic, and must throw (never answer {@code null}, {@code false} or an
 * empty result) when it can't reach its data (invariant 14). It must not write an id
 * column outside {@link #insert} and {@link #rotate}. The name of an attribute has 200
 * characters at most, no NUL and no unpaired surrogate: an implementation must refuse to
 * write any other, with an {@link IllegalArgumentException}, and must find none. If it
 * crashes in the middle of a method, the method has happened or it has not.
 */
public interface SessionStore {

	/**
	 * Finds a session by its current id. One statement.
	 * @param kind which id
	 * @param id the hash of the id
	 * @param partitions the attributes to read; without {@link Partition#SECURE} the
	 * principal's name is not read either
	 * @return the session, expired or not, or {@code null}
	 */
	@Nullable StoredSession findById(Channel kind, IdHash id, Set<Partition> partitions);

	/**
	 * Finds a session by its key, for one that presented a retired id.
	 * @param key the row's key
	 * @param partitions the attributes to read
	 * @return the session, expired or not, or {@code null}
	 */
	@Nullable StoredSession findByKey(String key, Set<Partition> partitions);

	/**
	 * Finds what is known of a retired id. One statement.
	 * @param id the hash of the id
	 * @return the retired id, usable or not, or {@code null}
	 */
	@Nullable RetiredId findRetired(IdHash id);

	/**
	 * Finds the sessions of a user. Names are compared exactly, and any string is one.
	 * @param principalName the user's name
	 * @return the sessions, expired or not, without attributes
	 */
	List<SessionRow> findByPrincipalName(String principalName);

	/**
	 * Stores a new session with its attributes.
	 * @param session the session with its attributes
	 */
	void insert(StoredSession session);

	/**
	 * Replaces ids if both are still the expected ones, and retires the replaced with the
	 * login count that the session had until then. One winner among any number of
	 * callers.
	 * @param rotation what to replace
	 * @return {@code false} if the ids are others by now or the session is gone; then
	 * nothing was changed
	 */
	boolean rotate(Rotation rotation);

	/**
	 * Records that current ids were presented, and so begins the grace of those that they
	 * replaced. Leaves out an id that is no longer the current one.
	 * @param key the row's key
	 * @param insecureId the hash of the insecure id, {@code null} if it wasn't presented
	 * @param secureId the hash of the secure id, {@code null} if it wasn't presented; one
	 * of the two was
	 * @param usableUntil the end of the grace of the retired ids that have none yet
	 */
	void confirm(String key, @Nullable IdHash insecureId, @Nullable IdHash secureId, Instant usableUntil);

	/**
	 * Writes what a request changed. Does nothing if the session is gone.
	 * @param delta the changes
	 * @return {@code false} if the session is gone
	 */
	boolean save(SessionDelta delta);

	/**
	 * Reads one attribute.
	 * @param key the row's key
	 * @param name the attribute's name
	 * @param partition where it is kept
	 * @return the attribute or {@code null}
	 */
	@Nullable StoredAttribute findAttribute(String key, String name, Partition partition);

	/**
	 * Returns whether there is an attribute. Its value does not leave the store.
	 * @param key the row's key
	 * @param name the attribute's name
	 * @param partition where it is kept
	 * @return {@code true} if there is one
	 */
	boolean hasAttribute(String key, String name, Partition partition);

	/**
	 * Writes or removes one attribute if its version is the expected one.
	 * @param key the row's key
	 * @param name the attribute's name
	 * @param partition where it is kept
	 * @param expectedVersion the version that was read, 0 for an absent attribute
	 * @param value the serialised value, {@code null} to remove the attribute
	 * @return {@code false} if somebody else changed the attribute, or the session is
	 * gone
	 */
	boolean compareAndSet(String key, String name, Partition partition, long expectedVersion, byte @Nullable [] value);

	/**
	 * Deletes a session with everything that belongs to it.
	 * @param key the row's key
	 * @return {@code false} if it was gone already
	 */
	boolean delete(String key);

	/**
	 * Deletes a session with everything that belongs to it, if no secure id is bound to
	 * it at that moment: more an insecure view can't end (invariant 9).
	 * @param key the row's key
	 * @return {@code false} if it was gone already, or has a secure id
	 */
	boolean deleteUnlessSecure(String key);

	/**
	 * Deletes a session in which nothing is left: no attribute that any view sees, and no
	 * principal.
	 * @param key the row's key
	 * @param kind the id that was presented; the insecure one ends no session that has a
	 * secure id at that moment (invariant 9)
	 * @return {@code false} if it was gone already, or is to stay
	 */
	boolean deleteIfEmpty(String key, Channel kind);

	/**
	 * Removes the attributes of some partitions.
	 * @param key the row's key
	 * @param partitions the partitions to empty
	 */
	void clear(String key, Set<Partition> partitions);

	/**
	 * Deletes sessions that have expired, at most so many. Many nodes can call this at
	 * once: each session is answered to one of them.
	 * @param now the current time
	 * @param tolerance how much later than its idle time a session expires, since
	 * accesses are recorded that late
	 * @param limit how many sessions to look at, so that no call takes long
	 * @return the sessions that this call deleted, and whether to call again
	 */
	ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit);

}
