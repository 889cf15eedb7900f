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

	static AttributeCodec create(@Nullable ConversionService given, @Nullable String patterns,
			List<ObjectInputFilter> beans, @Nullable ClassLoader classLoader) {
		ObjectInputFilter ofPatterns = parse(patterns);
		if (given == null) {
			List<ObjectInputFilter> all = new ArrayList<>(beans);
			if (ofPatterns != null) {
				all.add(ofPatterns);
			}
			// what one of them rejects is rejected
			return ConversionServiceAttributeCodec.javaSerialization(classLoader,
					all.stream().reduce(ObjectInputFilter::merge).orElse(null));
		}
		refuse(patterns, "the bean springSessionConversionService");
		return new ConversionServiceAttributeCodec(given);
	}

	/**
	 * Checks a codec that may be the application's own.
	 */
	static AttributeCodec checked(AttributeCodec codec, @Nullable String patterns) {
		if (!(codec instanceof ConversionServiceAttributeCodec)) {
			refuse(patterns, "an AttributeCodec of the application");
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
