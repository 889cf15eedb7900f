package io.github.mixedsession;

/**
 * Which views of a session an attribute belongs to.
 */
public enum AttributeVisibility {

	/** Both views read and write the one value. */
	SHARED,

	/** Only the secure view lists, reads, changes or removes it. */
	SECURE,

	/** Each channel has a value of its own. */
	PER_CHANNEL

}
