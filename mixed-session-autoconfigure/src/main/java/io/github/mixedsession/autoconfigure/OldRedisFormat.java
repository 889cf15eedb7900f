package io.github.mixedsession.autoconfigure;

import java.io.ObjectInputFilter;
import java.util.Objects;

import org.springframework.dao.DataRetrievalFailureException;
import org.springframework.data.redis.serializer.JdkSerializationRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.attribute.ConversionServiceAttributeCodec;

/**
 * How an application with Spring Session Redis writes values.
 *
 * @param values what it writes values with
 * @param times what it writes the times of sessions with
 * @param throughFilters whether values are read through the filters of the application
 */
record OldRedisFormat(RedisSerializer<Object> values, RedisSerializer<Object> times,
		boolean throughFilters) implements AttributeCodec {

	private static final ObjectInputFilter NUMBERS = ObjectInputFilter.Config
		.createFilter("maxarray=0;maxdepth=2;java.lang.Long;java.lang.Integer;java.lang.Number;!*");

	/**
	 * Returns the format of an application that has a serializer of its own.
	 */
	static OldRedisFormat of(RedisSerializer<Object> serializer) {
		return new OldRedisFormat(serializer, serializer, false);
	}

	/**
	 * Returns the format of an application that has none.
	 * @param values reads values as this application does, with its filters
	 */
	static OldRedisFormat of(JavaAttributeCodec values) {
		return new OldRedisFormat(serializer(values),
				serializer(ConversionServiceAttributeCodec.javaSerialization(null, NUMBERS)), true);
	}

	private static RedisSerializer<Object> serializer(AttributeCodec codec) {
		return new JdkSerializationRedisSerializer(codec::encode, codec::decode);
	}

	@Override
	public byte[] encode(Object value) {
		return this.values.serialize(value);
	}

	@Override
	public Object decode(byte[] bytes) {
		Object value = this.values.deserialize(bytes);
		if (value == null) {
			throw new IllegalArgumentException("Nothing was serialized");
		}
		return value;
	}

	/**
	 * Reads a time of a session.
	 * @throws DataRetrievalFailureException if it is none: what Spring Session does not
	 * find it deletes
	 */
	long time(byte[] bytes) {
		try {
			return ((Number) Objects.requireNonNull(this.times.deserialize(bytes))).longValue();
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			throw new DataRetrievalFailureException("The times of an old session can't be read. Is the bean "
					+ "springSessionDefaultRedisSerializer the one that the old application has, or has it none?", ex);
		}
	}

}
