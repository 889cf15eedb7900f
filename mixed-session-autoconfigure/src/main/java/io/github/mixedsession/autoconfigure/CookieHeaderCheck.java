package io.github.mixedsession.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.springframework.util.unit.DataSize;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.channel.HeaderLimit;

/**
 * Refuses a server that does not take two full session cookies: by default, none does.
 */
final class CookieHeaderCheck {

	/** Twice what browsers keep of a cookie, and as much again for all else. */
	private static final DataSize NEEDED = DataSize.ofKilobytes(16);

	private CookieHeaderCheck() {
	}

	/**
	 * Checks the limits of an embedded server.
	 * @param response that of responses
	 * @param request that of requests
	 */
	static void check(HeaderLimit response, DataSize request) {
		if (response.equals(HeaderLimit.DEFAULT)) {
			return;
		}
		List<String> small = new ArrayList<>();
		if (request.compareTo(NEEDED) < 0) {
			small.add("server.max-http-request-header-size");
		}
		if (response.bytes() < NEEDED.toBytes()) {
			small.add(response.property());
		}
		if (!small.isEmpty()) {
			throw new MisconfigurationException(
					"Two session cookies of 4096 bytes each, and what else is in a header, are more than the server takes.",
					"Set " + String.join(" and ", small) + " to " + NEEDED.toKilobytes() + "KB or more.");
		}
	}

}
