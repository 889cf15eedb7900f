package io.github.mixedsession.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;

/**
 * Says which properties of Spring Session's own stores nobody reads any more. Whoever
 * left them behind may count on them.
 */
final class LeftoverProperties {

	private static final Log logger = LogFactory.getLog(LeftoverProperties.class);

	private static final List<String> PREFIXES = List.of("spring.session.jdbc", "spring.session.data",
			"spring.session.redis", "spring.session.mongodb", "spring.session.hazelcast");

	private static final Map<String, List<String>> READ_FOR_OLD_SESSIONS = Map.of(MigrationSource.JDBC,
			List.of(OldJdbcSessions.TABLE_NAME), MigrationSource.REDIS,
			List.of(OldRedisSessions.NAMESPACE, OldRedisSessions.REPOSITORY_TYPE));

	private static final String STORE_TYPE = "spring.session.store-type";

	private LeftoverProperties() {
	}

	/**
	 * Warns of properties without a reader.
	 * @param binder what is configured
	 * @param from where old sessions are moved from, {@code null} for nowhere
	 */
	static void warn(Binder binder, @Nullable String from) {
		List<String> names = new ArrayList<>();
		for (String prefix : PREFIXES) {
			binder.bind(prefix, Bindable.mapOf(String.class, String.class))
				.orElse(Map.of())
				.keySet()
				.forEach((name) -> names.add(prefix + "." + name));
		}
		if (binder.bind(STORE_TYPE, String.class).isBound()) {
			names.add(STORE_TYPE);
		}
		names.removeAll(READ_FOR_OLD_SESSIONS.getOrDefault(String.valueOf(from), List.of()));
		if (!names.isEmpty()) {
			logger.warn("Nobody reads " + String.join(", ", names) + ": mixed-session keeps the sessions. Remove them, "
					+ "or set in their place mixed-session.jdbc.* (initialize-schema, schema, platform, table-name, "
					+ "cleanup-cron) or mixed-session.redis.* (namespace, cleanup-cron).");
		}
	}

}
