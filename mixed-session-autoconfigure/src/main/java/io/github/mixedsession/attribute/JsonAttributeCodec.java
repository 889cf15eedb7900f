package io.github.mixedsession.attribute;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.mixedsession.AttributeCodec;

/**
 * An {@link AttributeCodec} that writes JSON (RFC 8259) in UTF-8. What can be read back
 * is said by the mapper: it names types, and allows some. Thread-safe.
 */
public final class JsonAttributeCodec implements AttributeCodec {

	private final JsonMapper mapper;

	private final UnaryOperator<Object> standIn;

	private final String cure;

	/**
	 * Create a codec.
	 * @param mapper reads and writes values of type {@link Object}
	 * @param standIn returns what is written of a value that can't be, or the value
	 * @param cure what to do about a value that can't be read back, as a sentence
	 */
	public JsonAttributeCodec(JsonMapper mapper, UnaryOperator<Object> standIn, String cure) {
		this.mapper = mapper;
		this.standIn = standIn;
		this.cure = cure;
	}

	/**
	 * Writes a value, and reads it back: one that could not be read, or not all of it,
	 * would be lost.
	 */
	@Override
	public byte[] encode(Object value) {
		JacksonException failure = null;
		try {
			byte[] json = ShortSavedRequest.shorten(value, write(value), this.mapper);
			if (isWhole(json)) {
				return json;
			}
		}
		catch (JacksonException ex) {
			failure = ex;
		}
		Object other = this.standIn.apply(value);
		if (other != value) {
			return encode(other);
		}
		throw new IllegalStateException(
				"A session can't hold a " + value.getClass().getName()
						+ ((failure != null) ? ", which can't be written as JSON and read back. " + this.cure
								: ", of which JSON does not say all that there is: it is another one when it is read "
										+ "back. Give its class a constructor or setters for what its getters return."),
				failure);
	}

	private byte[] write(Object value) {
		return this.mapper.writerFor(Object.class).writeValueAsBytes(value);
	}

	/**
	 * Returns whether a value that is read back is written as it was.
	 */
	private boolean isWhole(byte[] json) {
		// a tree has the last of two members of a name, and so another type
		JsonNode tree = this.mapper.reader().with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).readTree(json);
		byte[] again = write(decode(json));
		return Arrays.equals(json, again) || unordered(tree).equals(unordered(this.mapper.readTree(again)));
	}

	/**
	 * Sets come back in another order, and collections as others that are equal.
	 */
	private static Object unordered(JsonNode json) {
		if (json.isObject()) {
			return json.properties()
				.stream()
				.collect(Collectors.toMap(Map.Entry::getKey, (member) -> unordered(member.getValue())));
		}
		if (json.isArray()) {
			return json.valueStream().map(JsonAttributeCodec::unordered).map(Object::toString).sorted().toList();
		}
		return (json.isString() && json.stringValue().startsWith("java.util.")) ? "" : json;
	}

	@Override
	public Object decode(byte[] bytes) {
		return Objects.requireNonNull(this.mapper.readValue(bytes, Object.class), "No value is null");
	}

}
