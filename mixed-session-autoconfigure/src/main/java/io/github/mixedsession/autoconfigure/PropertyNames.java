package io.github.mixedsession.autoconfigure;

import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.ResolvableType;

/**
 * The names that {@code mixed-session} properties may have, and which of them somebody
 * may have meant.
 */
final class PropertyNames {

	static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("mixed-session");

	/** Stands for the index of any element of a list. */
	private static final String INDEX = "[0]";

	private static final Pattern INDEXES = Pattern.compile("\\[\\d+]");

	private static final List<String> KNOWN = names(PREFIX.toString(),
			ResolvableType.forClass(MixedSessionProperties.class));

	private PropertyNames() {
	}

	private static List<String> names(String name, ResolvableType type) {
		List<String> names = new ArrayList<>();
		if (type.toClass().isRecord()) {
			// a record's component does not have the annotation
			for (Parameter parameter : BeanUtils.getResolvableConstructor(type.toClass()).getParameters()) {
				Name given = parameter.getAnnotation(Name.class);
				String own = (given != null) ? given.value() : DataObjectPropertyName.toDashedForm(parameter.getName());
				names.addAll(names(name + "." + own, ResolvableType.forType(parameter.getParameterizedType())));
			}
			return names;
		}
		names.add(name);
		if (Collection.class.isAssignableFrom(type.toClass())) {
			names.addAll(names(name + INDEX, type.as(Collection.class).getGeneric()));
		}
		return names;
	}

	/**
	 * Answers whether there is a place for a name, whatever its indexes.
	 */
	static boolean isKnown(String name) {
		String plain = plain(name);
		return KNOWN.stream().anyMatch((known) -> plain(known).equals(plain));
	}

	/**
	 * Returns the name that is spelt most like another, or that ends as it does, with the
	 * same indexes.
	 */
	static Optional<String> nearest(String name) {
		String plain = plain(name);
		// a letter or two, and three of a long name
		int limit = Math.min(3, 1 + (plain.length() - plain(PREFIX.toString()).length()) / 5);
		return KNOWN.stream()
			.filter((known) -> distance(plain, plain(known)) <= limit)
			.min(Comparator.comparingInt((known) -> distance(plain, plain(known))))
			.or(() -> elsewhere(name))
			.map((known) -> withIndexes(known, name));
	}

	/** One that was written on another level. */
	private static Optional<String> elsewhere(String name) {
		String last = plain(name.substring(name.lastIndexOf('.')));
		List<String> alike = KNOWN.stream()
			.filter((known) -> plain(known.substring(known.lastIndexOf('.'))).equals(last))
			.toList();
		return (alike.size() == 1) ? Optional.of(alike.get(0)) : Optional.empty();
	}

	private static String withIndexes(String known, String name) {
		Iterator<String> indexes = INDEXES.matcher(name).results().map(MatchResult::group).iterator();
		return INDEXES.matcher(known).replaceAll((match) -> indexes.hasNext() ? indexes.next() : match.group());
	}

	/**
	 * As a variable of the environment has it, where neither dots nor dashes are told
	 * apart. An index is more than a letter.
	 */
	private static String plain(String name) {
		return INDEXES.matcher(name).replaceAll("##").replaceAll("[._-]", "").toLowerCase(Locale.ROOT);
	}

	/** After Levenshtein. */
	private static int distance(String one, String other) {
		int[] above = new int[other.length() + 1];
		for (int i = 0; i < above.length; i++) {
			above[i] = i;
		}
		for (int i = 1; i <= one.length(); i++) {
			int[] row = new int[above.length];
			row[0] = i;
			for (int j = 1; j < row.length; j++) {
				int changed = above[j - 1] + ((one.charAt(i - 1) != other.charAt(j - 1)) ? 1 : 0);
				row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
			}
			above = row;
		}
		return above[other.length()];
	}

}
