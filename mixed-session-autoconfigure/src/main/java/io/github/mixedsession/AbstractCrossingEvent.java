package io.github.mixedsession;

import org.springframework.context.ApplicationEvent;

/**
 * Base of the events that are published while a session crosses from one channel to the
 * other, in the thread of the request. Holds no usable id.
 */
public abstract class AbstractCrossingEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final transient MixedSession session;

	/** The path of the request. */
	private final String path;

	/** Why the session crosses. */
	private final CrossingCause cause;

	AbstractCrossingEvent(Object source, MixedSession session, String path, CrossingCause cause) {
		super(source);
		this.session = session;
		this.path = path;
		this.cause = cause;
	}

	/**
	 * Returns the session, whose attributes can be read and changed as far as the
	 * request's view goes.
	 * @return the session
	 */
	public MixedSession getSession() {
		return this.session;
	}

	/**
	 * Returns the path of the request that made the session cross.
	 * @return the path within the application, without the query
	 */
	public String getPath() {
		return this.path;
	}

	/**
	 * Returns why the session crossed.
	 * @return the cause
	 */
	public CrossingCause getCause() {
		return this.cause;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[path=" + this.path + ", cause=" + this.cause + "]";
	}

}
