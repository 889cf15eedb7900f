package io.github.mixedsession;

/**
 * Which of a session's two ids.
 */
public enum IdKind {

	/** The id that travels on both channels. */
	INSECURE,

	/** The id that travels on HTTPS alone. */
	SECURE;

	/**
	 * Returns the kind of an id.
	 * @param secure whether it travels on HTTPS alone
	 * @return the kind
	 */
	public static IdKind of(boolean secure) {
		return secure ? SECURE : INSECURE;
	}

}
