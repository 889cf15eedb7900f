package io.github.mixedsession.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessResourceFailureException;

import io.github.mixedsession.session.SerializedValue;

/**
 * The fields of a session of Spring Session Redis, which are not deserialized. Where a
 * connection is cut amid an answer, Lettuce asks again, and goes on with the second
 * answer where the first ended, be it between a name and its value: then a name stands
 * where a value should.
 *
 * @param values the values by their names
 */
record OldRedisFields(Map<String, Object> values) {

	private static final String ATTRIBUTE = "sessionAttr:";

	/**
	 * Create fields.
	 * @throws DataAccessResourceFailureException if they are not of one answer
	 */
	OldRedisFields {
		for (Object value : values.values()) {
			String text = new String(bytes(value), StandardCharsets.UTF_8);
			if (values.containsKey(text) || text.startsWith(ATTRIBUTE)) {
				throw new DataAccessResourceFailureException("The connection to Redis was cut amid an answer");
			}
		}
	}

	byte @Nullable [] get(String name) {
		Object value = this.values.get(name);
		return (value != null) ? bytes(value) : null;
	}

	/**
	 * Visits the attributes that have a value.
	 */
	void forEachAttribute(BiConsumer<String, byte[]> visitor) {
		this.values.forEach((name, value) -> {
			byte[] bytes = bytes(value);
			if (name.startsWith(ATTRIBUTE) && bytes.length > 0) {
				visitor.accept(name.substring(ATTRIBUTE.length()), bytes);
			}
		});
	}

	private static byte[] bytes(@Nullable Object value) {
		return (value instanceof SerializedValue serialized) ? serialized.bytes() : new byte[0];
	}

}
