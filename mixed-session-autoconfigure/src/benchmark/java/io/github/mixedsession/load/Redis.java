package io.github.mixedsession.load;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;

import redis.embedded.RedisServer;

/**
 * A Redis server as it comes.
 */
final class Redis implements AutoCloseable {

	private final int port;

	private final RedisServer server;

	Redis() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			this.port = socket.getLocalPort();
		}
		this.server = new RedisServer(this.port);
		this.server.start();
	}

	List<String> arguments() {
		return List.of("--spring.data.redis.port=" + this.port);
	}

	@Override
	public void close() throws IOException {
		this.server.stop();
	}

}
