package io.github.mixedsession;

import org.springframework.context.ApplicationEvent;

/**
 * Published when a request over HTTPS got a session of its own with a copy of the shared
 * attributes, since the id that it presented can't open the secure side: the insecure id
 * of a session with a secure id (invariant 7), or a retired id (invariant 6). Holds no
 * usable id.
 */
public class SessionDetachedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/** The hash of what was presented. */
	private final String presentedId;

	private final transient MixedSession session;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param presentedId the hash of the id that was presented
	 * @param session the new session
	 */
	public SessionDetachedEvent(Object source, String presentedId, MixedSession session) {
		super(source);
		this.presentedId = presentedId;
		this.session = session;
	}

	/**
	 * Returns the hash of the id that was presented.
	 * @return the hash
	 */
	public String getPresentedId() {
		return this.presentedId;
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
