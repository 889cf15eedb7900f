package io.github.mixedsession.autoconfigure.actuate;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.util.StringUtils;

/**
 * Hides the keys that encrypt sessions from the endpoints that show properties, under
 * whatever name they have there: a placeholder may take them from an environment variable
 * or a file. Thread-safe.
 */
final class KeySanitizingFunction implements SanitizingFunction {

	private static final Pattern NAME = Pattern.compile("mixedsessionencryptionkeys(?!torebundle)");

	private final List<String> keys;

	KeySanitizingFunction(List<String> keys) {
		this.keys = keys.stream().map(StringUtils::trimAllWhitespace).filter(StringUtils::hasText).toList();
	}

	@Override
	public SanitizableData apply(SanitizableData data) {
		return (isOurs(data.getKey()) || holdsKey(data.getValue())) ? data.withSanitizedValue() : data;
	}

	private static boolean isOurs(String name) {
		return NAME.matcher(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "")).find();
	}

	private boolean holdsKey(@Nullable Object value) {
		if (!(value instanceof CharSequence)) {
			return false;
		}
		// JSON may have a slash escaped
		String text = StringUtils.trimAllWhitespace(value.toString()).replace("\\", "");
		return this.keys.stream().anyMatch(text::contains);
	}

}
