package io.github.mixedsession.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.serializer.RedisSerializer;

import io.github.mixedsession.session.SerializedValue;

/**
 * Writes fields as an application with Spring Session Redis does, and leaves those unread
 * that it has written.
 *
 * @param serializer its serializer
 */
record UnreadRedisValues(RedisSerializer<Object> serializer) implements RedisSerializer<Object> {

	@Override
	public byte[] serialize(@Nullable Object value) {
		return this.serializer.serialize(value);
	}

	@Override
	public @Nullable Object deserialize(byte @Nullable [] bytes) {
		return (bytes != null) ? new SerializedValue(bytes) : null;
	}

}
