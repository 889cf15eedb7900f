package io.github.mixedsession;

import org.springframework.context.ApplicationEvent;

/**
 * Published when a request presents an id whose grace is over: somebody kept a copy of it
 * (invariant 10). Holds no usable id.
 */
public class RetiredIdPresentedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/** Which of the two ids it was. */
	private final Channel kind;

	/** Its hash. */
	private final String retiredId;

	/** Whether the session ended. */
	private final boolean sessionEnded;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param kind {@link Channel#SECURE} for a secure id
	 * @param retiredId the hash of the id
	 * @param sessionEnded whether the session was ended for it
	 */
	public RetiredIdPresentedEvent(Object source, Channel kind, String retiredId, boolean sessionEnded) {
		super(source);
		this.kind = kind;
		this.retiredId = retiredId;
		this.sessionEnded = sessionEnded;
	}

	/**
	 * Returns which id was presented.
	 * @return {@link Channel#SECURE} for a secure id
	 */
	public Channel getKind() {
		return this.kind;
	}

	/**
	 * Returns the hash of the id.
	 * @return the hash
	 */
	public String getRetiredId() {
		return this.retiredId;
	}

	/**
	 * Returns whether the session was ended for it.
	 * @return whether the session is gone
	 */
	public boolean isSessionEnded() {
		return this.sessionEnded;
	}

	@Override
	public String toString() {
		return "RetiredIdPresentedEvent[kind=" + this.kind + ", sessionEnded=" + this.sessionEnded + "]";
	}

}
