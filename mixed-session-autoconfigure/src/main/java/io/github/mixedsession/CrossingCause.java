package io.github.mixedsession;

/**
 * Why a session crossed from one channel to the other.
 */
public enum CrossingCause {

	/** The visitor's request arrived on the other channel. */
	ARRIVAL,

	/** A channel rule requires the other channel for the requested path. */
	RULE,

	/**
	 * An insecure id came over HTTPS alone, and asks for a copy of what the session
	 * shares. The session stays where it is: a step-down event asks whether it might
	 * leave.
	 */
	COPY

}
