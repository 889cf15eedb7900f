package io.github.mixedsession.http;

import java.io.IOException;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request that is told when it is about to go on asynchronously, and when somebody is
 * about to complete it: a container tells that only when nothing can be written any more.
 * Belongs to one request. Not told is whoever gets the {@link AsyncContext} from a
 * request that this one wraps.
 * <p>
 * Internal: for the password pages and the session.
 */
public abstract class AsyncAwareRequest extends HttpServletRequestWrapper {

	private @Nullable AwareContext context;

	private volatile boolean completed;

	/**
	 * Create a request.
	 * @param request the request
	 */
	protected AsyncAwareRequest(HttpServletRequest request) {
		super(request);
	}

	/**
	 * Called before the request goes on asynchronously, by the thread that has it.
	 */
	protected void aboutToStartAsync() {
		// for those who have something to do
	}

	/**
	 * Called before the request is completed without another dispatch, by whatever thread
	 * does so. Must not throw, for what it throws is lost.
	 */
	protected void aboutToComplete() {
		// for those who have something to do
	}

	/**
	 * Returns whether somebody has completed the request. As long as the dispatch that
	 * started it lasts, what is written still counts (Servlet 6.1, section 2.3.3.3).
	 * @return {@code true} once {@link #aboutToComplete()} has been called
	 */
	public boolean isCompleted() {
		return this.completed;
	}

	/**
	 * Returns the response that an asynchronous context gives, and its listeners get.
	 * @param response the container's
	 * @return that one, or another
	 */
	protected ServletResponse responseOf(ServletResponse response) {
		return response;
	}

	@Override
	public AsyncContext startAsync() {
		aboutToStartAsync();
		return aware(super.startAsync());
	}

	@Override
	public AsyncContext startAsync(ServletRequest servletRequest, ServletResponse servletResponse) {
		aboutToStartAsync();
		return aware(super.startAsync(servletRequest, servletResponse));
	}

	@Override
	@SuppressWarnings("NullAway") // a mock answers null where a container throws
	public AsyncContext getAsyncContext() {
		AsyncContext container = super.getAsyncContext();
		return (container != null) ? aware(container) : null;
	}

	private synchronized AsyncContext aware(AsyncContext container) {
		if (this.context == null || this.context.container != container) {
			this.context = new AwareContext(container);
		}
		return this.context;
	}

	/**
	 * Tells the request before it is completed, also if a listener completes it.
	 */
	private final class AwareContext implements AsyncContext {

		private final AsyncContext container;

		AwareContext(AsyncContext container) {
			this.container = container;
		}

		@Override
		public void complete() {
			try {
				aboutToComplete();
				AsyncAwareRequest.this.completed = true;
			}
			finally {
				this.container.complete();
			}
		}

		@Override
		public ServletRequest getRequest() {
			return this.container.getRequest();
		}

		@Override
		public ServletResponse getResponse() {
			return responseOf(this.container.getResponse());
		}

		@Override
		public boolean hasOriginalRequestAndResponse() {
			return this.container.hasOriginalRequestAndResponse();
		}

		@Override
		public void dispatch() {
			this.container.dispatch();
		}

		@Override
		public void dispatch(String path) {
			this.container.dispatch(path);
		}

		@Override
		public void dispatch(ServletContext servletContext, String path) {
			this.container.dispatch(servletContext, path);
		}

		@Override
		public void start(Runnable run) {
			this.container.start(run);
		}

		@Override
		public void addListener(AsyncListener listener) {
			this.container.addListener(new AwareListener(listener));
		}

		@Override
		public void addListener(AsyncListener listener, ServletRequest servletRequest,
				ServletResponse servletResponse) {
			this.container.addListener(new AwareListener(listener), servletRequest, servletResponse);
		}

		@Override
		public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
			return this.container.createListener(type);
		}

		@Override
		public void setTimeout(long timeout) {
			this.container.setTimeout(timeout);
		}

		@Override
		public long getTimeout() {
			return this.container.getTimeout();
		}

	}

	/**
	 * Gives a listener the context that tells the request, and its response, in place of
	 * the container's.
	 */
	private final class AwareListener implements AsyncListener {

		private final AsyncListener listener;

		AwareListener(AsyncListener listener) {
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
			ServletResponse supplied = event.getSuppliedResponse();
			return new AsyncEvent(AsyncAwareRequest.this.aware(event.getAsyncContext()), event.getSuppliedRequest(),
					(supplied != null) ? responseOf(supplied) : null, event.getThrowable());
		}

	}

}
