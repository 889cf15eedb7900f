package io.github.mixedsession.autoconfigure;

import io.lettuce.core.ReadFrom;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ClassUtils;

import io.github.mixedsession.MisconfigurationException;

/**
 * Refuses to read old sessions from replicas, where one that was moved and has ended may
 * still be.
 */
final class ReplicaReads {

	private ReplicaReads() {
	}

	static void refuse(RedisConnectionFactory connections) {
		if (ClassUtils.isPresent("io.lettuce.core.RedisClient", ReplicaReads.class.getClassLoader())
				&& Lettuce.readsFromReplicas(connections)) {
			throw new MisconfigurationException(MigrationSource.FROM, MigrationSource.REDIS,
					"reads from replicas, which are behind: a session that has ended could be moved once more",
					"Remove spring.data.redis.lettuce.read-from, or mark a RedisConnectionFactory without it with "
							+ "@SpringSessionRedisConnectionFactory.");
		}
	}

	/**
	 * Is not loaded without Lettuce.
	 */
	private static final class Lettuce {

		private static boolean readsFromReplicas(RedisConnectionFactory connections) {
			return connections instanceof LettuceConnectionFactory lettuce && lettuce.getClientConfiguration()
				.getReadFrom()
				.filter((from) -> !from.equals(ReadFrom.UPSTREAM) && !from.equals(ReadFrom.MASTER))
				.isPresent();
		}

	}

}
