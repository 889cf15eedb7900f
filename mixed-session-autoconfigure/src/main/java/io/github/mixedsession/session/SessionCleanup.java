package io.github.mixedsession.session;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.session.events.SessionExpiredEvent;
import org.springframework.transaction.TransactionException;

import io.github.mixedsession.store.SessionRow;

/**
 * Deletes expired sessions in batches, and says so in an event each. Many nodes can run
 * it at once. A crash in between leaves sessions for the next run.
 */
public final class SessionCleanup implements Runnable {

	static final int BATCH_SIZE = 200;

	private static final Log logger = LogFactory.getLog(SessionCleanup.class);

	private final Collaborators with;

	private final ManagedSessions managed;

	/**
	 * Create a cleanup.
	 * @param collaborators what it works with
	 * @param policy the policy that its events' sessions belong to
	 */
	public SessionCleanup(Collaborators collaborators, SessionPolicy policy) {
		this.with = collaborators;
		this.managed = policy.managed();
	}

	/**
	 * Deletes all sessions that have expired by now. A store that can't be reached is
	 * logged: the next run has another try.
	 */
	@Override
	public void run() {
		try {
			List<SessionRow> expired;
			do {
				expired = this.with.store()
					.deleteExpired(this.with.now(), this.with.settings().writeInterval(), BATCH_SIZE);
				expired.forEach(this::tell);
			}
			while (expired.size() == BATCH_SIZE);
		}
		catch (DataAccessException | TransactionException ex) {
			logger.warn("Expired sessions were not cleaned up; the next run tries again", ex);
		}
	}

	/**
	 * The session is gone: a listener that fails must not cost the others their event.
	 */
	private void tell(SessionRow row) {
		try {
			this.with.events().publishEvent(new SessionExpiredEvent(this, this.managed.view(row)));
		}
		catch (RuntimeException ex) {
			logger.warn("A listener failed on a session that expired", ex);
		}
	}

}
