package io.github.mixedsession.autoconfigure;

import java.util.List;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.attribute.AttributeVisibilities;

/**
 * Checks the lists of attribute names against each other.
 */
final class AttributeVisibilitiesFactory {

	private static final String PREFIX = "mixed-session.attributes.";

	private AttributeVisibilitiesFactory() {
	}

	static AttributeVisibilities create(MixedSessionProperties.Attributes attributes) {
		if (attributes.defaultVisibility() == AttributeVisibility.PER_CHANNEL) {
			throw new MisconfigurationException(PREFIX + "default-visibility", "per-channel",
					"would take every attribute from the visitor at each crossing",
					"Set it to shared or secure, and list what each channel has of its own in " + PREFIX
							+ "per-channel.");
		}
		refuseCommon("shared", attributes.shared(), "secure", attributes.secure());
		refuseCommon("shared", attributes.shared(), "per-channel", attributes.perChannel());
		refuseCommon("per-channel", attributes.perChannel(), "secure", attributes.secure());
		refuseBuiltIn("shared", attributes.shared(), AttributeVisibility.SHARED);
		refuseBuiltIn("per-channel", attributes.perChannel(), AttributeVisibility.PER_CHANNEL);
		refuseBuiltIn("secure", attributes.secure(), AttributeVisibility.SECURE);
		return new AttributeVisibilities(attributes.defaultVisibility(), attributes.shared(), attributes.secure(),
				attributes.perChannel());
	}

	/**
	 * Refuses the name of an attribute that no list has a say in. A pattern may match
	 * such names beside others.
	 */
	private static void refuseBuiltIn(String property, List<String> names, AttributeVisibility visibility) {
		for (String name : names) {
			AttributeVisibility builtIn = AttributeVisibilities.builtIn(name);
			if (builtIn != null && builtIn != visibility && name.indexOf('*') < 0) {
				throw new MisconfigurationException("The attribute '" + name + "' is listed in " + PREFIX + property
						+ ": it is Spring Security's, which is never shared. "
						+ ((builtIn == AttributeVisibility.SECURE) ? "Only HTTPS sees it."
								: "Each channel has its own."),
						"Remove it from the list.");
			}
		}
	}

	private static void refuseCommon(String property, List<String> names, String otherProperty,
			List<String> otherNames) {
		for (String name : names) {
			if (otherNames.contains(name)) {
				throw new MisconfigurationException("The attribute '" + name + "' is listed in " + PREFIX + property
						+ " and in " + PREFIX + otherProperty + ": it can't be both.",
						"Remove it from one of the lists.");
			}
		}
	}

}
