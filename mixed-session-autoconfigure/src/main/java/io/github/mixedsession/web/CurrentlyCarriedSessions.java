package io.github.mixedsession.web;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.session.CurrentSession;
import io.github.mixedsession.session.CurrentSessionHolder;
import io.github.mixedsession.store.cookie.CarriedSessions;

/**
 * Tells what the request carries that the current thread is of, or works for, where
 * cookies hold the sessions themselves. Thread-safe.
 */
public final class CurrentlyCarriedSessions implements Supplier<@Nullable CarriedSessions> {

	@Override
	public @Nullable CarriedSessions get() {
		CarriedSessions worked = RequestCookies.workedFor();
		if (worked != null) {
			return worked;
		}
		CurrentSession current = CurrentSessionHolder.get();
		return (current != null && current.request() instanceof ServletSessionRequest request) ? request.carried()
				: null;
	}

}
