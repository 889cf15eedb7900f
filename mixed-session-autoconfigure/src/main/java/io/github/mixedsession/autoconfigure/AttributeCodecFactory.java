package io.github.mixedsession.autoconfigure;

import java.io.ObjectInputFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

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
		return (given != null) ? new ConversionServiceAttributeCodec(given)
				: javaSerialization(properties, beans, classLoader);
	}

	/**
	 * Creates one that deserialises only what all filters let through.
	 */
	static JavaAttributeCodec javaSerialization(MixedSessionProperties properties, List<ObjectInputFilter> beans,
			@Nullable ClassLoader classLoader) {
		List<ObjectInputFilter> all = new ArrayList<>(beans);
		ObjectInputFilter ofPatterns = parse(properties.serializationFilter());
		if (ofPatterns != null) {
			all.add(ofPatterns);
		}
		return new JavaAttributeCodec(classLoader, all.stream().reduce(ObjectInputFilter::merge).orElse(null));
	}

	/**
	 * Refuses patterns that would filter nothing.
	 * @param codec what turns values into bytes
	 * @param old where old sessions come from, if they do
	 */
	static AttributeCodec checked(AttributeCodec codec, @Nullable String patterns,
			Supplier<@Nullable OldSessions> old) {
		if (!StringUtils.hasText(patterns) || codec instanceof JavaAttributeCodec) {
			return codec;
		}
		OldSessions filtered = old.get();
		if (filtered == null || !filtered.throughFilters()) {
			String reader = (codec instanceof ConversionServiceAttributeCodec)
					? "the bean springSessionConversionService" : "an AttributeCodec of the application";
			throw new MisconfigurationException(FILTER, patterns,
					"would filter nothing: " + reader + " reads what is in a session",
					"Remove the property, and say there which types may come out of the database.");
		}
		return codec;
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
