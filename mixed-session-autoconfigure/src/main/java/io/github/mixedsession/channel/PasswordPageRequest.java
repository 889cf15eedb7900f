package io.github.mixedsession.channel;

import java.io.IOException;
import java.io.UncheckedIOException;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * Lets go what is held of a page before a request that went on asynchronously is
 * completed without another dispatch.
 */
final class PasswordPageRequest extends HttpServletRequestWrapper {

	private final PasswordPageResponse page;

	private final Completion completion;

	/** What is done before the response ends. */
	interface Completion {

		void run() throws IOException;

	}

	PasswordPageRequest(HttpServletRequest request, PasswordPageResponse page, Completion completion) {
		super(request);
		this.page = page;
		this.completion = completion;
	}

	/**
	 * Goes on with the container's own response, on which nothing can be held.
	 */
	@Override
	public AsyncContext startAsync() {
		try {
			this.page.pass();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return super.startAsync();
	}

	@Override
	public AsyncContext startAsync(ServletRequest servletRequest, ServletResponse servletResponse) {
		return new CompletingContext(super.startAsync(servletRequest, servletResponse));
	}

	@Override
	@SuppressWarnings("NullAway") // a mock answers null where a container throws
	public AsyncContext getAsyncContext() {
		AsyncContext context = super.getAsyncContext();
		return (context != null) ? new CompletingContext(context) : null;
	}

	private final class CompletingContext implements AsyncContext {

		private final AsyncContext context;

		CompletingContext(AsyncContext context) {
			this.context = context;
		}

		@Override
		public void complete() {
			try {
				PasswordPageRequest.this.completion.run();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
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
			return this.context.getResponse();
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
			this.context.addListener(listener);
		}

		@Override
		public void addListener(AsyncListener listener, ServletRequest servletRequest,
				ServletResponse servletResponse) {
			this.context.addListener(listener, servletRequest, servletResponse);
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

}
