package io.github.mixedsession.channel;

import java.io.IOException;
import java.time.Clock;

import io.github.mixedsession.Channel;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.StepDownRefusedException;
import io.github.mixedsession.http.ConnectorChannel;
import io.github.mixedsession.http.LogText;
import io.github.mixedsession.http.ManagementRequest;
import io.github.mixedsession.http.RequestPathSyntax;
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

	private final RoleLookup roles;

	private final ChannelCrossing crossing;

	private final WrongChannel wrongChannel;

	private final ChannelObserver observer;

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
		this.rules = rules;
		this.roles = roles;
		this.crossing = crossing;
		this.wrongChannel = new WrongChannel(this.hopCookie, targets, crossing, observer, clock);
		this.observer = observer;
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
				&& this.wrongChannel.moveToLogin(request, response, this.rules.decide(request, this.roles));
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
			this.wrongChannel.moveToHttps(request, response, decision);
			return false;
		}
		return !this.wrongChannel.moveToHttp(request, response, decision) && stay(request, response, decision);
	}

	private boolean stay(HttpServletRequest request, HttpServletResponse response, ChannelDecision decision) {
		if (!request.isSecure() && this.hopCookie.isSentBy(request)) {
			this.hopCookie.expire(response);
		}
		this.crossing.stay(request, response, decision);
		return true;
	}

}
