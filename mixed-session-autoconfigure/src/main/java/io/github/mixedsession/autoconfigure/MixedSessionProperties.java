package io.github.mixedsession.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.Channel;
import io.github.mixedsession.ChannelRequirement;
import io.github.mixedsession.channel.CredentialsOverHttp;
import io.github.mixedsession.channel.passwordpage.PasswordPages;

/**
 * Configuration properties for sessions over HTTP and HTTPS. An unknown one fails: a
 * channel rule that is misspelt would protect nothing.
 *
 * @param enabled Whether sessions work over both channels.
 * @param include Path patterns within the application outside of which a request has no
 * session. All paths, if empty.
 * @param exclude Path patterns within the application inside of which a request has no
 * session. They win.
 * @param store Where sessions are kept: jdbc, in a relational database; redis, in Redis
 * or Valkey; cookie, in the two cookies; or auto, which is jdbc or redis, whichever the
 * application has, or its own SessionStore.
 * @param httpPort Port of the plain HTTP connector that is added to Tomcat or Jetty.
 * Leave it out behind a proxy.
 * @param channel Which channel a request has to use.
 * @param attributes Who sees which session attribute.
 * @param encryption Keys of the application that encrypt what is stored.
 * @param headers What backends behind the application see and change of a session.
 * @param cookie The two session cookies.
 * @param migration Acceptance of the cookie of sessions imported from Spring Session.
 * @param rotation Replacement of session ids.
 * @param timeout Timeouts of the secure side.
 * @param writeInterval How often an access that changes nothing is recorded at most.
 * Never expires anyone early.
 * @param serializationFilter Patterns of what Java serialisation may create of a stored
 * value, as jdk.serialFilter has them. What they reject is absent.
 * @param jdbc The store of sessions in a relational database.
 * @param redis The store of sessions in Redis or Valkey.
 */
