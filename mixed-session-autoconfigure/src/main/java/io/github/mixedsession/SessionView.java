package io.github.mixedsession;

/**
 * What one request may see of a session. The view is decided once, when the session is
 * loaded, from the channel and the id that the request presented (invariant 2).
 */
public enum SessionView {

	/** The shared attributes, and over HTTP the per-channel values of the HTTP side. */
	INSECURE,

	/** The shared and the secure attributes, and the per-channel values of HTTPS. */
	SECURE

}
