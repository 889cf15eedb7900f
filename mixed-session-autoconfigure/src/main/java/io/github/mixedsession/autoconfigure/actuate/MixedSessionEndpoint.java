package io.github.mixedsession.autoconfigure.actuate;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.http.HttpMethod;
import org.springframework.util.StringUtils;

import io.github.mixedsession.Channel;
import io.github.mixedsession.channel.ChannelDryRun;
import io.github.mixedsession.channel.HypotheticalRequest;

/**
 * {@link Endpoint @Endpoint} that shows the effective configuration, and says which rule
 * would decide about a request and what would happen to it. Changes nothing, looks no
 * session up and shows no secret.
 */
@Endpoint(id = "mixedsession")
public class MixedSessionEndpoint {

	private static final String DECISION = "decision";

	private static final int MAX_LENGTH = 2048;

	private static final Set<String> METHODS = Stream.of(HttpMethod.values())
		.map(HttpMethod::name)
		.collect(Collectors.toUnmodifiableSet());

	private final EffectiveConfiguration configuration;

	private final ChannelDryRun dryRun;

	private final String contextPath;

	private final String servletPrefix;

	private final String defaultHost;

	MixedSessionEndpoint(EffectiveConfiguration configuration, ChannelDryRun dryRun, String contextPath,
			String servletPrefix, String defaultHost) {
		this.configuration = configuration;
		this.dryRun = dryRun;
		this.contextPath = contextPath;
		this.servletPrefix = servletPrefix;
		this.defaultHost = defaultHost;
	}

	/**
	 * Shows the effective configuration.
	 * @return the configuration, the rules in their order
	 */
	@ReadOperation
	public MixedSessionDescriptor configuration() {
		return this.configuration.describe();
	}

	/**
	 * Says what would happen to the navigation of a browser.
	 * @param query what is asked, {@code decision}
	 * @param path the raw path within the application, without query
	 * @param method the method, {@code GET} if absent
	 * @param channel {@code http} or {@code https}, {@code http} if absent
	 * @param roles the roles of the user, separated by commas; over HTTP nobody is logged
	 * in, so they count over HTTPS alone
	 * @param host the host that the request names, an allowed one if absent
	 * @return what would happen, {@code null} if something else is asked
	 */
	@ReadOperation
	public @Nullable DecisionDescriptor decision(@Selector String query, String path, @Nullable String method,
			@Nullable String channel, @Nullable String roles, @Nullable String host) {
		if (!DECISION.equals(query)) {
			return null;
		}
		require(path.startsWith("/") && isReasonable(path) && path.indexOf('?') < 0 && path.indexOf('#') < 0, "path",
				"must start with a slash, without host and query");
		String upperCase = (method != null) ? method.toUpperCase(Locale.ROOT) : "GET";
		require(METHODS.contains(upperCase), "method", "must be a method of HTTP");
		require(roles == null || isReasonable(roles), "roles", "must be names separated by commas");
		require(host == null || isReasonable(host), "host", "must be a host name");
		HypotheticalRequest request = new HypotheticalRequest(upperCase, this.contextPath, this.servletPrefix, path,
				channel(channel), (host != null) ? host : this.defaultHost,
				Set.copyOf(List.of(StringUtils.tokenizeToStringArray(roles, ","))));
		return DecisionDescriptor.of(this.dryRun.run(request));
	}

	private static Channel channel(@Nullable String channel) {
		boolean https = "https".equalsIgnoreCase(channel);
		require(https || channel == null || "http".equalsIgnoreCase(channel), "channel", "must be http or https");
		return Channel.of(https);
	}

	private static boolean isReasonable(String text) {
		return !text.isBlank() && text.length() <= MAX_LENGTH && text.chars().noneMatch(Character::isISOControl);
	}

	private static void require(boolean valid, String parameter, String requirement) {
		if (!valid) {
			String message = "The parameter '" + parameter + "' " + requirement;
			throw new InvalidEndpointRequestException(message, message);
		}
	}

}
