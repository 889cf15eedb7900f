package io.github.mixedsession.web;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.mixedsession.http.AsyncAwareRequest;
import io.github.mixedsession.session.SessionPolicy;
import io.github.mixedsession.session.ViewedSession;

/**
 * Saves the session before the request is handed over to another thread, which has the
 * response from then on, and again when that one completes it. Who goes on with the
 * container's own response gets the one that saves the session before it is committed.
 */
final class AsyncSessionRequest extends AsyncAwareRequest {

	private static final Log logger = LogFactory.getLog(AsyncSessionRequest.class);

	private final HttpServletResponse response;

	private final ServletSessionRequest current;

	private final SessionPolicy policy;

	AsyncSessionRequest(HttpServletRequest request, HttpServletResponse response, ServletSessionRequest current,
			SessionPolicy policy) {
		super(request);
		this.response = response;
		this.current = current;
		this.policy = policy;
	}

	@Override
	protected void aboutToStartAsync() {
		this.current.handOver(this::save);
	}

	@Override
	protected void aboutToComplete() {
		try {
			save();
		}
		catch (RuntimeException ex) {
			// as at the end of a request whose response has been committed
			logger.error("The session was not saved as an asynchronous request was completed", ex);
		}
	}

	@Override
	protected ServletResponse responseOf(ServletResponse other) {
		return this.current.response().isAround(other) ? this.response : other;
	}

	private void save() {
		ViewedSession session = this.current.session();
		if (session != null) {
			this.policy.save(session);
		}
		this.current.aboutToCommit();
	}

}
