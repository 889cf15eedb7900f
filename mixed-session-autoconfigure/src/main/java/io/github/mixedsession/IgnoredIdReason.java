package io.github.mixedsession;

/**
 * Why ids that a request presented counted for nothing.
 */
public enum IgnoredIdReason {

	/**
	 * There were several cookies, and either several of one name were good for a session
	 * or there were too many to look up. Somebody planted one (attack 6).
	 */
	AMBIGUOUS,

	/**
	 * The secure cookie came over HTTP. It was not read, so it may be made up; if it was
	 * not, whoever reads the traffic has it. Browsers send it to {@code localhost} alone.
	 */
	OVER_HTTP,

	/**
	 * A secure id opens a session whose stored family is not the id's: somebody has
	 * written to the database (attack 44).
	 */
	WRONG_FAMILY,

	/**
	 * An id opens a session whose ids, user or clock are not what the application has
	 * written: somebody else has written to the database (attack 44). Told where there
	 * are keys ({@code mixed-session.encryption}); a session of a time without them looks
	 * the same.
	 */
	FORGED_ROW

}
