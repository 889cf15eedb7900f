package io.github.mixedsession.channel;

import java.io.IOException;
import java.time.Clock;

import io.github.mixedsession.Channel;
import io.github.mixedsession.log.Throttle;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Finds the target of a redirect, or refuses the request, and writes the redirect so that
 * no cache keeps it.
 */
final class ChannelRedirect {

	private static final Log logger = LogFactory.getLog(ChannelRedirect.class);

	private final RedirectTargets targets;

	private final Throttle throttle;

	ChannelRedirect(RedirectTargets targets, Clock clock) {
		this.targets = targets;
		this.throttle = new Throttle(clock);
	}

	/**
	 * Returns where the request is on a channel.
	 * @return the location, {@code null} if the request was refused instead
	 */
	@Nullable String locate(Channel channel, HttpServletRequest request, HttpServletResponse response) throws IOException {
		try {
			return this.targets.locationOn(channel, request);
		}
		catch (UntrustedHostException ex) {
			if (this.throttle.tryAcquire()) {
				logger.warn("Refused to redirect a request to the host '" + LogText.of(request.getServerName())
						+ "'. If it is this site, list it in mixed-session.channel.allowed-hosts, or set the base URL "
						+ "of the channel. Logged at most once a minute.");
			}
			refuse(response, ex.getMessage());
			return null;
		}
	}

	/**
	 * Names the property to whoever sets the site up: error pages hide messages.
	 */
	private static void refuse(HttpServletResponse response, @Nullable String message) throws IOException {
		response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
		response.setContentType("text/plain;charset=UTF-8");
		response.getWriter().println(message);
	}

	// Not sendRedirect, which resolves the location once more and writes a body.
	void send(HttpServletResponse response, String location) {
		response.setStatus(HttpServletResponse.SC_FOUND);
		response.setHeader(HttpHeaders.LOCATION, location);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-store");
	}

}
