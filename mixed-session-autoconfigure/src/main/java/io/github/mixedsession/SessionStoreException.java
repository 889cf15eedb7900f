package io.github.mixedsession;

import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Thrown when the store of the sessions can't be reached or fails (invariant 14). A
 * client that sees it gets 503 (RFC 9110, section 15.6.4): what it asked for may have
 * been done or not. All else that the request asks of the store fails too, so that nobody
 * waits twice.
 */
public class SessionStoreException extends DataAccessResourceFailureException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param cause what the store threw
	 */
	public SessionStoreException(Throwable cause) {
		super("The session store failed", cause);
	}

}
