package io.github.mixedsession.channel;

import java.io.IOException;
import java.time.Clock;

import io.github.mixedsession.Channel;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.http.ConnectorChannel;
import io.github.mixedsession.http.LogText;
import io.github.mixedsession.http.ManagementRequest;
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
 * HTTPS (invariant 11). Not guaranteed: where the connector is not ours (see
 * {@link ConnectorChannel}), whether a request is secure is the word of
 * {@link HttpServletRequest#isSecure()}; and a client that keeps no cookies and upgrades
 * every request is redirected until it gives up.
 * <p>
 * Internal: the auto-configuration makes it.
 */
public final class ChannelEnforcementFilter implements Filter {

	/**
	 * The name of the short-lived cookie that counts redirects to HTTP. It holds a number
	 * and nothing else.
	 */
	public static final String HOP_COOKIE_NAME = HopCookie.NAME;

	/**
	 * Request attribute that stands for a {@link StepDownRefusedException} where throwing
	 * it would give it to the application's exception handlers.
	 */
	public static final String STEP_DOWN_REFUSED_ATTRIBUTE = StepDownRefusedException.class.getName();

	private static final Log logger = LogFactory.getLog(ChannelEnforcementFilter.class);

	private final ChannelJudge judge;

	private final RoleLookup roles;

	private final ChannelCrossing crossing;

	private final WrongChannel wrongChannel;

	private final ResponseGuard guard;

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
		this(rules, targets, roles, crossing, clock, ChannelObserver.NOOP, ResponseGuard.NONE);
	}

	/**
	 * Create a filter that is observed.
	 * @param rules decide what a request requires
	 * @param targets where to redirect to
	 * @param roles the roles of the user, for rules that depend on them
	 * @param crossing what happens to the session
	 * @param clock limits how often the same warning is logged
	 * @param observer is told of redirects and refusals
	 * @param guard may take back the response of a request that was let through
	 */
	public ChannelEnforcementFilter(ChannelRules rules, RedirectTargets targets, RoleLookup roles,
			ChannelCrossing crossing, Clock clock, ChannelObserver observer, ResponseGuard guard) {
		this.judge = new ChannelJudge(rules, targets);
		this.roles = roles;
		this.crossing = crossing;
		this.wrongChannel = new WrongChannel(this.judge, targets.headerLimit(), crossing, observer, clock);
		this.guard = guard;
	}

	@Override
	public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = ConnectorChannel.truthful((HttpServletRequest) servletRequest);
		HttpServletResponse response = (HttpServletResponse) servletResponse;
		if (ManagementRequest.is(request)) {
			chain.doFilter(request, response);
			return;
		}
		try {
			// An error before the decision, of a firewall for example: only its page is
			// served.
			boolean decided = RequestTarget.isKept(request) || request.getDispatcherType() == DispatcherType.ERROR;
			if (decided || enforce(request, response)) {
				this.guard.serve(request, response, chain, (why) -> {
					response.reset();
					this.wrongChannel.moveToHttps(request, response, why);
				});
				if (request.getAttribute(STEP_DOWN_REFUSED_ATTRIBUTE) != null && !response.isCommitted()) {
					request.removeAttribute(STEP_DOWN_REFUSED_ATTRIBUTE);
					this.wrongChannel.moveToHttps(request, response, null);
				}
			}
		}
		catch (ServletException | RuntimeException ex) {
			if (request.isSecure() || response.isCommitted() || !isStepDownRefused(ex)) {
				throw ex;
			}
			response.reset();
			this.wrongChannel.moveToHttps(request, response, null);
		}
	}

	/**
	 * Sends a navigation over HTTP for which a login is needed to the same URL over
	 * HTTPS: there its visitor may be logged in already, and a login leads back to it.
	 * Nobody can log in over HTTP, and no request is saved there for afterwards.
	 * @param request a request that this filter let through
	 * @param response its response
	 * @return whether the request was answered; otherwise, as for whatever is no
	 * navigation, it is answered as it would be without this filter
	 * @throws IOException if the answer can't be written
	 */
	public boolean moveToLogin(HttpServletRequest request, HttpServletResponse response) throws IOException {
		DispatcherType dispatch = request.getDispatcherType();
		boolean page = dispatch != DispatcherType.INCLUDE && dispatch != DispatcherType.ERROR;
		return page && RequestTarget.isKept(request) && !request.isSecure() && !response.isCommitted()
				&& this.wrongChannel.moveToLogin(request, response, this.roles);
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
		ChannelVerdict verdict = this.judge.judge(request, this.roles, () -> HeaderLimit.lengthOfHeaders(response));
		ChannelDecision decision = verdict.decision();
		if (decision != null && logger.isDebugEnabled()) {
			logger.debug(LogText.of(request.getMethod()) + " " + LogText.of(request.getRequestURI()) + " over "
					+ Channel.of(request.isSecure()) + " requires " + decision.requirement() + " by "
					+ decision.reason());
		}
		if (this.wrongChannel.answer(request, response, verdict) || decision == null) {
			return false;
		}
		if (!request.isSecure() && HopCookie.isSentBy(request)) {
			HopCookie.expire(response);
		}
		this.crossing.stay(request, response, decision);
		return true;
	}

}
