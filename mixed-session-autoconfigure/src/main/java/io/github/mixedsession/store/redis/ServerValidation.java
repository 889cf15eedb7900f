package io.github.mixedsession.store.redis;

import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.Assert;

import io.github.mixedsession.MisconfigurationException;

/**
 * Looks at the servers as the application starts. Asks for {@code INFO} alone, which
 * every provider of Redis answers.
 */
final class ServerValidation {

	private static final Log logger = LogFactory.getLog(ServerValidation.class);

	private static final String OLDEST = "6.2";

	private final RedisConnectionFactory connectionFactory;

	private final int replicas;

	ServerValidation(RedisConnectionFactory connectionFactory, int replicas) {
		this.connectionFactory = connectionFactory;
		this.replicas = replicas;
	}

	void run() {
		try (RedisConnection connection = this.connectionFactory.getConnection()) {
			values(connection, "server", "redis_version").forEach(ServerValidation::checkVersion);
			values(connection, "memory", "maxmemory_policy").filter((policy) -> !"noeviction".equals(policy))
				.findFirst()
				.ifPresent((policy) -> logger
					.warn("Redis has maxmemory-policy " + policy + ": when its memory is full, it "
							+ "deletes sessions of users who are at work, or parts of them. Set it to noeviction."));
			if (this.replicas > 0) {
				checkReplicas(connection);
			}
		}
		catch (DataAccessException ex) {
			throw new MisconfigurationException(
					"mixed-session can't reach the Redis that is to keep the sessions: " + reason(ex) + ".",
					"Start it, or say with spring.data.redis.host and spring.data.redis.port, or others of "
							+ "spring.data.redis.*, where it is.",
					ex);
		}
	}

	/** Replicas come and go: that is no reason not to start. */
	private void checkReplicas(RedisConnection connection) {
		Properties info = info(connection, "replication");
		info.stringPropertyNames()
			.stream()
			.filter((key) -> key.endsWith("role") && "master".equals(info.getProperty(key)))
			.map((key) -> info.getProperty(key.substring(0, key.length() - "role".length()) + "connected_slaves"))
			.filter((connected) -> Integer.parseInt(connected) < this.replicas)
			.findFirst()
			.ifPresent((connected) -> logger.warn("A master of Redis has " + connected + " replicas, and "
					+ "mixed-session.redis.wait-for-replicas is " + this.replicas
					+ ": as long as that is so, no session "
					+ "there begins, changes its ids, logs in or out. Start replicas, or set it to less."));
	}

	/**
	 * Returns the last reason that adds something to the one before: it has the address.
	 */
	private static String reason(Throwable failure) {
		String reason = "";
		for (Throwable each = failure; each != null; each = each.getCause()) {
			String message = String.valueOf(each.getMessage());
			reason = reason.contains(message) ? reason : message;
		}
		return reason;
	}

	/**
	 * Returns the values of all nodes. A cluster's have the node in front of the name.
	 */
	private static Stream<String> values(RedisConnection connection, String section, String name) {
		Properties info = info(connection, section);
		return info.stringPropertyNames()
			.stream()
			.filter((key) -> key.equals(name) || key.endsWith("." + name))
			.map(info::getProperty);
	}

	private static Properties info(RedisConnection connection, String section) {
		Properties info = connection.serverCommands().info(section);
		Assert.state(info != null, "INFO is not asked for in a pipeline");
		return info;
	}

	private static void checkVersion(String version) {
		List<Integer> parts = Stream.of((version + ".0").split("\\.")).limit(2).map(Integer::valueOf).toList();
		if (parts.get(0) < 6 || (parts.get(0) == 6 && parts.get(1) < 2)) {
			throw new MisconfigurationException("mixed-session keeps sessions in Redis " + OLDEST
					+ " or later, or Valkey, and this is Redis " + version + ".", "Use a later one.");
		}
	}

}
