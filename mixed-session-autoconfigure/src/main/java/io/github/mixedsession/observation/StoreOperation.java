package io.github.mixedsession.observation;

import java.util.Locale;

/**
 * The methods of a {@link io.github.mixedsession.store.SessionStore}, as they are named
 * in metrics.
 */
public enum StoreOperation {

	/** {@code find} for what a request presented. */
	FIND,

	/** {@code find} for those who administer sessions. */
	FIND_MANAGED,

	/** {@code findByPrincipalName}. */
	FIND_BY_PRINCIPAL_NAME,

	/** {@code insert}. */
	INSERT,

	/** {@code update} of the ids. */
	UPDATE_IDS,

	/** {@code save}. */
	SAVE,

	/** {@code findAttribute}. */
	FIND_ATTRIBUTE,

	/** {@code hasAttribute}. */
	HAS_ATTRIBUTE,

	/** {@code compareAndSet}. */
	COMPARE_AND_SET,

	/** {@code delete}. */
	DELETE,

	/** {@code deleteUnlessSecure}. */
	DELETE_UNLESS_SECURE,

	/** {@code deleteIfEmpty}. */
	DELETE_IF_EMPTY,

	/** {@code deleteIfUnchanged}. */
	DELETE_IF_UNCHANGED,

	/** {@code clear}. */
	CLEAR,

	/** {@code deleteExpired}. */
	DELETE_EXPIRED,

	/** {@code told} of expired sessions. */
	TOLD;

	private final String value = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * Returns the name in metrics.
	 * @return the name
	 */
	public String value() {
		return this.value;
	}

}
