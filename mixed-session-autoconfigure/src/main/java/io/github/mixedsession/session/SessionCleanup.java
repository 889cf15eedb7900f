package io.github.mixedsession.session;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.session.events.SessionExpiredEvent;
import org.springframework.transaction.TransactionException;

import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.SessionRecord;

/**
 * Deletes expired sessions in batches, and says so in an event each. Rests after each for
 * three times as long as it took, a second at most, so that visitors hardly notice. Many
 * nodes can run it at once. A crash in between leaves sessions for the next run.
 */
public final class SessionCleanup implements Runnable {

	static final int BATCH_SIZE = 200;

	private static final int REST_FACTOR = 3;

	private static final long MAX_REST = Duration.ofSeconds(1).toNanos();

	private static final Log logger = LogFactory.getLog(SessionCleanup.class);

	private final PolicyContext context;

	private final ManagedSessions managed;

	private final LongConsumer rest;

	private volatile boolean stopped;

	/**
	 * Create a cleanup.
	 * @param context what it works with
	 * @param policy the policy that its events' sessions belong to
	 */
	public SessionCleanup(PolicyContext context, SessionPolicy policy) {
		this(context, policy, LockSupport::parkNanos);
	}

	SessionCleanup(PolicyContext context, SessionPolicy policy, LongConsumer rest) {
		this.context = context;
		this.managed = policy.managed();
		this.rest = rest;
	}

	/**
	 * Deletes all sessions that have expired by now, unless it is stopped. A store that
	 * can't be reached is logged: the next run has another try.
	 */
	@Override
	public void run() {
		try {
			long begin = System.nanoTime();
			while (!this.stopped && deleteBatch()) {
				this.rest.accept(Math.min(MAX_REST, REST_FACTOR * (System.nanoTime() - begin)));
				begin = System.nanoTime();
			}
		}
		catch (DataAccessException | TransactionException ex) {
			logger.warn("Expired sessions were not cleaned up; the next run tries again", ex);
		}
	}

	/**
	 * Lets runs begin again after a stop.
	 */
	public void start() {
		this.stopped = false;
	}

	/**
	 * Has the current run end with the batch that it is at, and others not begin.
	 */
	public void stop() {
		this.stopped = true;
	}

	private boolean deleteBatch() {
		ExpiredSessions expired = this.context.store()
			.deleteExpired(this.context.now(), this.context.settings().writeInterval(), BATCH_SIZE);
		expired.deleted().forEach(this::tell);
		if (!expired.deleted().isEmpty()) {
			this.context.store().told(expired.deleted());
		}
		return expired.more();
	}

	/**
	 * The session is gone: a listener that fails must not cost the others their event.
	 */
	private void tell(SessionRecord record) {
		try {
			this.context.events().publishEvent(new SessionExpiredEvent(this, this.managed.view(record)));
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			logger.warn("A listener failed on a session that expired", ex);
		}
	}

}
