package io.github.mixedsession.store.jdbc;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.springframework.dao.ConcurrencyFailureException;
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

	private final DataSource dataSource;

	private final TransactionTemplate apart;

	private final TransactionTemplate inOne;

	private final boolean autoCommit;

	StoreTransactions(DataSource dataSource, PlatformTransactionManager transactionManager) {
		this.dataSource = dataSource;
		this.apart = new TransactionTemplate(transactionManager);
		this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
		this.inOne = new TransactionTemplate(transactionManager);
		this.inOne.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.autoCommit = commitsByItself(dataSource);
	}

	private static boolean commitsByItself(DataSource dataSource) {
		try {
			return JdbcUtils.extractDatabaseMetaData(dataSource,
					(metaData) -> metaData.getConnection().getAutoCommit());
		}
		catch (MetaDataAccessException ex) {
			throw new IllegalStateException("Cannot ask a connection of mixed-session for its auto-commit mode", ex);
		}
	}

	/**
	 * Reads without a transaction.
	 */
	<T> T read(Supplier<T> action) {
		boolean nothingToSuspend = !TransactionSynchronizationManager.isSynchronizationActive()
				&& !TransactionSynchronizationManager.hasResource(this.dataSource);
		return nothingToSuspend ? action.get() : this.apart.execute((status) -> action.get());
	}

	/**
	 * Writes with one statement, which needs no transaction if connections commit by
	 * themselves: that saves round trips to the server.
	 */
	<T> T writeOnce(Supplier<T> action) {
		return this.autoCommit ? persist(() -> read(action)) : write(action);
	}

	/**
	 * Writes with several statements.
	 */
	<T> T write(Supplier<T> action) {
		return persist(() -> this.inOne.execute((status) -> action.get()));
	}

	private static <T> T persist(Supplier<T> attempts) {
		for (int attempt = 1;; attempt++) {
			try {
				return attempts.get();
			}
			catch (ConcurrencyFailureException ex) {
				if (attempt == ATTEMPTS) {
					throw ex;
				}
				pause(attempt);
			}
		}
	}

	private static void pause(int attempt) {
		LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(attempt * 5_000_000L));
	}

}
