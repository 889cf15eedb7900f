package io.github.mixedsession.store;

/**
 * What a store may or may not be able to do. What is counted on and not offered is
 * refused when the application starts, so each says what the calls do without it. Nothing
 * else of {@link SessionStore} is optional.
 */
public enum StoreCapability {

	/**
	 * A session that was deleted is gone for everybody who held its ids, at once and on
	 * every node. Without it, {@link SessionStore#delete},
	 * {@link SessionStore#deleteUnlessSecure}, {@link SessionStore#deleteIfEmpty} and
	 * {@link SessionStore#deleteIfUnchanged} end a session for the request that asks as
	 * well as they can, fail as little as with it, and may leave it to others.
	 */
	REVOCATION,

	/**
	 * The sessions of a user can be listed. Without it,
	 * {@link SessionStore#findByPrincipalName} throws an
	 * {@link UnsupportedOperationException}: an empty list would say that the user is
	 * logged in nowhere.
	 */
	LOOKUP_BY_PRINCIPAL,

	/**
	 * Of all the {@link SessionStore#update updates} that expect one generation, one wins
	 * (invariant 5), also when nodes try at the same time. Without it, two that overlap
	 * may both be told that they have won, and the ids of one are those of the session
	 * then. One that begins after another has ended is refused all the same.
	 */
	ONE_WINNER,

	/**
	 * {@link SessionStore#deleteExpired} answers each session that expired, once. Without
	 * it, it answers none, whatever it deletes: sessions end by themselves, and nobody is
	 * told.
	 */
	EVENTS_OF_EXPIRY,

	/**
	 * Whoever presents an insecure id, the store knows whether a secure id was ever bound
	 * to its session. Without it, {@link SessionStore#find} may show them a session
	 * without a secure id and a secure side, and an insecure id that comes alone over
	 * HTTPS always gets a session of its own with a copy of the shared attributes
	 * (invariant 7).
	 */
	KNOWN_BINDING,

	/**
	 * A {@link SessionStore#compareAndSet} fails if any other request has changed the
	 * attribute. Without it, one that overlaps may be overwritten; one that begins after
	 * another has ended fails all the same.
	 */
	ATOMIC_UPDATE

}
