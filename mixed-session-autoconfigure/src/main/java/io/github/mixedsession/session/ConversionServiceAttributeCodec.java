package io.github.mixedsession.session;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.core.serializer.support.DeserializingConverter;
import org.springframework.core.serializer.support.SerializingConverter;
import org.springframework.util.Assert;

import io.github.mixedsession.MisconfigurationException;

/**
 * An {@link AttributeCodec} on a {@link ConversionService} that converts between
 * {@code Object} and {@code byte[]}, as Spring Session's JDBC store has it.
 */
public final class ConversionServiceAttributeCodec implements AttributeCodec {

	private static final TypeDescriptor OBJECT = TypeDescriptor.valueOf(Object.class);

	private static final TypeDescriptor BYTES = TypeDescriptor.valueOf(byte[].class);

	private final ConversionService conversionService;

	/**
	 * Create a codec on the given conversion service.
	 * @param conversionService the conversion service
	 */
	public ConversionServiceAttributeCodec(ConversionService conversionService) {
		if (!conversionService.canConvert(Object.class, byte[].class)
				|| !conversionService.canConvert(byte[].class, Object.class)) {
			throw new MisconfigurationException(
					"The bean springSessionConversionService does not convert between Object and byte[].",
					"Register one Converter from Object to byte[] and one from byte[] to Object with it.");
		}
		this.conversionService = conversionService;
	}

	/**
	 * Creates a codec that uses Java serialisation.
	 * @param classLoader the class loader of the application's classes
	 * @return the codec
	 */
	public static ConversionServiceAttributeCodec javaSerialization(@Nullable ClassLoader classLoader) {
		GenericConversionService conversionService = new GenericConversionService();
		conversionService.addConverter(Object.class, byte[].class, new SerializingConverter());
		conversionService.addConverter(byte[].class, Object.class,
				(classLoader != null) ? new DeserializingConverter(classLoader) : new DeserializingConverter());
		return new ConversionServiceAttributeCodec(conversionService);
	}

	@Override
	public byte[] encode(Object value) {
		byte[] bytes = (byte[]) this.conversionService.convert(value, OBJECT, BYTES);
		Assert.state(bytes != null, "Serialisation gave nothing");
		return bytes;
	}

	@Override
	public Object decode(byte[] bytes) {
		Object value = this.conversionService.convert(bytes, BYTES, OBJECT);
		Assert.state(value != null, "Deserialisation gave nothing");
		return value;
	}

}
