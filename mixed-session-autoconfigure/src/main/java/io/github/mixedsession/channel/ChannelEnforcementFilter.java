package io.github.mixedsession.channel;

import java.io.IOException;
import java.time.Clock;

import io.github.mixedsession.Channel;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.StepDownRefusedException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Serves a request on the channel that it requires, redirects a navigation to it, and
 * refuses everything else. Belongs into every security filter chain, before anything that
 * acts on the request, and once more behind them for the requests that none of them
 * matches: whichever instance a request reaches first decides, for all its dispatches.
 * Thread-safe.
 * <p>
 * <strong>Security guarantees.</strong> Nothing that requires HTTPS is served over HTTP,
 * and nothing is executed on the wrong channel (invariant 12). Redirects are never
 * cacheable and stay on this site, and a client that can't leave HTTPS is served over
 * HTTPS (invariant 11). Not guaranteed: whether a request is secure is the word of
 * {@link HttpServletRequest#isSecure()}; and a client that keeps no cookies and upgrades
 * every request is redirected until it gives up.
 */
public final class ChannelEnforcementFilter implements Filter {

	/**
	 * The name of the short-lived cookie that counts redirects to HTTP. It holds a number
	 * and nothing else.
	 */
	public static final String HOP_COOKIE_NAME = "MIXED-SESSION-HOP";

	/**
	 * Request attribute that stands for a {@link StepDownRefusedException} where throwing
	 * it would give it to the application's exception handlers.
	 */
	public static final String STEP_DOWN_REFUSED_ATTRIBUTE = StepDownRefusedException.class.getName();

	private static final Log logger = LogFactory.getLog(ChannelEnforcementFilter.class);

	private final HopCookie hopCookie = new HopCookie(HOP_COOKIE_NAME);

	private final ChannelRules rules;

	private final ChannelRedirect redirect;

	private final RoleLookup roles;

	private final ChannelCrossing crossing;

	private final HiddenTlsDetector hiddenTls;

	private final ChannelObserver observer;

	private final PasswordPageGuard passwordPages;

	/**
	 * Create a filter.
	 * @param rules decide what a request requires
	 * @param targets where to redirect to
	 * @param roles the roles of the user, for rules that depend on them
	 * @param crossing what happens to the session
	 * @param clock limits how often the same warning is logged
	 */
	public ChannelEnforcementFilter(ChannelRules rules, RedirectTargets targets, RoleLookup roles,
			ChannelCrossing crossing, Clock clock) {
		this(rules, targets, roles, crossing, clock, ChannelObserver.NOOP,
				new PasswordPageGuard(PasswordPages.IGNORE, new PasswordPageMemory(), clock));
	}

	/**
	 * Create a filter that is observed.
	 * @param rules decide what a request requires
	 * @param targets where to redirect to
	 * @param roles the roles of the user, for rules that depend on them
	 * @param crossing what happens to the session
	 * @param clock limits how often the same warning is logged
	 * @param observer is told of redirects and refusals
	 * @param passwordPages keeps pages with a password field from being sent over HTTP
	 */
	public ChannelEnforcementFilter(ChannelRules rules, RedirectTargets targets, RoleLookup roles,
			ChannelCrossing crossing, Clock clock, ChannelObserver observer, PasswordPageGuard passwordPages) {
		this.rules = rules;
		this.redirect = new ChannelRedirect(targets, clock);
		this.roles = roles;
		this.crossing = crossing;
		this.hiddenTls = new HiddenTlsDetector(clock);
		this.observer = observer;
		this.passwordPages = passwordPages;
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		HttpServletResponse response = (HttpServletResponse) servletResponse;
		try {
			// An error before the decision, of a firewall for example: only its page is
			// served.
			boolean decided = RequestTarget.isKept(request) || request.getDispatcherType() == DispatcherType.ERROR;
			if (decided || enforce(request, response)) {
				this.passwordPages.serve(request, response, chain, () -> {
					response.reset();
					moveToHttps(request, response, PasswordPageGuard.DECISION);
				});
				if (request.getAttribute(STEP_DOWN_REFUSED_ATTRIBUTE) != null && !response.isCommitted()) {
					request.removeAttribute(STEP_DOWN_REFUSED_ATTRIBUTE);
					moveToHttps(request, response, null);
				}
			}
		}
		catch (ServletException | RuntimeException ex) {
			if (request.isSecure() || response.isCommitted() || !isStepDownRefused(ex)) {
				throw ex;
			}
			response.reset();
			moveToHttps(request, response, null);
		}
	}

	private static boolean isStepDownRefused(@Nullable Throwable ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof StepDownRefusedException) {
				return true;
			}
		}
		return false;
	}

	private boolean enforce(HttpServletRequest request, HttpServletResponse response) throws IOException {
		RequestTarget.keep(request);
		if (RequestPathSyntax.isAmbiguous(request.getRequestURI())) {
			response.sendError(HttpServletResponse.SC_BAD_REQUEST, "The path of this request is ambiguous");
			this.observer.refused(request, RefusalReason.AMBIGUOUS_PATH);
			return false;
		}
		ChannelDecision decision = this.rules.decide(request, this.roles);
		Channel channel = Channel.of(request.isSecure());
		if (logger.isDebugEnabled()) {
			logger.debug(LogText.of(request.getMethod()) + " " + LogText.of(request.getRequestURI()) + " over "
					+ channel + " requires " + decision.requirement() + " by " + decision.reason());
		}
		if (decision.requirement().isMetBy(channel)) {
			return stay(request, response, decision);
		}
		if (channel == Channel.INSECURE) {
			moveToHttps(request, response, decision);
			return false;
		}
		return !moveToHttp(request, response, decision) && stay(request, response, decision);
	}

	private boolean stay(HttpServletRequest request, HttpServletResponse response, ChannelDecision decision) {
		if (!request.isSecure() && this.hopCookie.isSentBy(request)) {
			this.hopCookie.expire(response);
		}
		this.crossing.stay(request, response, decision);
		return true;
	}

	private void moveToHttps(HttpServletRequest request, HttpServletResponse response,
			@Nullable ChannelDecision decision) throws IOException {
		boolean tlsMayBeHidden = this.hiddenTls.detect(request);
		int hops = this.hopCookie.count(request);
		if (!NavigationRequest.isNavigation(request) || (tlsMayBeHidden && hops >= HopCookie.LIMIT)) {
			refuse(request, response);
			return;
		}
		String location = locate(Channel.SECURE, request, response);
		if (location != null) {
			if (tlsMayBeHidden) {
				this.hopCookie.write(response, hops + 1);
			}
			else if (hops > 0) {
				// HTTPS sent it here a moment ago: rules that contradict each other
				this.hopCookie.write(response, HopCookie.LIMIT);
			}
			this.redirect.send(response, location);
			this.observer.redirected(request, Channel.SECURE, decision);
		}
	}

	/**
	 * Returns whether the request was answered; otherwise it has to be served over HTTPS.
	 */
	private boolean moveToHttp(HttpServletRequest request, HttpServletResponse response, ChannelDecision decision)
			throws IOException {
		if (!NavigationRequest.isNavigation(request)) {
			refuse(request, response);
			return true;
		}
		int hops = this.hopCookie.count(request);
		if (hops >= HopCookie.LIMIT) {
			return false;
		}
		String location = locate(Channel.INSECURE, request, response);
		if (location == null) {
			return true;
		}
		if (!this.crossing.leave(request, response, decision)) {
			return false;
		}
		this.hopCookie.write(response, hops + 1);
		this.redirect.send(response, location);
		this.observer.redirected(request, Channel.INSECURE, decision);
		return true;
	}

	private @Nullable String locate(Channel channel, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		String location = this.redirect.locate(channel, request, response);
		if (location == null) {
			this.observer.refused(request, RefusalReason.UNTRUSTED_HOST);
		}
		return location;
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
		response.sendError(HttpServletResponse.SC_FORBIDDEN, "This request is not allowed on this channel");
		this.observer.refused(request, RefusalReason.WRONG_CHANNEL);
	}

}
