package io.github.mixedsession.session;

import org.jspecify.annotations.Nullable;

/**
 * Binds the session of the current request to its thread, since
 * {@code SessionRepository.createSession()} and {@code findById(String)} are told nothing
 * of it. Bound for each dispatch of a request, outside Spring Session's filter.
 */
public final class CurrentSessionHolder {

	private static final ThreadLocal<@Nullable CurrentSession> CURRENT = new ThreadLocal<>();

	private CurrentSessionHolder() {
	}

	/**
	 * Returns the session of the current request.
	 * @return the session, found or not, {@code null} outside of one
	 */
	public static @Nullable CurrentSession get() {
		return CURRENT.get();
	}

	/**
	 * Binds a request's session to the current thread.
	 * @param current the session, {@code null} for none
	 */
	public static void set(@Nullable CurrentSession current) {
		if (current == null) {
			CURRENT.remove();
		}
		else {
			CURRENT.set(current);
		}
	}

}
