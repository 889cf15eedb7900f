package io.github.mixedsession.autoconfigure;

import org.springframework.boot.context.properties.bind.DefaultValue;

import io.github.mixedsession.MisconfigurationException;

/**
 * The {@code mixed-session.redis} properties, of the Redis store of sessions. How Redis
 * is reached is said by {@code spring.data.redis}.
 *
 * @param namespace How the keys of sessions begin.
 * @param cleanupCron Cron expression of the job that tells of expired sessions and
 * deletes them. '-' switches it off: then Redis deletes them, and nobody is told.
 */
public record MixedSessionRedisProperties(@DefaultValue("mixed-session") String namespace,
		@DefaultValue("0 * * * * *") String cleanupCron) {

	/**
	 * Create the properties.
	 * @param namespace how the keys of sessions begin
	 * @param cleanupCron when expired sessions are deleted
	 */
	public MixedSessionRedisProperties {
		if (!namespace.matches("[\\w.:/-]{1,100}")) {
			throw new MisconfigurationException("mixed-session.redis.namespace", namespace,
					"is not how a key may begin: Redis Cluster takes what is in braces for the part that says where a key lies",
					"Use letters, digits, '-', '_', '.', '/' and ':', 100 at most.");
		}
	}

}
