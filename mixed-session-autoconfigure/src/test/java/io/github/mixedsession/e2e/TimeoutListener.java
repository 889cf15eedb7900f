package io.github.mixedsession.e2e;

import java.io.IOException;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * What happens when an asynchronous request runs out of time, and nothing before or
 * after.
 */
@FunctionalInterface
interface TimeoutListener extends AsyncListener {

	@Override
	void onTimeout(AsyncEvent event) throws IOException;

	@Override
	default void onStartAsync(AsyncEvent event) {
		// happens once
	}

	@Override
	default void onError(AsyncEvent event) {
		// none is expected
	}

	@Override
	default void onComplete(AsyncEvent event) {
		// nothing can be written any more
	}

}
