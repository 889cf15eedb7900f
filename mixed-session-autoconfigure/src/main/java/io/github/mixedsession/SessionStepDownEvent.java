package io.github.mixedsession;

/**
 * Published when a session is about to step down to HTTP, before its ids are rotated. A
 * listener can {@linkplain #veto() veto} it: the visitor then stays on HTTPS.
 */
public class SessionStepDownEvent extends AbstractCrossingEvent {

	private static final long serialVersionUID = 1L;

	/** Whether a listener said no. */
	private boolean vetoed;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param session the session in the view of the request
	 * @param path the request path
	 * @param cause why the session is about to cross
	 */
	public SessionStepDownEvent(Object source, MixedSession session, String path, CrossingCause cause) {
		super(source, session, path, cause);
	}

	/**
	 * Keeps the session on HTTPS.
	 */
	public void veto() {
		this.vetoed = true;
	}

	/**
	 * Returns whether a listener vetoed the step-down.
	 * @return {@code true} if the session stays on HTTPS
	 */
	public boolean isVetoed() {
		return this.vetoed;
	}

}
