package io.github.mixedsession.channel.passwordpage;

import java.io.IOException;
import java.time.Clock;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.mixedsession.channel.ResponseGuard;
import io.github.mixedsession.http.LogText;
import io.github.mixedsession.log.Throttle;

/**
 * Keeps HTML pages with a password field from being sent over HTTP. Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> In mode {@link PasswordPages#SECURE} no byte of
 * such a page leaves over HTTP in answer to a {@code GET}, as long as its status is 200
 * and the field comes within the first {@value #LIMIT} bytes. Not guaranteed: pages of
 * another status, which the log names, fields that scripts make, pages that the
 * application compresses, and what is written with a {@code WriteListener}, with sendfile
 * or on a response that was dug out of its wrappers.
 * <p>
 * Internal: the auto-configuration makes it.
 */
public final class PasswordPageGuard implements ResponseGuard {

	/** How many bytes of a page are held at most. */
	static final int LIMIT = 256 * 1024;

	private static final String ATTRIBUTE = PasswordPageGuard.class.getName();

	private static final Log logger = LogFactory.getLog(PasswordPageGuard.class);

	private final PasswordPages mode;

	private final PasswordPageMemory memory;

	private final Throttle overflows;

	private final Throttle otherStatus;

	/**
	 * Create a guard.
	 * @param mode what happens to the pages
	 * @param memory keeps their paths
	 * @param clock limits how often the same warning is logged
	 */
	public PasswordPageGuard(PasswordPages mode, PasswordPageMemory memory, Clock clock) {
		this.mode = mode;
		this.memory = memory;
		this.overflows = new Throttle(clock);
		this.otherStatus = new Throttle(clock);
	}

	@Override
	public void serve(HttpServletRequest request, HttpServletResponse response, FilterChain chain, MoveToHttps toHttps)
			throws IOException, ServletException {
		DispatcherType dispatch = request.getDispatcherType();
		boolean part = dispatch == DispatcherType.FORWARD || dispatch == DispatcherType.INCLUDE;
		if (dispatch == DispatcherType.FORWARD && request.getAttribute(ATTRIBUTE) instanceof PasswordPageResponse page
				&& page.isReachedBy(response)) {
			page.beginForward();
		}
		if (this.mode == PasswordPages.IGNORE || part || request.isSecure() || !"GET".equals(request.getMethod())) {
			chain.doFilter(request, response);
			return;
		}
		PasswordPageResponse page = pageOf(request, response);
		PasswordPageRequest.Completion end = () -> end(request, page, toHttps);
		// Tomcat completes a request that failed asynchronously by itself after its error
		// page.
		boolean completed = dispatch == DispatcherType.ERROR && request.isAsyncStarted();
		if (page.isReachedBy(response)) {
			chain.doFilter(request, response);
		}
		else {
			page.setResponse(response);
			PasswordPageRequest held = new PasswordPageRequest(request, page, end);
			chain.doFilter(held, page);
			completed |= held.isCompleted();
		}
		if (completed || !request.isAsyncStarted()) {
			end.run();
		}
	}

	/**
	 * Returns what an outer instance of the filter, or the dispatch before an
	 * asynchronous one, has put around the response. An error page comes on a response of
	 * its own, and is never moved: whoever asked for it may have asked with another
	 * method (Servlet 6.1, section 10.9.1), or for a path that nobody is to be sent to.
	 */
	private PasswordPageResponse pageOf(HttpServletRequest request, HttpServletResponse response) {
		boolean error = request.getDispatcherType() == DispatcherType.ERROR;
		PasswordPageResponse page = (PasswordPageResponse) request.getAttribute(ATTRIBUTE);
		if (page == null || (error && !page.isReachedBy(response))) {
			page = new PasswordPageResponse(response, (this.mode == PasswordPages.SECURE && !error) ? LIMIT : 0);
			request.setAttribute(ATTRIBUTE, page);
		}
		return page;
	}

	private void end(HttpServletRequest request, PasswordPageResponse page, MoveToHttps toHttps) throws IOException {
		int status = page.getStatus();
		switch (page.end()) {
			case NOTHING -> {
				// as nearly always
			}
			case WITHHELD -> {
				remember(request, "is served over HTTPS for the next ten minutes. Add a rule with requires: secure to "
						+ "mixed-session.channel.rules, so that it always is.");
				if (!page.isCommitted()) {
					toHttps.because(PasswordPageMemory.DECISION);
				}
			}
			case SENT_WITH_FIELD -> sent(request, status);
			case TOO_LONG -> {
				if (this.overflows.tryAcquire()) {
					logger.warn("The page " + LogText.of(request.getRequestURI()) + " is longer than " + LIMIT
							+ " bytes: it was sent over HTTP without looking for password fields in the rest of it. If "
							+ "it may have some, add a rule with requires: secure to mixed-session.channel.rules. "
							+ "Logged at most once a minute.");
				}
			}
		}
	}

	private void sent(HttpServletRequest request, int status) {
		if (status == HttpServletResponse.SC_OK && request.getDispatcherType() != DispatcherType.ERROR) {
			remember(request, "was sent over HTTP. Add a rule with requires: secure to mixed-session.channel.rules, or "
					+ "set " + PasswordPageMemory.PROPERTY + " to secure.");
		}
		else if (this.otherStatus.tryAcquire()) {
			logger.warn("A page of status " + status + " for " + LogText.of(request.getRequestURI())
					+ " has a password field and was sent over HTTP: " + PasswordPageMemory.PROPERTY
					+ " moves pages of status 200 alone. "
					+ "Leave the field out of error pages, or show it over HTTPS alone. Logged at most once a minute.");
		}
	}

	private void remember(HttpServletRequest request, String outcome) {
		if (this.memory.remember(request)) {
			logger.warn("The page " + LogText.of(request.getRequestURI()) + " has a password field and " + outcome);
		}
	}

}
