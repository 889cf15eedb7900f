package io.github.mixedsession.store.redis;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connections that one call at a time has for itself. The client of the application opens
 * them, and closes them as it ends. Thread-safe.
 */
final class ReplicatedConnections {

	/** How many connections are kept for whoever comes next. */
	private static final int KEPT = 8;

	private final LettuceConnectionFactory connectionFactory;

	private final Deque<StatefulConnection<byte[], byte[]>> idle = new ConcurrentLinkedDeque<>();

	ReplicatedConnections(LettuceConnectionFactory connectionFactory) {
		this.connectionFactory = connectionFactory;
	}

	StatefulConnection<byte[], byte[]> take() {
		for (StatefulConnection<byte[], byte[]> kept = this.idle.poll(); kept != null; kept = this.idle.poll()) {
			// not those of a client that was stopped
			if (kept.isOpen()) {
				return kept;
			}
			discard(kept);
		}
		AbstractRedisClient client = this.connectionFactory.getRequiredNativeClient();
		return (client instanceof RedisClusterClient cluster) ? cluster.connect(ByteArrayCodec.INSTANCE)
				: ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
	}

	/**
	 * Takes one back.
	 * @param fine whether it can serve again
	 */
	void putBack(StatefulConnection<byte[], byte[]> connection, boolean fine) {
		if (fine && this.idle.size() < KEPT) {
			this.idle.push(connection);
		}
		else {
			discard(connection);
		}
	}

	/** Nobody waits until it is closed. */
	@SuppressWarnings("FutureReturnValueIgnored")
	private static void discard(StatefulConnection<byte[], byte[]> connection) {
		connection.closeAsync();
	}

}
