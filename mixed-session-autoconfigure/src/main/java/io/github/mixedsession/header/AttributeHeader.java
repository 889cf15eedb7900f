package io.github.mixedsession.header;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.attribute.AttributeVisibilities;

/**
 * A header and the attributes that it may carry, one way.
 *
 * @param name the header
 * @param attributes the names of the attributes, in the order of their configuration
 */
record AttributeHeader(HeaderName name, Set<String> attributes) {

	/** Fits the store, and needs no encoding in a header. */
	private static final Pattern SIMPLE = Pattern.compile("[A-Za-z0-9._~-]{1,200}");

	/**
	 * Checks the configuration of one way.
	 * @param property the prefix of its properties
	 * @param name the name of the header
	 * @param attributes the names of the attributes
	 * @return the header, {@code null} if there is none
	 * @throws MisconfigurationException naming the property and the cure
	 */
	static @Nullable AttributeHeader create(String property, @Nullable String name, List<String> attributes) {
		if (name == null) {
			if (!attributes.isEmpty()) {
				throw new MisconfigurationException(
						"The property '" + property + ".attributes' lists " + attributes + ", and there is no "
								+ property + ".name: nothing would carry them.",
						"Set " + property + ".name, or remove the list.");
			}
			return null;
		}
		if (attributes.isEmpty()) {
			throw new MisconfigurationException(property + ".name", name,
					"is the name of a header that carries nothing: " + property + ".attributes is empty",
					"List the attributes, or remove the name.");
		}
		HeaderName header = HeaderName.of(property + ".name", name);
		attributes.forEach((attribute) -> check(property + ".attributes", attribute));
		return new AttributeHeader(header, new LinkedHashSet<>(attributes));
	}

	private static void check(String property, String attribute) {
		if (!SIMPLE.matcher(attribute).matches()) {
			throw new MisconfigurationException(property, attribute, "is not a simple name",
					"List exact names of letters, digits, dots, hyphens, underscores and tildes, of 200 characters at "
							+ "most.");
		}
		if (AttributeVisibilities.builtIn(attribute) != null || attribute.startsWith("org.springframework.")
				|| attribute.startsWith("scopedTarget.")) {
			throw new MisconfigurationException(property, attribute,
					"is an attribute of a framework: a backend could log a visitor in, or learn who is",
					"List attributes of the application alone.");
		}
	}
}
