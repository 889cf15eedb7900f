package io.github.mixedsession;

import org.springframework.context.ApplicationEvent;

/**
 * Published when the secure and the insecure cookie of a request belong to different
 * sessions. The secure one wins, nothing is merged, and the insecure cookie is replaced
 * (invariant 8). Holds no usable id.
 */
public class SessionConflictEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/** The hash of the session that won. */
	private final String keptId;

	/** The hash of the other one. */
	private final String ignoredId;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param keptId the hash of the secure id
	 * @param ignoredId the hash of the insecure id
	 */
	public SessionConflictEvent(Object source, String keptId, String ignoredId) {
		super(source);
		this.keptId = keptId;
		this.ignoredId = ignoredId;
	}

	/**
	 * Returns the hash of the secure id that won.
	 * @return the hash
	 */
	public String getKeptId() {
		return this.keptId;
	}

	/**
	 * Returns the hash of the insecure id of another session.
	 * @return the hash
	 */
	public String getIgnoredId() {
		return this.ignoredId;
	}

	@Override
	public String toString() {
		return "SessionConflictEvent[]";
	}

}
