package io.github.mixedsession.channel;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import io.github.mixedsession.Channel;
import io.github.mixedsession.channel.ChannelForecast.Outcome;
import io.github.mixedsession.http.NavigationRequest;
import io.github.mixedsession.http.RequestPathSyntax;

/**
 * Says what {@link ChannelEnforcementFilter} would do with a request, without doing it:
 * nothing is looked up, written or logged. Thread-safe.
 * <p>
 * Not foreseen: what depends on a visitor. A session may have to stay on HTTPS, and a
 * client that was redirected to HTTP again and again is served over HTTPS.
 */
public final class ChannelDryRun {

	private final ChannelRules rules;

	private final RedirectTargets targets;

	/**
	 * Create a dry run.
	 * @param rules decide what a request requires
	 * @param targets where to redirect to
	 */
	public ChannelDryRun(ChannelRules rules, RedirectTargets targets) {
		this.rules = rules;
		this.targets = targets;
	}

	/**
	 * Says what would happen to a request.
	 * @param hypothetical the request
	 * @return what would happen
	 */
	public ChannelForecast run(HypotheticalRequest hypothetical) {
		HttpServletRequest request = hypothetical.asServletRequest();
		if (RequestPathSyntax.isAmbiguous(request.getRequestURI())) {
			return new ChannelForecast(null, Outcome.REFUSE, HttpServletResponse.SC_BAD_REQUEST,
					"The path of this request is ambiguous");
		}
		ChannelDecision decision = this.rules.decide(request, (asked, roles) -> hypothetical.hasAnyRole(roles));
		if (decision.requirement().isMetBy(hypothetical.channel())) {
			return new ChannelForecast(decision, Outcome.SERVE, null, null);
		}
		if (!NavigationRequest.isNavigation(request)) {
			return new ChannelForecast(decision, Outcome.REFUSE, HttpServletResponse.SC_FORBIDDEN,
					"This request is not allowed on this channel");
		}
		return redirect(decision, hypothetical.channel(), request);
	}

	private ChannelForecast redirect(ChannelDecision decision, Channel from, HttpServletRequest request) {
		try {
			String location = this.targets.locationOn(Channel.of(from == Channel.INSECURE), request);
			return new ChannelForecast(decision, Outcome.REDIRECT, HttpServletResponse.SC_FOUND, location);
		}
		catch (UntrustedHostException ex) {
			return new ChannelForecast(decision, Outcome.REFUSE, HttpServletResponse.SC_BAD_REQUEST, ex.getMessage());
		}
		catch (IllegalStateException ex) {
			return new ChannelForecast(decision, Outcome.FAIL, HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
					ex.getMessage());
		}
	}

}
