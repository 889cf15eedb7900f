package io.github.mixedsession.load;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/**
 * A Redis server as it comes, as far away as {@code load.redis.micros} says: the
 * microseconds to it and back.
 */
final class Redis implements AutoCloseable {

	private static final Pattern USED = Pattern.compile("used_memory:(\\d+)");

	private static final long ROUND_TRIP = Long.getLong("load.redis.micros", 0) * 1000;

	private final int port;

	private final RedisServer server;

	private final @Nullable DelayedLine line;

	Redis() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			this.port = socket.getLocalPort();
		}
		this.server = new RedisServer(this.port);
		this.server.start();
		this.line = (ROUND_TRIP > 0) ? new DelayedLine(this.port, ROUND_TRIP) : null;
	}

	/**
	 * Returns what is in it now.
	 */
	Size size() {
		RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", this.port));
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			String memory = connection.sync().info("memory");
			Matcher used = USED.matcher(memory);
			if (!used.find()) {
				throw new IllegalStateException(memory);
			}
			return new Size(Long.parseLong(used.group(1)), connection.sync().dbsize());
		}
		finally {
			client.shutdown();
		}
	}

	List<String> arguments() {
		return List.of("--spring.data.redis.port=" + ((this.line != null) ? this.line.port() : this.port));
	}

	@Override
	public void close() throws IOException {
		if (this.line != null) {
			this.line.close();
		}
		this.server.stop();
	}

	/**
	 * What a server holds.
	 *
	 * @param bytes the memory
	 * @param keys how many
	 */
	record Size(long bytes, long keys) {

	}

}