@ConfigurationProperties(prefix = "mixed-session", ignoreUnknownFields = false)
public record MixedSessionProperties(@DefaultValue("true") boolean enabled, @DefaultValue List<String> include,
		@DefaultValue List<String> exclude, @DefaultValue("auto") StoreType store, @Nullable Integer httpPort,
		@DefaultValue ChannelProperties channel, @DefaultValue Attributes attributes,
		@DefaultValue EncryptionProperties encryption,
		@DefaultValue @NestedConfigurationProperty MixedSessionHeaderProperties headers, @DefaultValue Cookie cookie,
		@DefaultValue Migration migration, @DefaultValue Rotation rotation, @DefaultValue Timeout timeout,
		@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration writeInterval,
		@Nullable String serializationFilter,
		@DefaultValue @NestedConfigurationProperty MixedSessionJdbcProperties jdbc,
		@DefaultValue @NestedConfigurationProperty MixedSessionRedisProperties redis) {

	/**
	 * Which channel a request has to use.
	 *
	 * @param rules Rules in order, of which the first that matches wins: each with paths
	 * and requires (secure, insecure or any), and if need be methods and roles.
	 * @param defaultRequirement What a request requires that no rule matches.
	 * @param staySecure Whether a session that stepped up to HTTPS never steps down.
	 * @param credentialsOverHttp What happens to a request over HTTP that carries an
	 * Authorization header: refuse, with 403, or allow.
	 * @param passwordPages What happens to an HTML page with a password field that is
	 * about to be sent over HTTP.
	 * @param httpBaseUrl Base URL of redirects to HTTP, if it can't be told from the
	 * connectors.
	 * @param httpsBaseUrl Base URL of redirects to HTTPS, if it can't be told from the
	 * connectors.
	 * @param allowedHosts Host names that a redirect may go to. Loopback names only, if
	 * empty.
	 */
	public record ChannelProperties(@DefaultValue List<Rule> rules,
			@DefaultValue("any") ChannelRequirement defaultRequirement, @DefaultValue("false") boolean staySecure,
			@DefaultValue("refuse") CredentialsOverHttp credentialsOverHttp,
			@DefaultValue("secure") PasswordPages passwordPages, @Nullable String httpBaseUrl,
			@Nullable String httpsBaseUrl, @DefaultValue List<String> allowedHosts) {
	}

	/**
	 * A channel rule.
	 *
	 * @param paths Path patterns within the application.
	 * @param methods HTTP methods that the rule applies to. All, if empty.
	 * @param roles Roles of users that the rule applies to. Everybody, if empty.
	 * @param requires The channel that a matching request has to use.
	 */
	@ConfigurationPropertiesSource
	public record Rule(@DefaultValue List<String> paths, @DefaultValue Set<String> methods,
			@DefaultValue Set<String> roles, @Nullable ChannelRequirement requires) {
	}

	/**
	 * Who sees which session attribute.
	 *
	 * @param defaultVisibility Visibility of attributes that are not listed: secure for
	 * those that are first set over HTTPS, or shared.
	 * @param shared Names of attributes that both channels see. May contain '*'.
	 * @param secure Names of attributes that only HTTPS sees, in addition to Spring
	 * Security's. May contain '*'.
	 * @param perChannel Names of attributes of which each channel has its own. May
	 * contain '*'.
	 * @param maxSharedCount How many shared attributes one session may hold.
	 * @param maxSharedSize How large the values of the shared attributes of one session
	 * may be together, as they are stored.
	 * @param seal Whether the store gets what is set on the secure side encrypted, with a
	 * key that is in the visitor's secure cookie alone.
	 */
	public record Attributes(@DefaultValue("secure") AttributeVisibility defaultVisibility,
			@DefaultValue List<String> shared, @DefaultValue List<String> secure, @DefaultValue List<String> perChannel,
			@DefaultValue("1000") int maxSharedCount, @DefaultValue("1MB") DataSize maxSharedSize,
			@DefaultValue("true") boolean seal) {
	}

	/**
	 * Keys of the application that encrypt what is stored.
	 *
	 * @param keys Keys of 256 or 512 random bits, in base64: the first encrypts, all
	 * decrypt. Of 512 bits where mixed-session.store is cookie.
	 * @param keyStoreBundle Name of the SSL bundle whose key store has the keys. Its key
	 * alias names the one that encrypts.
	 * @param acceptUnencrypted Whether what no key has encrypted is read as well, while
	 * keys are being introduced.
	 */
	public record EncryptionProperties(@DefaultValue List<String> keys, @Nullable String keyStoreBundle,
			@DefaultValue("false") boolean acceptUnencrypted) {

		@Override
		public String toString() {
			return "EncryptionProperties[keys=" + this.keys.size() + " hidden, keyStoreBundle=" + this.keyStoreBundle
					+ ", acceptUnencrypted=" + this.acceptUnencrypted + "]";
		}

	}

	/**
	 * The two session cookies.
	 *
	 * @param insecureName Name of the cookie that travels over HTTP and HTTPS. The
	 * default is server.servlet.session.cookie.name, or else SESSION.
	 * @param secureName Name of the cookie that travels over HTTPS alone. The default is
	 * the insecure one's after __Host-, or after __Secure- where the cookie has a path or
	 * domain.
	 * @param hideFromApplication Whether handlers and the backends that they forward to
	 * see no session cookie.
	 * @param ledger Whether a database has a row for each session of a user who is logged
	 * in, so that it can be ended and listed, where mixed-session.store is cookie.
	 * @param absoluteTimeout Time after which a session in cookies ends in any case. The
	 * default is seven days, or spring.session.timeout if that is longer.
	 * @param allowedTypes Types that may be created from the JSON of a cookie, beside
	 * those of the packages of the application: names of classes, or of packages with
	 * '.*' or '.**'.
	 */
	public record Cookie(@Nullable String insecureName, @Nullable String secureName,
			@DefaultValue("true") boolean hideFromApplication, @DefaultValue("false") boolean ledger,
			@DurationUnit(ChronoUnit.SECONDS) @Nullable Duration absoluteTimeout,
			@DefaultValue List<String> allowedTypes) {
	}

	/**
	 * Acceptance of the cookie of sessions imported from Spring Session.
	 *
	 * @param cookieChannel Channel that the old cookie was confined to: secure, if it was
	 * always Secure, or else insecure. Accepted nowhere by default.
	 * @param cookieName Name of the old cookie.
	 * @param from Where the old sessions are, each to be moved at its first use: jdbc or
	 * redis, or the name of a SessionRepository bean. By default they are moved by a
	 * script.
	 */
	public record Migration(@Nullable Channel cookieChannel, @DefaultValue("SESSION") String cookieName,
			@Nullable String from) {
	}

	/**
	 * Replacement of session ids.
	 *
	 * @param grace How long a replaced id stays usable once its successor was presented.
	 * @param onSecureIdReuse What happens when a secure id is presented after its grace:
	 * end-session, or report, which is an event alone. The default is end-session, and
	 * report where sessions live in cookies without a ledger.
	 */
	public record Rotation(@DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration grace,
			@Nullable OnSecureIdReuse onSecureIdReuse) {
	}

	/**
	 * Returns what happens when a secure id is presented after its grace.
	 */
	OnSecureIdReuse onSecureIdReuse() {
		OnSecureIdReuse configured = this.rotation.onSecureIdReuse();
		if (configured != null) {
			return configured;
		}
		return isWithoutLedger() ? OnSecureIdReuse.REPORT : OnSecureIdReuse.END_SESSION;
	}

	/**
	 * Returns whether nobody but the visitors keeps anything of a session.
	 */
	boolean isWithoutLedger() {
		return this.store == StoreType.COOKIE && !this.cookie.ledger();
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
	 * @param secureIdle Time without a request over HTTPS after which the secure side
	 * ends.
	 * @param secureAbsolute Time after which the secure side ends in any case.
	 */
	public record Timeout(@DefaultValue("15m") @DurationUnit(ChronoUnit.SECONDS) Duration secureIdle,
			@DefaultValue("12h") @DurationUnit(ChronoUnit.SECONDS) Duration secureAbsolute) {
	}

}
