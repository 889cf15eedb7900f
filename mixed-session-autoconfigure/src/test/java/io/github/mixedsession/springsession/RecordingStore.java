package io.github.mixedsession.springsession;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.mixedsession.store.SessionStore;

/**
 * Records which methods of a store were called.
 */
final class RecordingStore {

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final SessionStore store;

	RecordingStore(SessionStore target) {
		this.store = (SessionStore) Proxy.newProxyInstance(RecordingStore.class.getClassLoader(),
				new Class<?>[] { SessionStore.class }, (proxy, method, arguments) -> {
					if (!method.getName().equals("capabilities")) {
						this.calls.add(method.getName());
					}
					try {
						return method.invoke(target, arguments);
					}
					catch (InvocationTargetException ex) {
						throw Objects.requireNonNull(ex.getCause());
					}
				});
	}

	SessionStore store() {
		return this.store;
	}

	List<String> calls() {
		return this.calls;
	}

	void forget() {
		this.calls.clear();
	}

}
