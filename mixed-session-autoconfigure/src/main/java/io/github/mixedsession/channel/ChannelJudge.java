package io.github.mixedsession.channel;

import java.util.function.IntSupplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

import io.github.mixedsession.Channel;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.channel.ChannelVerdict.Outcome;
import io.github.mixedsession.http.NavigationRequest;
import io.github.mixedsession.http.RequestPathSyntax;
import io.github.mixedsession.http.SubresourceRequest;

/**
 * Says what becomes of a request: to whom it happens, and to whom asks what would happen,
 * so that the two can't differ. Looks at the request alone, and changes, writes and logs
 * nothing. Thread-safe.
 */
final class ChannelJudge {

	private final ChannelRules rules;

	private final RedirectTargets targets;

	ChannelJudge(ChannelRules rules, RedirectTargets targets) {
		this.rules = rules;
		this.targets = targets;
	}

	/**
	 * Judges a request as it arrived.
	 * @param otherHeaders how long the headers are that its response has already
	 */
	ChannelVerdict judge(HttpServletRequest request, RoleLookup roles, IntSupplier otherHeaders) {
		if (RequestPathSyntax.isAmbiguous(request.getRequestURI())) {
			return ChannelVerdict.refuse(null, HttpServletResponse.SC_BAD_REQUEST, RefusalReason.AMBIGUOUS_PATH,
					"The path of this request is ambiguous");
		}
		ChannelDecision decision = this.rules.decide(request, roles);
		if (decision.requirement().isMetBy(Channel.of(request.isSecure()))) {
			return ChannelVerdict.serve(decision);
		}
		return request.isSecure() ? judgeMoveToHttp(request, decision, otherHeaders)
				: judgeMoveToHttps(request, decision, otherHeaders);
	}

	/**
	 * Judges a request over HTTP that requires HTTPS.
	 * @param decision why, {@code null} if its session has to stay on HTTPS
	 */
	ChannelVerdict judgeMoveToHttps(HttpServletRequest request, @Nullable ChannelDecision decision,
			IntSupplier otherHeaders) {
		boolean comesBack = HiddenTlsDetector.hasSign(request) && HopCookie.count(request) >= HopCookie.LIMIT;
		return (comesBack || !NavigationRequest.isNavigation(request)) ? refuse(decision)
				: redirect(Channel.SECURE, request, decision, otherHeaders);
	}

	private ChannelVerdict judgeMoveToHttp(HttpServletRequest request, ChannelDecision decision,
			IntSupplier otherHeaders) {
		if (SubresourceRequest.isSubresource(request)) {
			return ChannelVerdict.serve(decision);
		}
		if (!NavigationRequest.isNavigation(request)) {
			return refuse(decision);
		}
		return (HopCookie.count(request) >= HopCookie.LIMIT) ? ChannelVerdict.serve(decision)
				: redirect(Channel.INSECURE, request, decision, otherHeaders);
	}

	private static ChannelVerdict refuse(@Nullable ChannelDecision decision) {
		return ChannelVerdict.refuse(decision, HttpServletResponse.SC_FORBIDDEN, RefusalReason.WRONG_CHANNEL,
				"This request is not allowed on this channel");
	}

	private ChannelVerdict redirect(Channel target, HttpServletRequest request, @Nullable ChannelDecision decision,
			IntSupplier otherHeaders) {
		try {
			String location = this.targets.locationOn(target, request);
			return this.targets.headerLimit().hasRoomFor(HttpHeaders.LOCATION, location, otherHeaders.getAsInt())
					? new ChannelVerdict(decision, Outcome.REDIRECT, HttpServletResponse.SC_FOUND, null, location)
					: ChannelVerdict.refuse(decision, HttpServletResponse.SC_REQUEST_URI_TOO_LONG,
							RefusalReason.URL_TOO_LONG, "The URL of this request is too long to be redirected");
		}
		catch (UntrustedHostException ex) {
			return ChannelVerdict.refuse(decision, HttpServletResponse.SC_BAD_REQUEST, RefusalReason.UNTRUSTED_HOST,
					ex.getMessage());
		}
		catch (IllegalStateException ex) {
			return new ChannelVerdict(decision, Outcome.FAIL, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, null,
					ex.getMessage());
		}
	}

	/**
	 * Judges a request that was let through over HTTP, and now needs a login.
	 * @return what it requires, {@code null} if redirecting it to HTTPS leads nowhere
	 */
	@Nullable ChannelDecision judgeLogin(HttpServletRequest request, RoleLookup roles) {
		return (NavigationRequest.isNavigation(request) && this.targets.isKnown(Channel.SECURE))
				? this.rules.decide(request, roles) : null;
	}

}
