package io.github.mixedsession.autoconfigure.connector;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.autoconfigure.ServerProperties.ForwardHeadersStrategy;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Whether Spring Boot trusts forwarded headers: because it was told to, or because it
 * finds the application on a cloud platform.
 *
 * @param reason what makes it trust them, {@code null} if nothing does
 * @param cure how to have it trust nobody
 */
record ForwardedHeaders(@Nullable String reason, String cure) {

	private static final String STRATEGY = "server.forward-headers-strategy";

	/** Each of them brings Tomcat's valve, whatever the strategy is. */
	private static final String[] TOMCAT = { "server.tomcat.remoteip.protocol-header",
			"server.tomcat.remoteip.remote-ip-header" };

	static ForwardedHeaders from(Environment environment) {
		Binder binder = Binder.get(environment);
		for (String property : TOMCAT) {
			if (StringUtils.hasText(binder.bind(property, String.class).orElse(""))) {
				return new ForwardedHeaders(property + " is set", "Remove " + property + ".");
			}
		}
		ForwardHeadersStrategy strategy = binder.bind(STRATEGY, ForwardHeadersStrategy.class).orElse(null);
		String cure = "Set " + STRATEGY + " to none.";
		if (strategy != null) {
			return new ForwardedHeaders((strategy != ForwardHeadersStrategy.NONE) ? STRATEGY + " is set" : null, cure);
		}
		CloudPlatform platform = CloudPlatform.getActive(environment);
		return new ForwardedHeaders((platform != null && platform.isUsingForwardHeaders())
				? "Spring Boot finds the cloud platform " + platform : null, cure);
	}

	boolean isTrusted() {
		return this.reason != null;
	}

}
