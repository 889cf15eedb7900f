package io.github.mixedsession.autoconfigure;

import java.io.ObjectInputFilter;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.attribute.ConversionServiceAttributeCodec;

/**
 * Java serialisation, through the filters of the application.
 */
final class JavaAttributeCodec implements AttributeCodec {

	private final AttributeCodec filtered;

	JavaAttributeCodec(@Nullable ClassLoader classLoader, @Nullable ObjectInputFilter filter) {
		this.filtered = ConversionServiceAttributeCodec.javaSerialization(classLoader, filter);
	}

	@Override
	public byte[] encode(Object value) {
		return this.filtered.encode(value);
	}

	@Override
	public Object decode(byte[] bytes) {
		return this.filtered.decode(bytes);
	}

}
