package io.github.mixedsession.load;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import redis.embedded.RedisServer;

/**
 * A Redis server as it comes.
 */
final class Redis implements AutoCloseable {

	private static final Pattern USED = Pattern.compile("used_memory:(\\d+)");

	private final int port;

	private final RedisServer server;

	Redis() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			this.port = socket.getLocalPort();
		}
		this.server = new RedisServer(this.port);
		this.server.start();
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
		return List.of("--spring.data.redis.port=" + this.port);
	}

	@Override
	public void close() throws IOException {
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
