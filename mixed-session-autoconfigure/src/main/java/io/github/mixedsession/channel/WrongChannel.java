package io.github.mixedsession.channel;

import java.io.IOException;
import java.time.Clock;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

import io.github.mixedsession.Channel;
import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.channel.ChannelVerdict.Outcome;

/**
 * Carries out what was judged of requests that are not simply served: a navigation is
 * redirected, everything else refused, and no client is redirected for ever (invariants
 * 11 and 12).
 */
final class WrongChannel {

	private static final ChannelDecision LOGIN = new ChannelDecision(ChannelRequirement.SECURE,
			"the login that Spring Security asks for", true);

	private final ChannelJudge judge;

	private final ChannelCrossing crossing;

	private final HiddenTlsDetector hiddenTls;

	private final ChannelObserver observer;

	private final WrongChannelLog log;

	WrongChannel(ChannelJudge judge, HeaderLimit headerLimit, ChannelCrossing crossing, ChannelObserver observer,
			Clock clock) {
		this.judge = judge;
		this.crossing = crossing;
		this.hiddenTls = new HiddenTlsDetector(clock);
		this.observer = observer;
		this.log = new WrongChannelLog(headerLimit, clock);
	}

	/**
	 * Redirects a request over HTTP, or refuses it.
	 * @param decision what it requires, {@code null} if its session has to stay on HTTPS
	 */
	void moveToHttps(HttpServletRequest request, HttpServletResponse response, @Nullable ChannelDecision decision)
			throws IOException {
		answer(request, response,
				this.judge.judgeMoveToHttps(request, decision, () -> HeaderLimit.lengthOfHeaders(response)));
	}

	/**
	 * Redirects a navigation over HTTP that needs a login, where that leads somewhere.
	 * @return whether the request was answered
	 */
	boolean moveToLogin(HttpServletRequest request, HttpServletResponse response, RoleLookup roles) throws IOException {
		ChannelDecision decision = this.judge.judgeLogin(request, roles);
		if (decision == null) {
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
	 * Redirects or refuses a request, if that was the verdict.
	 * @return whether the request was answered; otherwise it has to be served
	 */
	boolean answer(HttpServletRequest request, HttpServletResponse response, ChannelVerdict verdict)
			throws IOException {
		if (verdict.outcome() == Outcome.SERVE) {
			return false;
		}
		RefusalReason refusal = verdict.refusal();
		boolean tlsMayBeHidden = !request.isSecure() && refusal != RefusalReason.AMBIGUOUS_PATH
				&& this.hiddenTls.detect(request);
		if (refusal != null) {
			refuse(request, response, verdict, refusal);
			return true;
		}
		if (verdict.outcome() == Outcome.FAIL) {
			throw new IllegalStateException(verdict.detail());
		}
		return redirect(request, response, verdict, tlsMayBeHidden);
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response, ChannelVerdict verdict,
			RefusalReason refusal) throws IOException {
		if (refusal == RefusalReason.AMBIGUOUS_PATH || refusal == RefusalReason.WRONG_CHANNEL) {
			response.sendError(verdict.status(), verdict.detail());
		}
		else {
			PlainAnswer.send(response, verdict.status(), verdict.detail());
		}
		this.log.refused(request, verdict.decision(), refusal);
		this.observer.refused(request, refusal);
	}

	private boolean redirect(HttpServletRequest request, HttpServletResponse response, ChannelVerdict verdict,
			boolean tlsMayBeHidden) {
		Channel target = Channel.of(!request.isSecure());
		ChannelDecision decision = verdict.decision();
		if (target == Channel.INSECURE && (decision == null || !this.crossing.leave(request, response, decision))) {
			return false;
		}
		int hops = HopCookie.count(request);
		if (target == Channel.INSECURE || tlsMayBeHidden) {
			HopCookie.write(response, hops + 1);
		}
		else if (hops > 0) {
			// HTTPS sent it here a moment ago: rules that contradict each other
			HopCookie.write(response, HopCookie.LIMIT);
		}
		// Not sendRedirect, which resolves the location once more and writes a body.
		response.setStatus(verdict.status());
		response.setHeader(HttpHeaders.LOCATION, verdict.detail());
		response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
		this.observer.redirected(request, target, decision);
		return true;
	}

}
