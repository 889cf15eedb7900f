package io.github.mixedsession.test;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/**
 * A server of Redis, or Valkey, in a process of its own: that of a Maven artifact, or the
 * one that the system property {@value #SERVER} names.
 */
public final class RedisNode {

	/** The path of another server, {@code /usr/bin/redis-server} for instance. */
	public static final String SERVER = "test.redis.server";

	private static final int ATTEMPTS = 5;

	private static final RedisClient CLIENT = RedisClient.create();

	static {
		CLIENT.setOptions(ClientOptions.builder().autoReconnect(false).build());
	}

	private static Path server;

	private final int port;

	private final List<String> settings;

	private final Path folder;

	private Process process;

	private RedisNode(int port, List<String> settings) throws IOException {
		this.port = port;
		this.settings = settings;
		this.folder = Files.createTempDirectory("redis-");
		restart(Map.of());
		Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
	}

	/**
	 * Starts a server, which ends with the JVM.
	 * @param settings lines of its configuration
	 */
	public static RedisNode start(String... settings) throws IOException {
		IOException failure = null;
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			try {
				return new RedisNode(freePort(), List.of(settings));
			}
			catch (IOException ex) {
				// somebody else took the port
				failure = ex;
			}
		}
		throw new IOException("No Redis after " + ATTEMPTS + " attempts", failure);
	}

	/** A node of a cluster takes the port above it by 10,000 as well. */
	private static int freePort() throws IOException {
		while (true) {
			try (ServerSocket socket = new ServerSocket(0)) {
				if (socket.getLocalPort() < 55_000) {
					return socket.getLocalPort();
				}
			}
		}
	}

	private static synchronized Path server() throws IOException {
		if (server == null) {
			String given = System.getProperty(SERVER);
			server = (given != null) ? Path.of(given) : ExecutableProvider.newJarResourceProvider().get().toPath();
		}
		return server;
	}

	/**
	 * Starts it, on its port; if it was killed, without its data, of which a replica is
	 * to be found.
	 * @param environment variables of its environment
	 */
	public void restart(Map<String, String> environment) throws IOException {
		List<String> lines = new ArrayList<>(
				List.of("port " + this.port, "bind 127.0.0.1", "save \"\"", "dir " + this.folder));
		lines.addAll(this.settings);
		Path configuration = Files.write(this.folder.resolve("redis.conf"), lines);
		Path log = this.folder.resolve("redis.log");
		ProcessBuilder builder = new ProcessBuilder(server().toString(), configuration.toString())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile());
		builder.environment().putAll(environment);
		this.process = builder.start();
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.pollInterval(Duration.ofMillis(20))
			.ignoreExceptions()
			.until(() -> !this.process.isAlive() || "PONG".equals(ask(RedisCommands::ping)));
		if (!this.process.isAlive()) {
			throw new IOException(Files.readString(log));
		}
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	public int port() {
		return this.port;
	}

	/**
	 * Asks this server itself, over a connection for that alone.
	 */
	public <T> T ask(Function<RedisCommands<String, String>, T> question) {
		try (StatefulRedisConnection<String, String> connection = CLIENT
			.connect(RedisURI.create("127.0.0.1", this.port))) {
			return question.apply(connection.sync());
		}
	}

	/**
	 * Kills the process (SIGKILL).
	 */
	public void kill() {
		stop();
		Awaitility.await().until(() -> !this.process.isAlive());
	}

	private void stop() {
		this.process.destroyForcibly();
	}

	/**
	 * Has the process stand still (SIGSTOP), or go on.
	 */
	public void suspend(boolean still) throws Exception {
		new ProcessBuilder("kill", still ? "-STOP" : "-CONT", String.valueOf(this.process.pid())).start().waitFor();
	}

}
