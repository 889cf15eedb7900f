package io.github.mixedsession;

import org.springframework.context.ApplicationEvent;

/**
 * Published when a session of another store was moved here at its first use
 * ({@code mixed-session.migration.from}). Holds no usable id.
 */
public class SessionTakenOverEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/** The id of the session. */
	private final String sessionId;

	/** What its old cookie was confined to. */
	private final Channel cookieChannel;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param sessionId the id of the session
	 * @param cookieChannel what its old cookie was confined to
	 */
	public SessionTakenOverEvent(Object source, String sessionId, Channel cookieChannel) {
		super(source);
		this.sessionId = sessionId;
		this.cookieChannel = cookieChannel;
	}

	/**
	 * Returns the session.
	 * @return its id, which opens nothing
	 */
	public String getSessionId() {
		return this.sessionId;
	}

	/**
	 * Returns what its old cookie was confined to.
	 * @return {@link Channel#SECURE} if every such cookie was {@code Secure}
	 */
	public Channel getCookieChannel() {
		return this.cookieChannel;
	}

	@Override
	public String toString() {
		return "SessionTakenOverEvent[cookieChannel=" + this.cookieChannel + "]";
	}

}
