package io.github.mixedsession;

/**
 * Published when a session has stepped up to HTTPS and its ids were rotated, before the
 * handler runs.
 */
public class SessionStepUpEvent extends AbstractCrossingEvent {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param session the session in its secure view
	 * @param path the request path
	 * @param cause why the session crossed
	 */
	public SessionStepUpEvent(Object source, MixedSession session, String path, CrossingCause cause) {
		super(source, session, path, cause);
	}

}
