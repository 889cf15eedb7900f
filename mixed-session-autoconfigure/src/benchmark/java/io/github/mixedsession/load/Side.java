package io.github.mixedsession.load;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration;

import io.github.mixedsession.id.RandomBytes;
import io.github.mixedsession.test.RedisOnDemand;

/**
 * A way to keep a session.
 */
enum Side {

	/** One {@code SELECT} that somebody wrote for this page, on the tables of ours. */
	HAND_WRITTEN("hand-written", JdbcSessionAutoConfiguration.class,
			SessionAutoConfiguration.class),

	OURS("mixed-session", JdbcSessionAutoConfiguration.class),

	/** Of ours, what seals cost: logged in alone, for nothing else is sealed. */
	UNSEALED("mixed-session, unsealed", JdbcSessionAutoConfiguration.class),

	/** Ours without a store: the whole session travels, encrypted. */
	COOKIE("mixed-session, in cookies", JdbcSessionAutoConfiguration.class),

	STOCK("Spring Session JDBC"),

	/** Ours on the other kind of server. */
	OURS_ON_REDIS("mixed-session on Redis", JdbcSessionAutoConfiguration.class),

	REDIS("Spring Session Redis", JdbcSessionAutoConfiguration.class),

	/** The one that finds a user's sessions, and tells of those that expire, as ours do. */
	INDEXED_REDIS("Spring Session Redis, indexed", JdbcSessionAutoConfiguration.class),

	TOMCAT("Tomcat, in memory", JdbcSessionAutoConfiguration.class,
			SessionAutoConfiguration.class);

	private final String label;

	private final List<Class<?>> excluded;

	Side(String label, Class<?>... excluded) {
		this.label = label;
		this.excluded = List.of(excluded);
	}

	boolean usesDatabase() {
		return usesServer() && !usesRedis();
	}

	boolean usesRedis() {
		return this == OURS_ON_REDIS || this == REDIS || this == INDEXED_REDIS;
	}

	boolean usesServer() {
		return this != TOMCAT && this != COOKIE;
	}

	private boolean isOurs() {
		return this == OURS || this == OURS_ON_REDIS || this == UNSEALED || this == COOKIE;
	}

	List<String> arguments() {
		List<String> arguments = new ArrayList<>();
		arguments.add("--spring.autoconfigure.exclude=" + String.join(",",
				Stream.concat(this.excluded.stream(), Stream.of(JettyServletWebServerAutoConfiguration.class))
					.map(Class::getName)
					.toList()));
		arguments.add("--mixed-session.enabled=" + isOurs());
		arguments.add("--mixed-session.attributes.seal=" + (this != UNSEALED));
		arguments.add("--load.redis=" + switch (this) {
			case REDIS -> "plain";
			case INDEXED_REDIS -> "indexed";
			default -> "";
		});
		arguments.add("--" + RedisOnDemand.PROPERTY + "=" + usesRedis());
		if (this == OURS_ON_REDIS) {
			arguments.add("--mixed-session.store=redis");
		}
		// the hand-written one uses the same tables
		arguments.add("--load.tables=" + (this == HAND_WRITTEN));
		if (this == COOKIE) {
			arguments.add("--mixed-session.store=cookie");
			arguments.add("--mixed-session.encryption.keys=" + Base64.getEncoder().encodeToString(RandomBytes.of(64)));
			arguments.add("--server.max-http-request-header-size=16KB");
			arguments.add("--server.tomcat.max-http-response-header-size=16KB");
		}
		return arguments;
	}

	@Override
	public String toString() {
		return this.label;
	}

}
