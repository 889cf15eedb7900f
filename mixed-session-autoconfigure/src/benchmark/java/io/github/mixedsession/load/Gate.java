package io.github.mixedsession.load;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.SessionStore;

/**
 * Holds a cleanup up between two batches, so that there are times with and without it
 * side by side. Thread-safe.
 */
final class Gate {

	private final SessionStore store;

	private boolean open;

	private boolean busy;

	private long batches;

	private long rows;

	Gate(SessionStore store) {
		this.store = store;
	}

	/**
	 * Returns a store that deletes what expired only while the gate is open.
	 */
	SessionStore gated() {
		return (SessionStore) Proxy.newProxyInstance(Gate.class.getClassLoader(), new Class<?>[] { SessionStore.class },
				this::invoke);
	}

	private @Nullable Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
		if (!method.getName().equals("deleteExpired")) {
			return call(method, arguments);
		}
		enter();
		int deleted = 0;
		try {
			ExpiredSessions answer = (ExpiredSessions) call(method, arguments);
			deleted = (answer != null) ? answer.deleted().size() : 0;
			return answer;
		}
		finally {
			leave(deleted);
		}
	}

	private @Nullable Object call(Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(this.store, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	private synchronized void enter() throws InterruptedException {
		while (!this.open) {
			wait();
		}
		this.busy = true;
	}

	private synchronized void leave(int deleted) {
		this.busy = false;
		this.batches++;
		this.rows += deleted;
		notifyAll();
	}

	synchronized void open() {
		this.open = true;
		notifyAll();
	}

	/**
	 * Closes the gate, and waits for the batch that is on its way.
	 */
	synchronized void close() throws InterruptedException {
		this.open = false;
		while (this.busy) {
			wait();
		}
	}

	synchronized long batches() {
		return this.batches;
	}

	synchronized long rows() {
		return this.rows;
	}

}
