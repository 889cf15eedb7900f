package io.github.mixedsession.http;

import java.io.IOException;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Gives a listener the context that tells its request, in place of the container's.
 */
final class AwareAsyncListener implements AsyncListener {

	private final AsyncAwareRequest request;

	private final AsyncListener listener;

	AwareAsyncListener(AsyncAwareRequest request, AsyncListener listener) {
		this.request = request;
		this.listener = listener;
	}

	@Override
	public void onComplete(AsyncEvent event) throws IOException {
		this.listener.onComplete(aware(event));
	}

	@Override
	public void onTimeout(AsyncEvent event) throws IOException {
		this.listener.onTimeout(aware(event));
	}

	@Override
	public void onError(AsyncEvent event) throws IOException {
		this.listener.onError(aware(event));
	}

	@Override
	public void onStartAsync(AsyncEvent event) throws IOException {
		this.listener.onStartAsync(aware(event));
	}

	private AsyncEvent aware(AsyncEvent event) {
		return new AsyncEvent(this.request.aware(event.getAsyncContext()), event.getSuppliedRequest(),
				event.getSuppliedResponse(), event.getThrowable());
	}

}
