package io.github.mixedsession.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;

/**
 * The Redis servers that tests run on. They are started once per JVM, when they are first
 * asked for; if they can't be, that is a failure and no reason to skip.
 */
public final class TestRedis implements TestStore {

	/** One server. */
	public static final TestRedis SINGLE = new TestRedis("REDIS", 0, 0);

	/** Three masters that have a third of the slots each. */
	public static final TestRedis CLUSTER = new TestRedis("REDIS_CLUSTER", 3, 0);

	/** Three masters with a replica each. */
	public static final TestRedis REPLICAS = new TestRedis("REDIS_REPLICAS", 3, 1);

	private static final AtomicInteger NAMESPACES = new AtomicInteger();

	private final String name;

	private final int masters;

	private final int replicas;

	private RedisCluster cluster;

	private RedisConfiguration configuration;

	private LettuceConnectionFactory connections;

	private volatile Consumer<String> listener = (name) -> {
	};

	private TestRedis(String name, int masters, int replicas) {
		this.name = name;
		this.masters = masters;
		this.replicas = replicas;
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

	/**
	 * Returns connections of the other client, for the caller to close.
	 */
	public JedisConnectionFactory connectJedis() {
		JedisConnectionFactory jedis = (configuration() instanceof RedisClusterConfiguration servers)
				? new JedisConnectionFactory(servers)
				: new JedisConnectionFactory((RedisStandaloneConfiguration) configuration());
		jedis.afterPropertiesSet();
		jedis.start();
		return jedis;
	}

	private synchronized RedisConfiguration configuration() {
		if (this.configuration == null) {
			try {
				if (this.masters == 0) {
					this.configuration = new RedisStandaloneConfiguration("127.0.0.1", RedisNode.start().port());
				}
				else {
					this.cluster = RedisCluster.start(this.masters, this.replicas);
					this.configuration = new RedisClusterConfiguration(this.cluster.addresses());
				}
			}
			catch (IOException ex) {
				throw new IllegalStateException("Redis does not start", ex);
			}
		}
		return this.configuration;
	}

	/**
	 * Returns the servers of a cluster.
	 */
	public synchronized RedisCluster cluster() {
		configuration();
		return this.cluster;
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
	 * Empties all servers, whoever the keys belong to.
	 */
	public void clear() {
		try (RedisConnection connection = connections().getConnection()) {
			connection.serverCommands().flushDb();
		}
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

}
