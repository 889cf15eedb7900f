package io.github.mixedsession.security;

import java.util.Collection;

import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.transport.HttpsRedirectFilter;

import io.github.mixedsession.MisconfigurationException;

/**
 * Refuses an application that has Spring Security redirect to HTTPS. It knows neither the
 * ports nor the rules: a page that needs HTTP loops, the others fail (invariant 11).
 * Thread-safe.
 */
public final class HttpsRedirectCheck {

	private HttpsRedirectCheck() {
	}

	/**
	 * Checks the chains of an application.
	 * @param chains the chains
	 * @throws MisconfigurationException if one of them redirects
	 */
	public static void check(Collection<? extends SecurityFilterChain> chains) {
		if (chains.stream()
			.flatMap((chain) -> chain.getFilters().stream())
			.anyMatch(HttpsRedirectFilter.class::isInstance)) {
			throw new MisconfigurationException(
					"A SecurityFilterChain redirects to HTTPS (redirectToHttps), beside the rules of "
							+ "mixed-session.channel, and to ports that it guesses.",
					"Remove redirectToHttps() from the chain, and say the same with "
							+ "mixed-session.channel.default-requirement=secure, or with rules for the paths that it "
							+ "was meant for.");
		}
	}

}
