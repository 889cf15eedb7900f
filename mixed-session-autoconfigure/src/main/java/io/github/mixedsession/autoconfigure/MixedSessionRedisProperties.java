package io.github.mixedsession.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

import io.github.mixedsession.MisconfigurationException;

/**
 * The {@code mixed-session.redis} properties, of the Redis store of sessions. How Redis
 * is reached is said by {@code spring.data.redis}.
 *
 * @param namespace How the keys of sessions begin.
 * @param cleanupCron Cron expression of the job that tells of expired sessions and
 * deletes them. '-' switches it off: then Redis deletes them, and nobody is told.
 * @param waitForReplicas How many replicas must have what makes a session, changes its
 * ids, logs a user in or out, or ends a session, before that is answered. If they have
 * not in time, the answer is 503, and Redis has it all the same. Needs Lettuce. 0 waits
 * for none.
 * @param waitTimeout How long to wait for replicas at most, shorter than
 * spring.data.redis.timeout.
 */
public record MixedSessionRedisProperties(@DefaultValue("mixed-session") String namespace,
		@DefaultValue("0 * * * * *") String cleanupCron, @DefaultValue("0") int waitForReplicas,
		@DefaultValue("1s") @DurationUnit(ChronoUnit.SECONDS) Duration waitTimeout) {

	/**
	 * Create the properties.
	 * @param namespace how the keys of sessions begin
	 * @param cleanupCron when expired sessions are deleted
	 * @param waitForReplicas how many replicas to wait for
	 * @param waitTimeout how long to wait for them
	 */
	public MixedSessionRedisProperties {
		if (!namespace.matches("[\\w.:/-]{1,100}")) {
			throw new MisconfigurationException("mixed-session.redis.namespace", namespace,
					"is not how a key may begin: Redis Cluster takes what is in braces for the part that says where a key lies",
					"Use letters, digits, '-', '_', '.', '/' and ':', 100 at most.");
		}
		if (waitForReplicas < 0) {
			throw new MisconfigurationException("mixed-session.redis.wait-for-replicas",
					String.valueOf(waitForReplicas), "is no number of replicas",
					"Set it to how many have to have a write, or to 0 to wait for none.");
		}
		if (waitTimeout.toMillis() < 1) {
			throw new MisconfigurationException("mixed-session.redis.wait-timeout", waitTimeout.toMillis() + "ms",
					"is no time to wait, or is what Redis takes for ever", "Set it to 1s, for instance.");
		}
	}

}
