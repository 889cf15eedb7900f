package io.github.mixedsession.channel;

import java.io.IOException;
import java.time.Clock;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

import io.github.mixedsession.Channel;
import io.github.mixedsession.RefusalReason;
import io.github.mixedsession.http.LogText;
import io.github.mixedsession.log.Throttle;

/**
 * Finds the target of a redirect, or refuses the request, and writes the redirect so that
 * no cache keeps it.
 */
final class ChannelRedirect {

	private static final Log logger = LogFactory.getLog(ChannelRedirect.class);

	private final RedirectTargets targets;

	private final ChannelObserver observer;

	private final Throttle untrustedHosts;

	private final Throttle longLocations;

	ChannelRedirect(RedirectTargets targets, ChannelObserver observer, Clock clock) {
		this.targets = targets;
		this.observer = observer;
		this.untrustedHosts = new Throttle(clock);
		this.longLocations = new Throttle(clock);
	}

	/**
	 * Answers whether the site is known to have a channel.
	 */
	boolean leadsTo(Channel channel) {
		return this.targets.isKnown(channel);
	}

	/**
	 * Returns where the request is on a channel.
	 * @return the location, {@code null} if the request was refused instead
	 */
	@Nullable String locate(Channel channel, HttpServletRequest request, HttpServletResponse response) throws IOException {
		String location;
		try {
			location = this.targets.locationOn(channel, request);
		}
		catch (UntrustedHostException ex) {
			if (this.untrustedHosts.tryAcquire()) {
				logger.warn("Refused to redirect a request to the host '" + LogText.of(request.getServerName())
						+ "'. If it is this site, list it in mixed-session.channel.allowed-hosts, or set the base URL "
						+ "of the channel. Logged at most once a minute.");
			}
			PlainAnswer.send(response, HttpServletResponse.SC_BAD_REQUEST, ex.getMessage());
			this.observer.refused(request, RefusalReason.UNTRUSTED_HOST);
			return null;
		}
		HeaderLimit limit = this.targets.headerLimit();
		if (limit.hasRoomFor(lengthOf(HttpHeaders.LOCATION, location), lengthOfHeaders(response))) {
			return location;
		}
		if (this.longLocations.tryAcquire()) {
			logger.warn("Refused to redirect " + LogText.of(request.getRequestURI()) + " to a URL of "
					+ location.length() + " characters: with it the headers of the response may be longer than the "
					+ limit.bytes() + " bytes of " + limit.property() + ". Logged at most once a minute.");
		}
		PlainAnswer.send(response, HttpServletResponse.SC_REQUEST_URI_TOO_LONG,
				"The URL of this request is too long to be redirected");
		this.observer.refused(request, RefusalReason.URL_TOO_LONG);
		return null;
	}

	private static int lengthOfHeaders(HttpServletResponse response) {
		return response.getHeaderNames()
			.stream()
			.mapToInt((name) -> response.getHeaders(name).stream().mapToInt((value) -> lengthOf(name, value)).sum())
			.sum();
	}

	private static int lengthOf(String name, String value) {
		return name.length() + ": ".length() + value.length() + "\r\n".length();
	}

	// Not sendRedirect, which resolves the location once more and writes a body.
	void send(HttpServletResponse response, String location) {
		response.setStatus(HttpServletResponse.SC_FOUND);
		response.setHeader(HttpHeaders.LOCATION, location);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
	}

}
