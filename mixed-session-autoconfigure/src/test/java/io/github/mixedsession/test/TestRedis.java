package io.github.mixedsession.test;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import org.awaitility.Awaitility;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;

/**
 * The Redis servers that tests run on. They are started once per JVM, when they are first
 * asked for; if they can't be, that is a failure and no reason to skip.
 */
public final class TestRedis implements TestStore {

	/** One server. */
	public static final TestRedis SINGLE = new TestRedis("REDIS", () -> {
		int port = startServer(List.of());
		return new RedisStandaloneConfiguration("127.0.0.1", port);
	});

	/** Three masters that have a third of the slots each. */
	public static final TestRedis CLUSTER = new TestRedis("REDIS_CLUSTER", () -> {
		List<Integer> ports = new ArrayList<>();
		for (int i = 0; i < TestRedis.MASTERS; i++) {
			ports.add(startServer(List.of("cluster-enabled yes", "cluster-node-timeout 2000")));
		}
		join(ports);
		return new RedisClusterConfiguration(ports.stream().map((port) -> "127.0.0.1:" + port).toList());
	});

	private static final AtomicInteger NAMESPACES = new AtomicInteger();

	private static final int MASTERS = 3;

	private static final int SLOTS = 16384;

	private static final int ATTEMPTS = 5;

	private final String name;

	private final Callable<RedisConfiguration> servers;

	private RedisConfiguration configuration;

	private LettuceConnectionFactory connections;

	private volatile Consumer<String> listener = (name) -> {
	};

	private TestRedis(String name, Callable<RedisConfiguration> servers) {
		this.name = name;
		this.servers = servers;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * Returns connections to the servers.
	 * @return the factory, which lasts as long as the JVM
	 */
	public synchronized LettuceConnectionFactory connections() {
		if (this.connections == null) {
			this.connections = new LettuceConnectionFactory(configuration());
			this.connections.afterPropertiesSet();
			this.connections.start();
			// before there is a connection
			this.connections.getRequiredNativeClient().addListener(new CommandListener() {

				@Override
				public void commandStarted(CommandStartedEvent event) {
					TestRedis.this.listener.accept(event.getCommand().getType().toString());
				}

			});
		}
		return this.connections;
	}

	private synchronized RedisConfiguration configuration() {
		if (this.configuration == null) {
			try {
				this.configuration = this.servers.call();
			}
			catch (Exception ex) {
				throw new IllegalStateException("Redis does not start", ex);
			}
		}
		return this.configuration;
	}

	/**
	 * Returns the port of the server, or of a node of the cluster.
	 */
	public int port() {
		RedisConfiguration servers = configuration();
		return (servers instanceof RedisStandaloneConfiguration single) ? single.getPort()
				: ((RedisClusterConfiguration) servers).getClusterNodes().iterator().next().getPort();
	}

	@Override
	public void register(GenericApplicationContext context) {
		RedisConfiguration servers = configuration();
		context.registerBean(RedisConnectionFactory.class, () -> new LettuceConnectionFactory(servers));
	}

	@Override
	public List<String> properties() {
		return List.of("mixed-session.store=redis", "mixed-session.redis.namespace=" + newNamespace(),
				"mixed-session.redis.cleanup-cron=-");
	}

	/**
	 * Returns how the keys of a store begin that has none yet.
	 */
	public static String newNamespace() {
		return "test-" + NAMESPACES.incrementAndGet();
	}

	/**
	 * Tells of the commands that are sent meanwhile.
	 * @param listener what to tell of their names
	 * @param action what sends them
	 */
	public void listen(Consumer<String> listener, Runnable action) {
		this.listener = listener;
		try {
			action.run();
		}
		finally {
			this.listener = (name) -> {
			};
		}
	}

	/**
	 * Returns how many bytes the servers send meanwhile.
	 * @param action what has them send some
	 * @return the bytes, what counting takes included
	 */
	public long bytesOut(Runnable action) {
		long before = bytesOut();
		action.run();
		return bytesOut() - before;
	}

	/**
	 * Returns the keys of all servers that match a pattern.
	 * @param pattern with {@code *} and {@code ?}
	 */
	public Set<String> keys(String pattern) {
		Set<String> keys = new TreeSet<>();
		try (RedisConnection connection = connections().getConnection();
				Cursor<byte[]> cursor = connection.keyCommands()
					.scan(ScanOptions.scanOptions().match(pattern).count(1000).build())) {
			cursor.forEachRemaining((key) -> keys.add(new String(key, StandardCharsets.UTF_8)));
		}
		return keys;
	}

	private long bytesOut() {
		try (RedisConnection connection = connections().getConnection()) {
			Properties info = connection.serverCommands().info("stats");
			return info.stringPropertyNames()
				.stream()
				.filter((name) -> name.endsWith("total_net_output_bytes"))
				.mapToLong((name) -> Long.parseLong(info.getProperty(name)))
				.sum();
		}
	}

	private static int startServer(List<String> settings) throws IOException {
		IOException failure = null;
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			int port = freePort();
			Path folder = Files.createTempDirectory("redis-");
			RedisServerBuilder builder = RedisServer.newRedisServer()
				.port(port)
				.setting("bind 127.0.0.1")
				.setting("save \"\"")
				.setting("dir " + folder);
			settings.forEach(builder::setting);
			RedisServer server = builder.build();
			try {
				server.start();
				Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
				return port;
			}
			catch (IOException ex) {
				// somebody else took the port
				failure = ex;
			}
		}
		throw new IOException("No Redis after " + ATTEMPTS + " attempts", failure);
	}

	private static void stop(RedisServer server) {
		try {
			server.stop();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
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

	private static void join(List<Integer> ports) {
		List<RedisClient> clients = ports.stream()
			.map((port) -> RedisClient.create(RedisURI.create("127.0.0.1", port)))
			.toList();
		List<StatefulRedisConnection<String, String>> nodes = clients.stream().map(RedisClient::connect).toList();
		for (int i = 0; i < nodes.size(); i++) {
			nodes.get(i)
				.sync()
				.clusterAddSlots(IntStream.range(i * SLOTS / nodes.size(), (i + 1) * SLOTS / nodes.size()).toArray());
			nodes.get(0).sync().clusterMeet("127.0.0.1", ports.get(i));
		}
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> nodes.stream()
				.allMatch((node) -> node.sync().clusterInfo().contains("cluster_state:ok")
						&& node.sync().clusterInfo().contains("cluster_known_nodes:" + nodes.size())));
		clients.forEach(RedisClient::shutdown);
	}

}
