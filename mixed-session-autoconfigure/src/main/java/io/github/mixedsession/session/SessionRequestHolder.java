package io.github.mixedsession.session;

import org.jspecify.annotations.Nullable;

/**
 * Binds the current request to its thread, since
 * {@code SessionRepository.createSession()} and {@code findById(String)} are told nothing
 * of it. Bound for each dispatch of a request, outside Spring Session's filter.
 */
public final class SessionRequestHolder {

	private static final ThreadLocal<@Nullable SessionRequest> CURRENT = new ThreadLocal<>();

	private SessionRequestHolder() {
	}

	/**
	 * Returns the current request.
	 * @return the request, {@code null} outside of one
	 */
	public static @Nullable SessionRequest get() {
		return CURRENT.get();
	}

	/**
	 * Binds a request to the current thread.
	 * @param request the request, {@code null} for none
	 */
	public static void set(@Nullable SessionRequest request) {
		if (request == null) {
			CURRENT.remove();
		}
		else {
			CURRENT.set(request);
		}
	}

}
