package io.github.mixedsession.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs the store's statements apart from whatever transaction the application has on the
 * thread: its rollback must not take session data along, nor may its snapshot show an old
 * session. What lost a deadlock or a race is run again.
 */
final class StoreTransactions {

	private static final int ATTEMPTS = 8;

	/** A lock may be waited for this long before the database gives up. */
	private static final Duration PATIENCE = Duration.ofMinutes(1);

	/** What MariaDB and MySQL say of a deadlock, and of a lock that was not to be had. */
	private static final Set<Integer> LOST = Set.of(1213, 1205);

	private final DataSource dataSource;

	private final TransactionTemplate apart;

	private final TransactionTemplate inOne;

	private final boolean commitsByItself;

	/**
	 * Create transactions.
	 * @param strictest the strictest isolation that the statements were written for:
	 * where connections are stricter, transactions read what is committed, for otherwise
	 * parallel ones could only fail
	 */
	StoreTransactions(DataSource dataSource, PlatformTransactionManager transactionManager, int strictest) {
		this.dataSource = dataSource;
		this.apart = new TransactionTemplate(transactionManager);
		this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
		this.inOne = new TransactionTemplate(transactionManager);
		this.inOne.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		boolean tooStrict = ask(dataSource, Connection::getTransactionIsolation) > strictest;
		if (tooStrict) {
			this.inOne.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
		}
		this.commitsByItself = !tooStrict && ask(dataSource, Connection::getAutoCommit);
	}

	private static <T> T ask(DataSource dataSource, Question<T> question) {
		try {
			return JdbcUtils.extractDatabaseMetaData(dataSource, (metaData) -> question.of(metaData.getConnection()));
		}
		catch (MetaDataAccessException ex) {
			throw new IllegalStateException("Cannot ask a connection of mixed-session how it commits", ex);
		}
	}

	/**
	 * Reads without a transaction.
	 */
	<T> T read(Supplier<T> action) {
		return persist(() -> apart(action));
	}

	private <T> T apart(Supplier<T> action) {
		boolean nothingToSuspend = !TransactionSynchronizationManager.isSynchronizationActive()
				&& !TransactionSynchronizationManager.hasResource(this.dataSource);
		return nothingToSuspend ? action.get() : this.apart.execute((status) -> action.get());
	}

	/**
	 * Writes with one statement, which needs no transaction if connections commit by
	 * themselves: that saves round trips to the server.
	 */
	<T> T writeOnce(Supplier<T> action) {
		return this.commitsByItself ? persist(() -> apart(action)) : write(action);
	}

	/**
	 * Writes with several statements.
	 */
	<T> T write(Supplier<T> action) {
		return persist(() -> this.inOne.execute((status) -> action.get()));
	}

	private static <T> T persist(Supplier<T> attempts) {
		long start = System.nanoTime();
		for (int attempt = 1;; attempt++) {
			try {
				return attempts.get();
			}
			catch (DataAccessException ex) {
				if (!isLost(ex) || attempt == ATTEMPTS || System.nanoTime() - start > PATIENCE.toNanos()) {
					throw ex;
				}
				pause(attempt);
			}
		}
	}

	/**
	 * Answers whether the database aborted the statement or the transaction for the sake
	 * of another: the same may succeed now.
	 */
	private static boolean isLost(DataAccessException failure) {
		return failure instanceof ConcurrencyFailureException
				|| (failure.getRootCause() instanceof SQLException cause && LOST.contains(cause.getErrorCode()));
	}

	private static void pause(int attempt) {
		LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(attempt * 5_000_000L));
	}

	/**
	 * What a connection is asked.
	 */
	private interface Question<T> {

		T of(Connection connection) throws SQLException;

	}

}
