package io.github.mixedsession.store.jdbc;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs the store's statements apart from whatever transaction the application has on the
 * thread: its rollback must not take session data along, nor may its snapshot show an old
 * session. What lost a deadlock or a race is run again.
 */
final class StoreTransactions {

	private static final int ATTEMPTS = 8;

	private final TransactionTemplate reads;

	private final TransactionTemplate writes;

	StoreTransactions(PlatformTransactionManager transactionManager) {
		this.reads = new TransactionTemplate(transactionManager);
		this.reads.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
		this.reads.setReadOnly(true);
		this.writes = new TransactionTemplate(transactionManager);
		this.writes.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
	}

	<T> T read(Supplier<T> action) {
		return this.reads.execute((status) -> action.get());
	}

	<T> T write(Supplier<T> action) {
		for (int attempt = 1;; attempt++) {
			try {
				return this.writes.execute((status) -> action.get());
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
