package io.github.mixedsession.channel;

import java.io.IOException;
import java.time.Clock;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.http.NavigationRequest;
import io.github.mixedsession.http.SubresourceRequest;

/**
 * Answers the requests that have to be on the other channel: a navigation is redirected,
 * everything else refused, and no client is redirected for ever (invariants 11 and 12).
 */
final class WrongChannel {

	private static final ChannelDecision LOGIN = new ChannelDecision(ChannelRequirement.SECURE,
			"the login that Spring Security asks for", true);

	private final HopCookie hopCookie;

	private final ChannelRedirect redirect;

	private final ChannelCrossing crossing;

	private final HiddenTlsDetector hiddenTls;

	private final ChannelObserver observer;

	private final WrongChannelLog log;

	WrongChannel(HopCookie hopCookie, RedirectTargets targets, ChannelCrossing crossing, ChannelObserver observer,
			Clock clock) {
		this.hopCookie = hopCookie;
		this.redirect = new ChannelRedirect(targets, observer, clock);
		this.crossing = crossing;
		this.hiddenTls = new HiddenTlsDetector(clock);
		this.observer = observer;
		this.log = new WrongChannelLog(clock);
	}

	/**
	 * Redirects a request over HTTP, or refuses it.
	 * @param decision what it requires, {@code null} if its session has to stay on HTTPS
	 */
	void moveToHttps(HttpServletRequest request, HttpServletResponse response, @Nullable ChannelDecision decision)
			throws IOException {
		boolean tlsMayBeHidden = this.hiddenTls.detect(request);
		int hops = this.hopCookie.count(request);
		if (!NavigationRequest.isNavigation(request) || (tlsMayBeHidden && hops >= HopCookie.LIMIT)) {
			refuse(request, response, decision);
			return;
		}
		String location = this.redirect.locate(Channel.SECURE, request, response);
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
	 * Redirects a navigation over HTTP that needs a login, where that leads somewhere.
	 * @param decision what it requires
	 * @return whether the request was answered
	 */
	boolean moveToLogin(HttpServletRequest request, HttpServletResponse response, ChannelDecision decision)
			throws IOException {
		if (!NavigationRequest.isNavigation(request) || !this.redirect.leadsTo(Channel.SECURE)) {
			return false;
		}
		if (decision.requirement() == ChannelRequirement.INSECURE) {
			// HTTPS would send it back
			this.log.needsLogin(request, decision);
			return false;
		}
		response.reset();
		moveToHttps(request, response, LOGIN);
		return true;
	}

	/**
	 * Redirects a request over HTTPS, or refuses it.
	 * @return whether the request was answered; otherwise it has to be served over HTTPS
	 */
	boolean moveToHttp(HttpServletRequest request, HttpServletResponse response, ChannelDecision decision)
			throws IOException {
		if (SubresourceRequest.isSubresource(request)) {
			return false;
		}
		if (!NavigationRequest.isNavigation(request)) {
			refuse(request, response, decision);
			return true;
		}
		int hops = this.hopCookie.count(request);
		if (hops >= HopCookie.LIMIT) {
			return false;
		}
		String location = this.redirect.locate(Channel.INSECURE, request, response);
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

	private void refuse(HttpServletRequest request, HttpServletResponse response, @Nullable ChannelDecision decision)
			throws IOException {
		response.sendError(HttpServletResponse.SC_FORBIDDEN, "This request is not allowed on this channel");
		this.log.refused(request, decision);
		this.observer.refused(request, RefusalReason.WRONG_CHANNEL);
	}

}
