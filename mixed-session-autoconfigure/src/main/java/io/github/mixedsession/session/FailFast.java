package io.github.mixedsession.session;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.attribute.EncryptionKeys;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.TransactionException;

/**
 * Fails a request for good when the store first fails it. Spring Session saves twice, and
 * an error page may ask for the session: each would wait for a database that hangs
 * (invariant 14). As thread-safe as the store.
 */
final class FailFast implements InvocationHandler {

	private final Object store;

	private FailFast(Object store) {
		this.store = store;
	}

	/**
	 * Returns a store that fails fast.
	 * @param type the interface that its callers know
	 * @param store the store
	 */
	static <T> T of(Class<T> type, T store) {
		return type.cast(
				Proxy.newProxyInstance(FailFast.class.getClassLoader(), new Class<?>[] { type }, new FailFast(store)));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
		if (method.getDeclaringClass() == Object.class) {
			return method.invoke(this.store, args);
		}
		CurrentSession current = CurrentSessionHolder.get();
		SessionRequest request = (current != null) ? current.request() : null;
		SessionStoreException before = (request != null) ? request.storeFailure() : null;
		if (before != null) {
			throw new SessionStoreException(before);
		}
		try {
			return method.invoke(this.store, args);
		}
		catch (InvocationTargetException ex) {
			Throwable cause = ex.getTargetException();
			throw isFailure(cause) ? failure(cause, request) : cause;
		}
	}

	/**
	 * Does the same for the keys that sessions are encrypted with; without them the store
	 * is not asked either.
	 */
	static Supplier<EncryptionKeys> of(Supplier<EncryptionKeys> keys) {
		return () -> get(keys);
	}

	private static EncryptionKeys get(Supplier<EncryptionKeys> keys) {
		CurrentSession current = CurrentSessionHolder.get();
		SessionRequest request = (current != null) ? current.request() : null;
		if (request != null && request.storeFailure() instanceof KeyFailure before) {
			throw new SessionStoreException(before);
		}
		try {
			return keys.get();
		}
		catch (SessionStoreException ex) {
			if (request != null) {
				request.storeFailed(new KeyFailure(ex));
			}
			throw ex;
		}
	}

	/** That a locator is taken is an answer. */
	static boolean isFailure(Throwable cause) {
		return (cause instanceof DataAccessException && !(cause instanceof DuplicateKeyException))
				|| cause instanceof TransactionException;
	}

	private static SessionStoreException failure(Throwable cause, @Nullable SessionRequest request) {
		SessionStoreException failure = new SessionStoreException(cause);
		if (request != null) {
			request.storeFailed(failure);
		}
		return failure;
	}

	/**
	 * The keys can't be had, whether or not the store would answer.
	 */
	private static final class KeyFailure extends SessionStoreException {

		private static final long serialVersionUID = 1L;

		private KeyFailure(SessionStoreException cause) {
			super(cause);
		}

	}

}
