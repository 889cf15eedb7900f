package io.github.mixedsession.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceExceptionConverter;
import org.springframework.data.redis.core.script.RedisScript;

import io.github.mixedsession.MisconfigurationException;

/**
 * Calls scripts, and waits until replicas have what they wrote. {@code WAIT} is about the
 * writes of its own connection and has whoever shares that wait too: so each call has a
 * connection to one server for itself. Thread-safe.
 */
final class ReplicatedScripts {

	static final String PROPERTY = "mixed-session.redis.wait-for-replicas";

	private static final Pattern REDIRECT = Pattern.compile("(MOVED|ASK) \\d+ (.+):(\\d+)");

	/** As many as Lettuce follows. */
	private static final int REDIRECTS = 5;

	private static final LettuceExceptionConverter CONVERTER = new LettuceExceptionConverter();

	private final LettuceConnectionFactory connectionFactory;

	private final int replicas;

	private final Duration timeout;

	private final ReplicatedConnections connections;

	private ReplicatedScripts(LettuceConnectionFactory connectionFactory, int replicas, Duration timeout) {
		this.connectionFactory = connectionFactory;
		this.replicas = replicas;
		this.timeout = timeout;
		this.connections = new ReplicatedConnections(connectionFactory);
	}

	/**
	 * Creates them.
	 * @throws MisconfigurationException if they can't wait
	 */
	static ReplicatedScripts of(LettuceConnectionFactory lettuce, int replicas, Duration timeout) {
		if (timeout.toMillis() >= lettuce.getTimeout()) {
			throw new MisconfigurationException("mixed-session.redis.wait-timeout", timeout.toMillis() + "ms",
					"is not shorter than commands may take (" + lettuce.getTimeout() + "ms)",
					"Shorten it, or set spring.data.redis.timeout to more.");
		}
		return new ReplicatedScripts(lettuce, replicas, timeout);
	}

	/**
	 * Checks that there are connections to a master on which it is possible to wait.
	 * @throws MisconfigurationException if there are none
	 */
	void validate() {
		StatefulConnection<byte[], byte[]> connection = take();
		boolean fine = false;
		try {
			await(server(connection, new byte[0]).async().waitForReplication(0, 1));
			fine = true;
		}
		catch (RedisCommandExecutionException ex) {
			throw new MisconfigurationException(
					"The property '" + PROPERTY + "' with value '" + this.replicas
							+ "' needs the command WAIT, and Redis refuses it.",
					"Allow it to the user of spring.data.redis.username (+wait), or set it to 0.", ex);
		}
		finally {
			this.connections.putBack(connection, fine);
		}
	}

	private StatefulConnection<byte[], byte[]> take() {
		try {
			return this.connections.take();
		}
		catch (IllegalStateException ex) {
			throw new MisconfigurationException(PROPERTY, String.valueOf(this.replicas),
					"needs a connection to the master alone, and Lettuce knows a list of servers instead",
					"Replace spring.data.redis.masterreplica.* by what finds the master: Sentinel, a cluster or "
							+ "spring.data.redis.host; or set it to 0.");
		}
	}

	/**
	 * Runs a script, and returns once the replicas have what it wrote.
	 * @throws DataAccessException if they had not in time: the master has it all the same
	 */
	<T> @Nullable T call(RedisScript<T> script, List<byte[]> keys, Arguments arguments) {
		StatefulConnection<byte[], byte[]> connection = null;
		boolean fine = false;
		try {
			connection = this.connections.take();
			T result = call(connection, script, keys.toArray(byte[][]::new), arguments);
			fine = true;
			return result;
		}
		catch (RedisException ex) {
			DataAccessException failure = CONVERTER.convert(ex);
			throw (failure != null) ? failure : new RedisSystemException("Redis failed", ex);
		}
		finally {
			if (connection != null) {
				this.connections.putBack(connection, fine);
			}
		}
	}

	private <T> @Nullable T call(StatefulConnection<byte[], byte[]> connection, RedisScript<T> script, byte[][] keys,
			Arguments arguments) {
		StatefulRedisConnection<byte[], byte[]> node = server(connection, keys[0]);
		if (!(connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
			return callOne(node, false, script, keys, arguments);
		}
		boolean asking = false;
		for (int redirects = 0;; redirects++) {
			try {
				return callOne(node, asking, script, keys, arguments);
			}
			catch (RedisCommandExecutionException ex) {
				Matcher redirect = REDIRECT.matcher(String.valueOf(ex.getMessage()));
				if (redirects == REDIRECTS || !redirect.matches()) {
					throw ex;
				}
				asking = "ASK".equals(redirect.group(1));
				node = cluster.getConnection(redirect.group(2), Integer.parseInt(redirect.group(3)));
			}
		}
	}

	/**
	 * Returns a connection to the master that has a key.
	 */
	private static StatefulRedisConnection<byte[], byte[]> server(StatefulConnection<byte[], byte[]> connection,
			byte[] key) {
		if (!(connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
			return (StatefulRedisConnection<byte[], byte[]>) connection;
		}
		RedisClusterNode master = cluster.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
		if (master == null) {
			throw new DataAccessResourceFailureException("No master of the Redis cluster has the slot of the session");
		}
		RedisURI uri = master.getUri();
		return cluster.getConnection(uri.getHost(), uri.getPort());
	}

	private <T> @Nullable T callOne(StatefulRedisConnection<byte[], byte[]> server, boolean asking,
			RedisScript<T> script, byte[][] keys, Arguments arguments) {
		RedisAsyncCommands<byte[], byte[]> commands = server.async();
		Cuts cuts = new Cuts();
		server.addListener(cuts);
		try {
			T result = run(commands, asking, script, keys, arguments);
			long acknowledged = await(commands.waitForReplication(this.replicas, this.timeout.toMillis()));
			// Lettuce asks again over the next connection, where nothing was written
			if (cuts.happened) {
				throw new DataAccessResourceFailureException(
						"The connection to Redis was cut before replicas acknowledged the write");
			}
			if (acknowledged < this.replicas) {
				throw new DataAccessResourceFailureException("Redis has written it, but " + acknowledged
						+ " of its replicas acknowledged that within " + this.timeout.toMillis() + " ms, and "
						+ this.replicas + " have to (" + PROPERTY + ")");
			}
			return result;
		}
		finally {
			server.removeListener(cuts);
		}
	}

	private <T> @Nullable T run(RedisAsyncCommands<byte[], byte[]> commands, boolean asking, RedisScript<T> script,
			byte[][] keys, Arguments arguments) {
		ScriptOutputType type = outputType(script);
		byte[][] values = arguments.toBytes();
		if (asking) {
			await(commands.asking());
		}
		try {
			return await(commands.evalsha(script.getSha1(), type, keys, values));
		}
		catch (RedisNoScriptException ex) {
			if (asking) {
				await(commands.asking());
			}
			return await(commands.eval(Arguments.bytes(script.getScriptAsString()), type, keys, values));
		}
	}

	private static ScriptOutputType outputType(RedisScript<?> script) {
		return switch (ReturnType.fromJavaType(script.getResultType())) {
			case INTEGER -> ScriptOutputType.INTEGER;
			case MULTI -> ScriptOutputType.MULTI;
			default -> ScriptOutputType.VALUE;
		};
	}

	private <T> T await(RedisFuture<T> answer) {
		return LettuceFutures.awaitOrCancel(answer, this.connectionFactory.getTimeout(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Whether a connection was cut meanwhile.
	 */
	private static final class Cuts implements RedisConnectionStateListener {

		private volatile boolean happened;

		@Override
		public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
			this.happened = true;
		}

	}

}
