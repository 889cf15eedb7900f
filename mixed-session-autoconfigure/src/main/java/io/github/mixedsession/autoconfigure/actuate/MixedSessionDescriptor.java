package io.github.mixedsession.autoconfigure.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.github.mixedsession.channel.ChannelRuleDescription;

/**
 * The effective configuration, as the endpoint shows it. Holds no secret.
 *
 * @param channel which channel a request has to use, and where the channels are
 * @param attributes who sees which session attribute, beyond what is built in
 * @param encryption the keys of the application
 * @param cookie the two cookies
 * @param rotation the replacement of ids
 * @param timeout the timeouts
 * @param writeInterval how often an access that changes nothing is recorded at most
 * @param include patterns of the paths that have a session, empty for all
 * @param exclude patterns of the paths that have none
 * @param store the class of the store
 */
public record MixedSessionDescriptor(ChannelDescriptor channel, AttributesDescriptor attributes,
		EncryptionDescriptor encryption, CookieDescriptor cookie, RotationDescriptor rotation,
		TimeoutDescriptor timeout, Duration writeInterval, List<String> include, List<String> exclude,
		String store) implements OperationResponseBody {

	/**
	 * Which channel a request has to use, and where the channels are.
	 *
	 * @param rules the rules in the order in which they are asked, the default last
	 * @param staySecure whether a session that stepped up never steps down
	 * @param credentialsOverHttp {@code refuse} or {@code allow}
	 * @param passwordPages {@code secure}, {@code warn} or {@code ignore}
	 * @param strictTransportSecurity whether {@code Strict-Transport-Security} is sent
	 * @param httpPort the port of the HTTP connector, {@code null} if there is none
	 * @param httpsPort the port of the HTTPS connector, {@code null} if there is none
	 * @param httpBaseUrl where redirects to HTTP go, {@code null} for the request's host
	 * @param httpsBaseUrl where redirects to HTTPS go, {@code null} for the request's
	 * host
	 * @param allowedHosts the hosts that a redirect may go to, empty for loopback names
	 */
	public record ChannelDescriptor(List<RuleDescriptor> rules, boolean staySecure, String credentialsOverHttp,
			String passwordPages, boolean strictTransportSecurity, @Nullable Integer httpPort,
			@Nullable Integer httpsPort, @Nullable String httpBaseUrl, @Nullable String httpsBaseUrl,
			List<String> allowedHosts) {
	}

	/**
	 * A rule.
	 *
	 * @param name a property with its index, the name of a class, or the property of the
	 * default
	 * @param requires {@code secure}, {@code insecure} or {@code any}, {@code null} if
	 * code decides
	 * @param paths the patterns
	 * @param methods the methods that it applies to, empty for all
	 * @param roles the roles of users that it applies to, empty for everybody
	 */
	public record RuleDescriptor(String name, @Nullable String requires, List<String> paths, Set<String> methods,
			Set<String> roles) {

		static RuleDescriptor of(ChannelRuleDescription rule) {
			return new RuleDescriptor(rule.name(), DecisionDescriptor.textOrNull(rule.requires()), rule.paths(),
					rule.methods(), rule.roles());
		}

	}

	/**
	 * Who sees which session attribute, beyond what is built in.
	 *
	 * @param defaultVisibility {@code shared} or {@code secure}
	 * @param shared patterns of names
	 * @param secure patterns of names
	 * @param perChannel patterns of names
	 * @param seal whether the secure side is sealed in the store: not in cookies, each of
	 * which is encrypted as a whole
	 */
	public record AttributesDescriptor(String defaultVisibility, List<String> shared, List<String> secure,
			List<String> perChannel, boolean seal) {
	}

	/**
	 * The keys of the application, of which nothing else is shown.
	 *
	 * @param keys whether there is one
	 */
	public record EncryptionDescriptor(boolean keys) {
	}

	/**
	 * The two cookies.
	 *
	 * @param insecureName the name of the one that travels on both channels
	 * @param secureName the name of the {@code Secure} one
	 * @param maxAge how long the browser keeps them, {@code null} for as long as it runs
	 * @param hideFromApplication whether handlers don't see them
	 * @param ledger whether sessions live in them, and a database knows those of users
	 */
	public record CookieDescriptor(String insecureName, String secureName, @Nullable Duration maxAge,
			boolean hideFromApplication, boolean ledger) {
	}

	/**
	 * The replacement of ids.
	 *
	 * @param grace how long a replaced id stays usable once its successor was presented
	 * @param onSecureIdReuse {@code end-session} or {@code report}
	 */
	public record RotationDescriptor(Duration grace, String onSecureIdReuse) {
	}

	/**
	 * The timeouts.
	 *
	 * @param session idle time of the whole session, zero or negative for never
	 * @param secureIdle idle time of the secure side
	 * @param secureAbsolute greatest age of the secure side
	 */
	public record TimeoutDescriptor(Duration session, Duration secureIdle, Duration secureAbsolute) {
	}

}
