package io.github.mixedsession.web;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.store.cookie.CarriedSessions;

/**
 * Tells what the request of the current thread carries, where cookies hold the sessions
 * themselves. Thread-safe.
 */
public final class CurrentlyCarriedSessions implements Supplier<@Nullable CarriedSessions> {

	@Override
	public @Nullable CarriedSessions get() {
		return ServletSessionRequest.currentlyCarried();
	}

}
