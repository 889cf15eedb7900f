package io.github.mixedsession.web;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.mixedsession.http.AsyncAwareRequest;

/**
 * Saves the session before the request is handed over to another thread, which has the
 * response from then on, and again when that one completes it. Who goes on with the
 * container's own response gets the one that saves the session before it is committed.
 */
final class AsyncSessionRequest extends AsyncAwareRequest {

	private static final Log logger = LogFactory.getLog(AsyncSessionRequest.class);

	private final HttpServletResponse response;

	private final SessionSavingResponse saving;

	/**
	 * Create the request of a dispatch.
	 * @param request what the application may see of it
	 * @param response what the application answers with
	 * @param saving what that passes to, and saves the session
	 */
	AsyncSessionRequest(HttpServletRequest request, HttpServletResponse response, SessionSavingResponse saving) {
		super(request);
		this.response = response;
		this.saving = saving;
	}

	@Override
	protected void aboutToStartAsync() {
		this.saving.handOver();
	}

	@Override
	protected void aboutToComplete() {
		try {
			this.saving.save();
		}
		catch (RuntimeException ex) {
			// as at the end of a request whose response has been committed
			logger.error("The session was not saved as an asynchronous request was completed", ex);
		}
	}

	@Override
	protected ServletResponse responseOf(ServletResponse other) {
		return this.saving.isGoneAroundBy(other) ? this.response : other;
	}

}
