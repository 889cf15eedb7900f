package io.github.mixedsession;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;

/**
 * Published when a request presents an id whose grace is over: somebody kept a copy of it
 * (invariant 10). Holds no usable id. Of a secure id it names the user, for the
 * application to write to them and to end their other sessions; anyone on the wire can
 * present an insecure one, so that of those nobody is named.
 */
public class RetiredIdPresentedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/** Which of the two ids it was. */
	private final IdKind kind;

	/** The handle of its session. */
	private final String sessionId;

	/** Whether the session ended. */
	private final boolean sessionEnded;

	/** Whose session it is. */
	private final @Nullable String principalName;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param kind {@link IdKind#SECURE} for a secure id
	 * @param sessionId the session that it was an id of
	 * @param sessionEnded whether the session was ended for it
	 * @param principalName the user of a session whose secure id it was, {@code null} if
	 * nobody is logged in, and for an insecure id
	 */
	public RetiredIdPresentedEvent(Object source, IdKind kind, String sessionId, boolean sessionEnded,
			@Nullable String principalName) {
		super(source);
		this.kind = kind;
		this.sessionId = sessionId;
		this.sessionEnded = sessionEnded;
		this.principalName = (kind == IdKind.SECURE) ? principalName : null;
	}

	/**
	 * Returns which id was presented.
	 * @return {@link IdKind#SECURE} for a secure id
	 */
	public IdKind getKind() {
		return this.kind;
	}

	/**
	 * Returns the session that it was an id of, as its own {@code getId()} does.
	 * @return the session's id, which opens nothing
	 */
	public String getSessionId() {
		return this.sessionId;
	}

	/**
	 * Returns whether the session was ended for it.
	 * @return whether the session is gone
	 */
	public boolean isSessionEnded() {
		return this.sessionEnded;
	}

	/**
	 * Returns the name of the user who was logged in, for look-ups by it. The text of
	 * this event doesn't hold it.
	 * @return the name, {@code null} if nobody was, and always for an insecure id
	 */
	public @Nullable String getPrincipalName() {
		return this.principalName;
	}

	@Override
	public String toString() {
		return "RetiredIdPresentedEvent[kind=" + this.kind + ", sessionEnded=" + this.sessionEnded + "]";
	}

}
