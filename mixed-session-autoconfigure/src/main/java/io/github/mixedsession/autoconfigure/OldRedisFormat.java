package io.github.mixedsession.autoconfigure;

import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * How an application with Spring Session Redis writes values.
 *
 * @param serializer its serializer
 */
record OldRedisFormat(RedisSerializer<Object> serializer) implements OldValues.Format {

	@Override
	public byte[] write(Object value) {
		return this.serializer.serialize(value);
	}

	@Override
	public Object read(byte[] bytes) {
		Object value = this.serializer.deserialize(bytes);
		if (value == null) {
			throw new IllegalArgumentException("Nothing was serialized");
		}
		return value;
	}

}
