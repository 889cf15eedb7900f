package io.github.mixedsession.attribute;

/**
 * Whether what lies on the secure side is sealed (invariant 16). Internal.
 */
public enum Sealing {

	/** What is written is sealed, and nothing else is read. */
	REQUIRED,

	/**
	 * What is written is sealed. What is not is read as well, for it may have come by an
	 * import.
	 */
	LENIENT,

	/**
	 * Nothing is sealed, for other programs read it too. What was sealed before is
	 * readable still, by a visitor's own requests.
	 */
	OFF

}
