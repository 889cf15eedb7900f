package io.github.mixedsession;

import org.springframework.context.ApplicationEvent;

/**
 * Published when the secure and the insecure cookie of a request belong to different
 * sessions. The secure one wins, nothing is merged, and the insecure cookie is replaced
 * (invariant 8). Holds no usable id.
 */
public class SessionConflictEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/** The id of the session that won. */
	private final String keptId;

	/** The id of the other one. */
	private final String ignoredId;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param keptId the id of the session that won
	 * @param ignoredId the id of the other session
	 */
	public SessionConflictEvent(Object source, String keptId, String ignoredId) {
		super(source);
		this.keptId = keptId;
		this.ignoredId = ignoredId;
	}

	/**
	 * Returns the session whose secure id was presented.
	 * @return its id, which opens nothing
	 */
	public String getKeptId() {
		return this.keptId;
	}

	/**
	 * Returns the session whose insecure id came along.
	 * @return its id, which opens nothing
	 */
	public String getIgnoredId() {
		return this.ignoredId;
	}

	@Override
	public String toString() {
		return "SessionConflictEvent[]";
	}

}
