package io.github.mixedsession;

import org.jspecify.annotations.Nullable;

/**
 * What the filters keep with a request for {@link MixedSessions}. Internal: applications
 * neither call nor implement it. Belongs to one request.
 */
public interface RequestSession {

	/** Request attribute that holds it. */
	String ATTRIBUTE = RequestSession.class.getName();

	/**
	 * Returns the session that the request has read or set so far.
	 * @return the session, {@code null} if there is none
	 */
	@Nullable MixedSession session();

	/**
	 * Returns whether the request may have a session at all.
	 * @return {@code false} if its path is left out
	 */
	boolean isInScope();

	/**
	 * Returns whether the request has read or set a session.
	 * @return whether its response is for one visitor
	 */
	boolean isUsed();

	/**
	 * Returns whether an id was presented that opens something, as far as is known.
	 * @return whether its response may be meant for one visitor
	 */
	boolean isIdPresented();

	/**
	 * Takes note that the handler has answered a refusal on purpose.
	 */
	void refusalHandled();

	/**
	 * Marks the bean that says that sessions of this kind are at work in an application.
	 */
	interface Source {

	}

}
