package io.github.mixedsession;

import org.springframework.context.ApplicationEvent;

/**
 * Published when a session is stored that a request over HTTPS got for its own, with a
 * copy of the shared attributes, since the id that it presented can't open the secure
 * side: the insecure id of a session with a secure id (invariant 7), or a retired id
 * (invariant 6). Holds no usable id.
 */
public class SessionDetachedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/** The id of the session that was copied. */
	private final String originalId;

	private final transient MixedSession session;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param originalId the id of the session that was copied
	 * @param session the new session
	 */
	public SessionDetachedEvent(Object source, String originalId, MixedSession session) {
		super(source);
		this.originalId = originalId;
		this.session = session;
	}

	/**
	 * Returns the session that was copied.
	 * @return its id, which opens nothing
	 */
	public String getOriginalId() {
		return this.originalId;
	}

	/**
	 * Returns the new session.
	 * @return the session that holds the copy
	 */
	public MixedSession getSession() {
		return this.session;
	}

	@Override
	public String toString() {
		return "SessionDetachedEvent[]";
	}

}
