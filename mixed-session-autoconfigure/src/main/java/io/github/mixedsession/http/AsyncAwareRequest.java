package io.github.mixedsession.http;

import jakarta.servlet.AsyncContext;
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
 */
public abstract class AsyncAwareRequest extends HttpServletRequestWrapper {

	private @Nullable AwareAsyncContext context;

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

	void complete() {
		aboutToComplete();
		this.completed = true;
	}

	/**
	 * Returns the response that an asynchronous context gives.
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

	synchronized AsyncContext aware(AsyncContext container) {
		if (this.context == null || !this.context.isOf(container)) {
			this.context = new AwareAsyncContext(this, container);
		}
		return this.context;
	}

}
