package io.github.mixedsession.load;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.session.jdbc.autoconfigure.JdbcSessionAutoConfiguration;

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

	STOCK("Spring Session JDBC"),

	REDIS("Spring Session Redis", JdbcSessionAutoConfiguration.class),

	TOMCAT("Tomcat, in memory", JdbcSessionAutoConfiguration.class,
			SessionAutoConfiguration.class);

	private final String label;

	private final List<Class<?>> excluded;

	Side(String label, Class<?>... excluded) {
		this.label = label;
		this.excluded = List.of(excluded);
	}

	boolean usesDatabase() {
		return this != REDIS && this != TOMCAT;
	}

	List<String> arguments() {
		List<String> arguments = new ArrayList<>();
		arguments.add("--spring.autoconfigure.exclude=" + String.join(",",
				Stream.concat(this.excluded.stream(), Stream.of(JettyServletWebServerAutoConfiguration.class))
					.map(Class::getName)
					.toList()));
		arguments.add("--mixed-session.enabled=" + (this == OURS || this == UNSEALED));
		arguments.add("--mixed-session.attributes.seal=" + (this == OURS));
		arguments.add("--load.redis=" + (this == REDIS));
		// the hand-written one uses the same tables
		arguments.add("--load.tables=" + (this == HAND_WRITTEN));
		return arguments;
	}

	@Override
	public String toString() {
		return this.label;
	}

}
