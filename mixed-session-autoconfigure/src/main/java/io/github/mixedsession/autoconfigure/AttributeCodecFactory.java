package io.github.mixedsession.autoconfigure;

import java.io.ObjectInputFilter;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionService;
import org.springframework.util.StringUtils;

import io.github.mixedsession.AttributeCodec;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.attribute.ConversionServiceAttributeCodec;

/**
 * Chooses what turns values into bytes: the application's conversion service, or else
 * Java serialisation, with the filters that there are.
 */
final class AttributeCodecFactory {

	private static final String FILTER = "mixed-session.serialization-filter";

	private AttributeCodecFactory() {
	}

	static AttributeCodec create(@Nullable ConversionService given, MixedSessionProperties properties,
			List<ObjectInputFilter> beans, @Nullable ClassLoader classLoader) {
		AttributeCodec ofJava = javaSerialization(properties, beans, classLoader);
		if (given == null) {
			return ofJava;
		}
		if (!MigrationSource.REDIS.equals(properties.migration().from())) {
			refuse(properties.serializationFilter(), "the bean springSessionConversionService");
		}
		return new ConversionServiceAttributeCodec(given);
	}

	/**
	 * Creates one that deserialises only what all filters let through.
	 */
	static AttributeCodec javaSerialization(MixedSessionProperties properties, List<ObjectInputFilter> beans,
			@Nullable ClassLoader classLoader) {
		List<ObjectInputFilter> all = new ArrayList<>(beans);
		ObjectInputFilter ofPatterns = parse(properties.serializationFilter());
		if (ofPatterns != null) {
			all.add(ofPatterns);
		}
		return ConversionServiceAttributeCodec.javaSerialization(classLoader,
				all.stream().reduce(ObjectInputFilter::merge).orElse(null));
	}

	/**
	 * Checks a codec that may be the application's own.
	 */
	static AttributeCodec checked(AttributeCodec codec, MixedSessionProperties properties) {
		String from = properties.migration().from();
		boolean readsOldSessions = MigrationSource.JDBC.equals(from) || MigrationSource.REDIS.equals(from);
		if (!(codec instanceof ConversionServiceAttributeCodec) && !readsOldSessions) {
			refuse(properties.serializationFilter(), "an AttributeCodec of the application");
		}
		return codec;
	}

	private static void refuse(@Nullable String patterns, String reader) {
		if (StringUtils.hasText(patterns)) {
			throw new MisconfigurationException(FILTER, patterns,
					"would filter nothing: " + reader + " reads what is in a session",
					"Remove the property, and say there which types may come out of the database.");
		}
	}

	private static @Nullable ObjectInputFilter parse(@Nullable String patterns) {
		if (!StringUtils.hasText(patterns)) {
			return null;
		}
		try {
			return ObjectInputFilter.Config.createFilter(patterns.strip());
		}
		catch (IllegalArgumentException ex) {
			throw new MisconfigurationException(FILTER, patterns, "is malformed (" + ex.getMessage() + ")",
					"Write patterns as jdk.serialFilter has them, separated by semicolons: "
							+ "maxdepth=20;java.base/*;com.example.shop.**;!*");
		}
	}

}
