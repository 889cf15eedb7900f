package io.github.mixedsession.channel.passwordpage;

import java.io.IOException;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.mixedsession.http.AsyncAwareRequest;

/**
 * Ends a page before a request that went on asynchronously is completed without another
 * dispatch. Who goes on with the container's own response gets the one that holds the
 * page, so that what was written before comes first.
 */
final class PasswordPageRequest extends AsyncAwareRequest {

	private static final Log logger = LogFactory.getLog(PasswordPageRequest.class);

	private final PasswordPageResponse response;

	private final Completion completion;

	/** What is done before the response ends. */
	interface Completion {

		void run() throws IOException;

	}

	PasswordPageRequest(HttpServletRequest request, PasswordPageResponse response, Completion completion) {
		super(request);
		this.response = response;
		this.completion = completion;
	}

	@Override
	protected void aboutToComplete() {
		try {
			this.completion.run();
		}
		catch (IOException ex) {
			logger.debug("The client is gone", ex);
		}
	}

	@Override
	protected ServletResponse responseOf(ServletResponse other) {
		return this.response.isReachedBy(other) ? other : this.response;
	}

}
