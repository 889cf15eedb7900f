package io.github.mixedsession.channel;

import java.time.Clock;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.http.LogText;
import io.github.mixedsession.log.KeyedThrottle;
import io.github.mixedsession.log.Throttle;

/**
 * Tells whoever runs the site which requests can't be served or redirected, why, and what
 * to do about it: once a minute for a path, and of so many paths a minute at most, so
 * that a stranger can fill neither the log nor the memory. Thread-safe.
 */
final class WrongChannelLog {

	static final int MAX_PATHS = 32;

	private static final Log logger = LogFactory.getLog(WrongChannelLog.class);

	private final HeaderLimit headerLimit;

	private final KeyedThrottle throttle;

	private final Throttle untrustedHosts;

	private final Throttle longUrls;

	private final Throttle ambiguousPaths;

	WrongChannelLog(HeaderLimit headerLimit, Clock clock) {
		this.headerLimit = headerLimit;
		this.throttle = new KeyedThrottle(clock, MAX_PATHS);
		this.untrustedHosts = new Throttle(clock);
		this.longUrls = new Throttle(clock);
		this.ambiguousPaths = new Throttle(clock);
	}

	/**
	 * The request was refused.
	 * @param decision what it requires, {@code null} if its session has to stay on HTTPS
	 */
	void refused(HttpServletRequest request, @Nullable ChannelDecision decision, RefusalReason refusal) {
		if (refusal == RefusalReason.WRONG_CHANNEL) {
			warn(request, "Refused", reason(request, decision));
		}
		else if (refusal == RefusalReason.UNTRUSTED_HOST && this.untrustedHosts.tryAcquire()) {
			logger.warn("Refused to redirect a request to the host '" + LogText.of(request.getServerName())
					+ "'. If it is this site, list it in mixed-session.channel.allowed-hosts, or set the base URL "
					+ "of the channel. Logged at most once a minute.");
		}
		else if (refusal == RefusalReason.URL_TOO_LONG && this.longUrls.tryAcquire()) {
			logger.warn("Refused to redirect " + LogText.of(request.getRequestURI()) + ": with its URL the headers of "
					+ "the response may be longer than the " + this.headerLimit.bytes() + " bytes of "
					+ this.headerLimit.property() + ". Logged at most once a minute.");
		}
		else if (refusal == RefusalReason.AMBIGUOUS_PATH && this.ambiguousPaths.tryAcquire()) {
			logger.warn("Refused " + LogText.of(request.getMethod()) + " " + LogText.of(request.getRequestURI())
					+ ": the "
					+ "path is ambiguous (//, %2e, %2f and the like), so rules and handlers might take it for different "
					+ "ones. Correct the link or the client. Logged at most once a minute.");
		}
	}

	/**
	 * The request is served over HTTP, and needs a login.
	 * @param decision why it can't be redirected
	 */
	void needsLogin(HttpServletRequest request, ChannelDecision decision) {
		warn(request, "A login is asked for by", decision.reason() + " requires HTTP, and nobody is logged in there. "
				+ "Give the path a rule with requires: secure, or let everybody see it.");
	}

	private void warn(HttpServletRequest request, String what, String why) {
		String path = LogText.of(RequestTarget.of(request).path());
		if (this.throttle.tryAcquire(path)) {
			logger.warn(what + " " + LogText.of(request.getMethod()) + " " + path + " over "
					+ (request.isSecure() ? "HTTPS" : "HTTP") + ": " + why
					+ " Logged at most once a minute for a path, and for " + MAX_PATHS + " paths.");
		}
	}

	private static String reason(HttpServletRequest request, @Nullable ChannelDecision decision) {
		if (decision == null) {
			return "its session has to stay on HTTPS (mixed-session.channel.stay-secure or a veto), and the request is "
					+ "no navigation that could be redirected.";
		}
		String target = request.isSecure() ? "HTTP" : "HTTPS";
		return decision.reason() + " requires " + target + ", and the request is no navigation that could be "
				+ "redirected. Serve the page or start the program that sends it over " + target
				+ ", or give the path a rule with requires: any (where it logs somebody in, requires: secure).";
	}

}
