package io.github.mixedsession.channel;

import java.io.IOException;
import java.time.Clock;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.log.Throttle;

/**
 * Keeps HTML pages with a password field from being sent over HTTP. Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> In mode {@link PasswordPages#SECURE} no byte of
 * such a page leaves over HTTP in answer to a {@code GET}, as long as the field comes
 * within the first {@value #LIMIT} bytes. Not guaranteed: fields that scripts make, pages
 * that the application compresses, and what is written with a {@code WriteListener}, on
 * the container's own response or with sendfile.
 */
public final class PasswordPageGuard {

	/** How many bytes of a page are held at most. */
	static final int LIMIT = 256 * 1024;

	/** What {@link ChannelDecision#reason()} says of the pages. */
	static final String PROPERTY = "mixed-session.channel.password-pages";

	static final ChannelDecision DECISION = new ChannelDecision(ChannelRequirement.SECURE, PROPERTY, true);

	private static final String ATTRIBUTE = PasswordPageGuard.class.getName();

	private static final Log logger = LogFactory.getLog(PasswordPageGuard.class);

	private final PasswordPages mode;

	private final PasswordPageMemory memory;

	private final Throttle overflows;

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
	}

	/**
	 * Runs the chain.
	 * @param toHttps answers the request with a redirect to HTTPS, or refuses it
	 */
	void serve(HttpServletRequest request, HttpServletResponse response, FilterChain chain,
			PasswordPageRequest.Completion toHttps) throws IOException, ServletException {
		DispatcherType dispatch = request.getDispatcherType();
		boolean part = dispatch == DispatcherType.FORWARD || dispatch == DispatcherType.INCLUDE;
		if (this.mode == PasswordPages.IGNORE || part || request.isSecure() || !"GET".equals(request.getMethod())) {
			chain.doFilter(request, response);
			return;
		}
		PasswordPageResponse outer = outer(request);
		PasswordPageResponse page = (outer != null) ? outer
				: new PasswordPageResponse(response, LIMIT, this.mode == PasswordPages.SECURE);
		PasswordPageRequest.Completion end = () -> finish(request, page, toHttps);
		try {
			if (outer != null) {
				chain.doFilter(request, response);
			}
			else {
				request.setAttribute(ATTRIBUTE, page);
				chain.doFilter(new PasswordPageRequest(request, page, end), page);
			}
		}
		catch (IOException | ServletException | RuntimeException ex) {
			page.drop();
			throw ex;
		}
		if (!request.isAsyncStarted()) {
			end.run();
		}
	}

	/**
	 * Returns what an outer instance of the filter, or the dispatch before an
	 * asynchronous one, has put around the response. An error page comes on a response of
	 * its own.
	 */
	private static @Nullable PasswordPageResponse outer(HttpServletRequest request) {
		PasswordPageResponse page = (PasswordPageResponse) request.getAttribute(ATTRIBUTE);
		return (page != null && (!page.isPassed() || page.isOverflown())
				&& request.getDispatcherType() != DispatcherType.ERROR) ? page : null;
	}

	private void finish(HttpServletRequest request, PasswordPageResponse page, PasswordPageRequest.Completion toHttps)
			throws IOException {
		int status = page.getStatus();
		boolean dropped = page.finish();
		if (page.isFound()) {
			found(request, status);
		}
		else if (page.isOverflown() && this.overflows.tryAcquire()) {
			logger.warn("The page " + LogText.of(request.getRequestURI()) + " is longer than " + LIMIT
					+ " bytes: it was sent over HTTP without looking for password fields in the rest of it. If it may "
					+ "have some, add a rule with requires: secure to mixed-session.channel.rules. Logged at most "
					+ "once a minute.");
		}
		page.close();
		if (dropped) {
			toHttps.run();
		}
	}

	private void found(HttpServletRequest request, int status) {
		// Pages that are not found are many, and not worth remembering
		if (status == HttpServletResponse.SC_OK && this.memory.remember(request)) {
			logger.warn("The page " + LogText.of(request.getRequestURI()) + " has a password field and "
					+ ((this.mode == PasswordPages.SECURE)
							? "is served over HTTPS from now on. Add a rule with requires: secure to "
									+ "mixed-session.channel.rules, so that it always is."
							: "was sent over HTTP. Add a rule with requires: secure to mixed-session.channel.rules, or "
									+ "set " + PROPERTY + " to secure."));
		}
	}

}
