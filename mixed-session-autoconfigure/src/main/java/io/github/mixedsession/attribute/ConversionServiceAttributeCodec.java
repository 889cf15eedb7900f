package io.github.mixedsession.attribute;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ConfigurableObjectInputStream;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.core.serializer.support.DeserializingConverter;
import org.springframework.core.serializer.support.SerializingConverter;
import org.springframework.util.Assert;

import io.github.mixedsession.AttributeCodec;
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
		return javaSerialization(classLoader, null);
	}

	/**
	 * Creates a codec that uses Java serialisation, and deserialises only what a filter
	 * lets through. A filter of the whole JVM holds beside it.
	 * @param classLoader the class loader of the application's classes
	 * @param filter rejects what is not to be deserialised, {@code null} for none
	 * @return the codec
	 */
	public static ConversionServiceAttributeCodec javaSerialization(@Nullable ClassLoader classLoader,
			@Nullable ObjectInputFilter filter) {
		GenericConversionService conversionService = new GenericConversionService();
		conversionService.addConverter(Object.class, byte[].class, new SerializingConverter());
		conversionService.addConverter(byte[].class, Object.class,
				new DeserializingConverter((stream) -> read(stream, classLoader, filter)));
		return new ConversionServiceAttributeCodec(conversionService);
	}

	private static Object read(InputStream stream, @Nullable ClassLoader classLoader,
			@Nullable ObjectInputFilter filter) throws IOException {
		try (ObjectInputStream objects = new ConfigurableObjectInputStream(stream, classLoader)) {
			if (filter != null) {
				objects.setObjectInputFilter(ObjectInputFilter.merge(filter, objects.getObjectInputFilter()));
			}
			return objects.readObject();
		}
		catch (ClassNotFoundException ex) {
			throw new IOException("A class is not there", ex);
		}
	}

	@Override
	public byte[] encode(Object value) {
		try {
			byte[] bytes = (byte[]) this.conversionService.convert(value, OBJECT, BYTES);
			Assert.state(bytes != null, "Serialisation gave nothing");
			return bytes;
		}
		catch (ConversionFailedException ex) {
			// its own message has the value
			throw new IllegalStateException("Serialisation failed", ex.getCause());
		}
	}

	@Override
	public Object decode(byte[] bytes) {
		Object value = this.conversionService.convert(bytes, BYTES, OBJECT);
		Assert.state(value != null, "Deserialisation gave nothing");
		return value;
	}

}
