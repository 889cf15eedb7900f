package io.github.mixedsession.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * An asynchronous context that tells its request before it is completed, also if a
 * listener completes it.
 */
final class AwareAsyncContext implements AsyncContext {

	private final AsyncAwareRequest request;

	private final AsyncContext context;

	AwareAsyncContext(AsyncAwareRequest request, AsyncContext context) {
		this.request = request;
		this.context = context;
	}

	boolean isOf(AsyncContext other) {
		return this.context == other;
	}

	@Override
	public void complete() {
		try {
			this.request.complete();
		}
		finally {
			this.context.complete();
		}
	}

	@Override
	public ServletRequest getRequest() {
		return this.context.getRequest();
	}

	@Override
	public ServletResponse getResponse() {
		return this.request.responseOf(this.context.getResponse());
	}

	@Override
	public boolean hasOriginalRequestAndResponse() {
		return this.context.hasOriginalRequestAndResponse();
	}

	@Override
	public void dispatch() {
		this.context.dispatch();
	}

	@Override
	public void dispatch(String path) {
		this.context.dispatch(path);
	}

	@Override
	public void dispatch(ServletContext servletContext, String path) {
		this.context.dispatch(servletContext, path);
	}

	@Override
	public void start(Runnable run) {
		this.context.start(run);
	}

	@Override
	public void addListener(AsyncListener listener) {
		this.context.addListener(new AwareAsyncListener(this.request, listener));
	}

	@Override
	public void addListener(AsyncListener listener, ServletRequest servletRequest, ServletResponse servletResponse) {
		this.context.addListener(new AwareAsyncListener(this.request, listener), servletRequest, servletResponse);
	}

	@Override
	public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
		return this.context.createListener(type);
	}

	@Override
	public void setTimeout(long timeout) {
		this.context.setTimeout(timeout);
	}

	@Override
	public long getTimeout() {
		return this.context.getTimeout();
	}

}
