package io.github.mixedsession.store.redis;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;

/**
 * The connections of a factory, but never the one that the application has bound to the
 * thread for a transaction or a pipeline of its own: what is asked there is answered with
 * nothing at first. Thread-safe if the factory is.
 */
public final class IndependentConnections implements RedisConnectionFactory {

	private final RedisConnectionFactory factory;

	/**
	 * Create connections.
	 * @param factory opens them
	 */
	public IndependentConnections(RedisConnectionFactory factory) {
		this.factory = factory;
	}

	@Override
	public RedisConnection getConnection() {
		return this.factory.getConnection();
	}

	@Override
	public RedisClusterConnection getClusterConnection() {
		return this.factory.getClusterConnection();
	}

	@Override
	public RedisSentinelConnection getSentinelConnection() {
		return this.factory.getSentinelConnection();
	}

	@Override
	public boolean getConvertPipelineAndTxResults() {
		return this.factory.getConvertPipelineAndTxResults();
	}

	@Override
	public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException ex) {
		return this.factory.translateExceptionIfPossible(ex);
	}

}
