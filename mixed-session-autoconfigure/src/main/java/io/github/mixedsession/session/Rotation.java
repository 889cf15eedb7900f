package io.github.mixedsession.session;

import io.github.mixedsession.SessionSide;

/**
 * Which ids are replaced, and what that means to the session.
 *
 * @param insecureId whether the insecure id is replaced
 * @param secureId whether the secure id is replaced, or a first one bound
 * @param side the side that the session is on afterwards
 * @param login whether it counts as a login: no id and no write from before it reaches
 * the secure side
 * @param anew whether the secure side begins anew, with nothing in it: counts as a login,
 * too, but for the session's name
 */
record Rotation(boolean insecureId, boolean secureId, SessionSide side, boolean login, boolean anew) {

	static Rotation stepUp() {
		return new Rotation(true, true, SessionSide.SECURE, false, false);
	}

	/**
	 * A step-up to a secure side that begins anew: no earlier secure id and no late login
	 * gets behind it.
	 */
	static Rotation restart() {
		return new Rotation(true, true, SessionSide.SECURE, false, true);
	}

	/**
	 * A step-down of a request over HTTP, which can deliver the insecure id alone.
	 */
	static Rotation stepDown() {
		return new Rotation(true, false, SessionSide.INSECURE, false, false);
	}

	/**
	 * A step-down of a request over HTTPS that is redirected to HTTP next.
	 */
	static Rotation stepDownAhead() {
		return new Rotation(true, true, SessionSide.INSECURE, false, false);
	}

	static Rotation insecureIdOn(SessionSide side) {
		return new Rotation(true, false, side, false, false);
	}

	/**
	 * A change of the id that the application asks for.
	 * @param side the side that the session stays on, or comes to
	 */
	static Rotation login(SessionSide side, boolean secureId) {
		return new Rotation(true, secureId, side, true, false);
	}

}
