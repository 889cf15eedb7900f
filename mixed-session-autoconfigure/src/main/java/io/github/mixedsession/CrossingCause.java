package io.github.mixedsession;

/**
 * Why a session crossed from one channel to the other.
 */
public enum CrossingCause {

	/** The visitor's request arrived on the other channel. */
	ARRIVAL,

	/** A channel rule requires the other channel for the requested path. */
	RULE

}
