package io.github.mixedsession.session;

import org.jspecify.annotations.Nullable;

/**
 * The session of the current request: what its ids were good for, looked up once, or the
 * one that was made for it. Belongs to that request.
 */
public final class CurrentSession {

	private final SessionRequest request;

	private volatile @Nullable ViewedSession session;

	private volatile boolean resolved;

	/**
	 * Create it, not looked up yet.
	 * @param request the request
	 */
	public CurrentSession(SessionRequest request) {
		this.request = request;
	}

	/**
	 * Returns the request that the session is of.
	 * @return the request
	 */
	public SessionRequest request() {
		return this.request;
	}

	/**
	 * Returns the session.
	 * @return the session, {@code null} if there is none, or not yet
	 */
	public @Nullable ViewedSession session() {
		ViewedSession current = this.session;
		return (current != null && !current.held().isReleased()) ? current : null;
	}

	/**
	 * Returns whether a look-up for the presented ids has been made.
	 * @return {@code true} if {@link #session()} answers for it
	 */
	public boolean isResolved() {
		return this.resolved;
	}

	/**
	 * Has the presented ids count for nothing, without a look-up.
	 */
	public void leaveUnresolved() {
		resolve(null);
	}

	void resolve(@Nullable ViewedSession newSession) {
		this.session = newSession;
		this.resolved = true;
		if (newSession != null) {
			this.request.sessionUsed();
		}
	}

}
