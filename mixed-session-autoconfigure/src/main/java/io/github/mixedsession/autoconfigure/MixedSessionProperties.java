package io.github.mixedsession.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.channel.ChannelRequirement;

/**
 * Configuration properties for sessions over HTTP and HTTPS.
 *
 * @param enabled whether sessions work over both channels
 * @param httpPort port of the plain HTTP connector that is added to Tomcat or Jetty.
 * Leave it out behind a proxy
 * @param channel which channel a request has to use
 * @param attributes who sees which session attribute
 * @param cookie the two session cookies
 * @param rotation replacement of session ids
 * @param timeout timeouts of the secure side
 * @param writeInterval how often an access that changes nothing is recorded at most.
 * Never expires anyone early
 */
@ConfigurationProperties("mixed-session")
public record MixedSessionProperties(@DefaultValue("true") boolean enabled, @Nullable Integer httpPort,
		@DefaultValue ChannelProperties channel, @DefaultValue Attributes attributes, @DefaultValue Cookie cookie,
		@DefaultValue Rotation rotation, @DefaultValue Timeout timeout,
		@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration writeInterval) {

	/**
	 * Which channel a request has to use.
	 *
	 * @param rules rules in order, of which the first that matches wins
	 * @param defaultRequirement what a request requires that no rule matches
	 * @param staySecure whether a session that stepped up to HTTPS never steps down
	 * @param httpBaseUrl base URL of redirects to HTTP, if it can't be told from the
	 * connectors
	 * @param httpsBaseUrl base URL of redirects to HTTPS, if it can't be told from the
	 * connectors
	 * @param allowedHosts host names that a redirect may go to. Loopback names only, if
	 * empty
	 */
	public record ChannelProperties(@DefaultValue List<Rule> rules,
			@DefaultValue("any") ChannelRequirement defaultRequirement, @DefaultValue("false") boolean staySecure,
			@Nullable String httpBaseUrl, @Nullable String httpsBaseUrl, @DefaultValue List<String> allowedHosts) {
	}

	/**
	 * A channel rule.
	 *
	 * @param paths path patterns within the application
	 * @param methods HTTP methods that the rule applies to. All, if empty
	 * @param roles roles of users that the rule applies to. Everybody, if empty
	 * @param requires the channel that a matching request has to use
	 */
	public record Rule(@DefaultValue List<String> paths, @DefaultValue Set<String> methods,
			@DefaultValue Set<String> roles, @Nullable ChannelRequirement requires) {
	}

	/**
	 * Who sees which session attribute.
	 *
	 * @param defaultVisibility visibility of attributes that are not listed: shared, or
	 * secure for those that are set over HTTPS
	 * @param shared names of attributes that both channels see. May contain '*'
	 * @param secure names of attributes that only HTTPS sees, in addition to Spring
	 * Security's. May contain '*'
	 * @param perChannel names of attributes of which each channel has its own. May
	 * contain '*'
	 */
	public record Attributes(@DefaultValue("shared") AttributeVisibility defaultVisibility,
			@DefaultValue List<String> shared, @DefaultValue List<String> secure,
			@DefaultValue List<String> perChannel) {
	}

	/**
	 * The two session cookies.
	 *
	 * @param insecureName name of the cookie that travels over HTTP and HTTPS. The
	 * default is server.servlet.session.cookie.name, or else SESSION
	 * @param secureName name of the cookie that travels over HTTPS alone. The default is
	 * __Host-SESSION, or __Secure-SESSION where the cookie has a path or domain
	 */
	public record Cookie(@Nullable String insecureName, @Nullable String secureName) {
	}

	/**
	 * Replacement of session ids.
	 *
	 * @param grace how long a replaced id stays usable once its successor was presented
	 * @param onSecureIdReuse what happens when a secure id is presented after its grace
	 */
	public record Rotation(@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration grace,
			@DefaultValue("end-session") OnSecureIdReuse onSecureIdReuse) {
	}

	/**
	 * What happens when a secure id is presented after its grace.
	 */
	public enum OnSecureIdReuse {

		/** The session ends, and an event is published. */
		END_SESSION,

		/** An event is published. */
		REPORT

	}

	/**
	 * Timeouts of the secure side.
	 *
	 * @param secureIdle time without a request over HTTPS after which the secure side
	 * ends
	 * @param secureAbsolute time after which the secure side ends in any case
	 */
	public record Timeout(@DefaultValue("15m") @DurationUnit(ChronoUnit.SECONDS) Duration secureIdle,
			@DefaultValue("12h") @DurationUnit(ChronoUnit.SECONDS) Duration secureAbsolute) {
	}

}
